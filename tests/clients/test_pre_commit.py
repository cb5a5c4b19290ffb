"""The hooks, installed and run by pre-commit when somebody commits: without Rust or Node, from the wheel of this checkout."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import FIXTURES, ROOT

PAGE = "authored/marine-engineer.md"
# The words of a skill that the catalogue and other pages have too.
RIGHT = "follow safe systems of work and stop when unsure"
WRONG = "follow safe ways of working and stop when unsure"


# Stands before the transcript in the README.
TRANSCRIPT = "<!-- transcript of a stopped commit: tests/clients/test_pre_commit.py -->"


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """A repository with the files of this checkout, as pre-commit would find it at a URL; `v0.1.0` is its revision."""
    folder = tmp_path_factory.mktemp("hooks")
    git = ("git", "-C", folder, "-c", "user.name=Keeper", "-c", "user.email=keeper@example.org")
    files = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"), cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    for file in files.stdout.decode().split("\0"):
        # What is deleted and not yet committed is still listed.
        if file and (ROOT / file).is_file():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, folder / file)
    for command in (("init", "-q"), ("add", "--all", "--force"), ("commit", "-q", "-m", "hooks"), ("tag", "v0.1.0")):
        subprocess.run((*git, *command), check=True)
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Where pre-commit keeps what it has installed."""
    return tmp_path_factory.mktemp("pre-commit")


class Repository:
    """A repository with a framework, and with pre-commit in it."""

    def __init__(self, folder, environment, hooks):
        self.folder = folder
        self.environment = environment
        self.hooks = hooks
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def run(self, *command, cwd=None):
        ran = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        return ran.returncode, ran.stdout

    def git(self, *arguments, cwd=None):
        code, printed = self.run("git", *arguments, cwd=cwd)
        assert code == 0, printed
        return printed

    def install(self, hook="framelint", *arguments):
        listed = "".join(f"\n          - {argument}" for argument in arguments)
        args = f"\n        args:{listed}" if arguments else ""
        (self.folder / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: {self.hooks}\n    rev: v0.1.0\n    hooks:\n      - id: {hook}{args}\n"
        )
        code, printed = self.run(sys.executable, "-m", "pre_commit", "install")
        assert code == 0, printed

    def take(self, framework, below="."):
        shutil.copytree(FIXTURES / "frameworks" / framework, self.folder / below, dirs_exist_ok=True)

    def edit(self, file, before, after):
        text = (self.folder / file).read_text(encoding="utf-8")
        assert before in text
        (self.folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    def commit(self, *arguments, cwd=None):
        """Tries to commit what is staged; whether it could, and what was said."""
        code, printed = self.run("git", "commit", "-m", "a change", *arguments, cwd=cwd)
        return code == 0, printed

    def commit_all(self, **options):
        self.git("add", "--all", **options)
        return self.commit(**options)


@pytest.fixture
def empty(tmp_path, without_toolchains, hooks, installed):
    """A repository without a commit and without a hook."""
    environment = {**without_toolchains, "PRE_COMMIT_HOME": str(installed), "PRE_COMMIT_COLOR": "never"}
    return Repository(tmp_path / "repository", environment, hooks)


@pytest.fixture
def repository(empty):
    """The example framework with its old findings, committed, and the hook."""
    empty.take("harbour-with-defects")
    empty.git("add", "--all")
    empty.git("commit", "-q", "-m", "as it was")
    empty.install()
    empty.git("add", "--all")
    empty.git("commit", "-q", "--no-verify", "-m", "the hook")
    return empty


def findings(printed):
    """The rules and files of what was found."""
    return re.findall(r"^(?:error|warning)\[([a-z-]+)\].*?┌─ ([^:\n]+):", printed, re.MULTILINE | re.DOTALL)


def test_a_commit_that_contradicts_a_file_that_is_not_in_it_is_stopped(repository):
    repository.edit(PAGE, RIGHT, WRONG)
    committed, printed = repository.commit_all()
    assert not committed
    assert findings(printed) == [("skill-description-drift", PAGE)]
    assert "skills.md" in printed
    # What was there before is not spoken of, and mending the page is all that it takes.
    repository.edit(PAGE, WRONG, RIGHT)
    repository.edit(PAGE, "keep the engine room clean and dry", "keep the engine room dry")
    committed, printed = repository.commit_all()
    assert committed, printed
    assert re.search(r"^framelint\.+Passed$", printed, re.MULTILINE)


def test_the_readme_shows_what_is_printed_when_a_commit_is_stopped(empty):
    empty.take("harbour")
    empty.install()
    empty.git("add", "--all")
    empty.git("commit", "-q", "--no-verify", "-m", "as it was")
    empty.run(sys.executable, "-m", "pre_commit", "install-hooks")
    empty.edit(PAGE, RIGHT, WRONG)
    committed, printed = empty.commit("--all")
    assert not committed
    shown = f'{TRANSCRIPT}\n```console\n$ git commit --all -m "a change"\n{printed.rstrip()}\n```\n'
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if os.environ.get("FRAMELINT_UPDATE"):
        before, _, after = readme.partition(TRANSCRIPT)
        after = after.split("\n```\n", 1)[1]
        (ROOT / "README.md").write_text(before + shown + after, encoding="utf-8")
    else:
        assert shown in readme, "FRAMELINT_UPDATE=1 tests/clients/run -k readme writes the README anew"


def test_removing_a_skill_from_the_catalogue_is_stopped_by_the_pages_that_have_it(repository):
    catalogue = (repository.folder / "skills.md").read_text(encoding="utf-8")
    without = re.sub(r"^## Mooring and line handling\n.*?(?=^## )", "", catalogue, flags=re.MULTILINE | re.DOTALL)
    (repository.folder / "skills.md").write_text(without, encoding="utf-8")
    committed, printed = repository.commit_all()
    assert not committed
    unknown = [file for rule, file in findings(printed) if rule == "unknown-skill"]
    assert unknown and "skills.md" not in unknown


def test_what_is_not_staged_is_neither_checked_nor_lost(repository):
    repository.edit(PAGE, RIGHT, WRONG)
    repository.edit("README.md", "framework of the Merrin", "frame of the Merrin")
    repository.git("add", "README.md")
    committed, printed = repository.commit()
    assert committed, printed
    assert WRONG in (repository.folder / PAGE).read_text()
    # Nor does a page count that nobody has added.
    (repository.folder / "authored/draft.md").write_text((repository.folder / PAGE).read_text())
    repository.edit("README.md", "frame of the Merrin", "set of pages of the Merrin")
    repository.git("add", "README.md")
    committed, printed = repository.commit()
    assert committed, printed


def test_of_a_partly_staged_file_the_staged_part_counts(repository):
    repository.edit(PAGE, RIGHT, WRONG)
    repository.git("add", PAGE)
    repository.edit(PAGE, WRONG, RIGHT)
    committed, printed = repository.commit()
    assert not committed
    assert findings(printed) == [("skill-description-drift", PAGE)]
    assert RIGHT in (repository.folder / PAGE).read_text()


@pytest.mark.parametrize("arguments", [("--all",), ("--", PAGE), ("--include", PAGE)])
def test_every_way_to_commit_is_watched(repository, arguments):
    repository.edit(PAGE, RIGHT, WRONG)
    committed, printed = repository.commit(*arguments)
    assert not committed
    assert findings(printed) == [("skill-description-drift", PAGE)]
    repository.edit(PAGE, WRONG, RIGHT)
    repository.edit(PAGE, "keep the engine room clean and dry", "keep the engine room dry")
    committed, printed = repository.commit(*arguments)
    assert committed, printed


def test_the_first_commit_is_checked_as_a_whole(empty):
    empty.take("harbour")
    empty.install()
    empty.edit(PAGE, RIGHT, WRONG)
    committed, printed = empty.commit_all()
    assert not committed
    assert findings(printed) == [("skill-description-drift", PAGE)]
    empty.edit(PAGE, WRONG, RIGHT)
    committed, printed = empty.commit_all()
    assert committed, printed


def test_a_framework_in_a_folder_has_its_own_configuration(empty):
    empty.take("harbour-with-defects", "content/framework")
    (empty.folder / "content/framework/framelint.toml").write_text('rules = { repeated-word = "error" }\n')
    empty.git("add", "--all")
    empty.git("commit", "-q", "-m", "as it was")
    empty.install("framelint", "content/framework")
    empty.edit(f"content/framework/{PAGE}", "# Marine engineer\n", "# Marine engineer\n\nMend the the engine.\n")
    committed, printed = empty.commit_all(cwd=empty.folder / "content")
    assert not committed
    assert findings(printed) == [("repeated-word", f"content/framework/{PAGE}")]


def test_deleting_and_renaming_a_page_are_changes_like_others(repository):
    # Other pages lead to this one, and none to that.
    repository.git("rm", "-q", "guides/choosing-a-skill-level.md")
    committed, printed = repository.commit()
    assert not committed
    assert ("broken-link", "guides/moving-between-roles.md") in findings(printed)
    repository.git("reset", "-q", "--hard")
    repository.git("mv", "guides/planning-a-learning-day.md", "guides/a day of learning.md")
    committed, printed = repository.commit()
    assert committed, printed


def test_a_merge_is_stopped_by_what_neither_side_had(repository):
    repository.git("checkout", "-q", "-b", "side")
    repository.edit(PAGE, "# Marine engineer\n", "# Marine engineer\n\nMend the engine.\n")
    repository.edit("authored/cargo-supervisor.md", "| Working |", "| Workin |")
    repository.git("commit", "-q", "--no-verify", "--all", "-m", "a mistake of theirs")
    repository.git("checkout", "-q", "main")
    repository.edit(PAGE, "# Marine engineer\n", "# Marine engineer\n\nMind the engine.\n")
    repository.git("commit", "-q", "--all", "-m", "ours")
    code, _ = repository.run("git", "merge", "side")
    assert code == 1, "this merge has a conflict"
    repository.git("checkout", "-q", "--ours", PAGE)
    repository.edit(PAGE, RIGHT, WRONG)
    committed, printed = repository.commit_all()
    assert not committed
    assert findings(printed) == [("skill-description-drift", PAGE)]
    repository.edit(PAGE, WRONG, RIGHT)
    committed, printed = repository.commit_all()
    assert committed, printed


def test_a_linked_work_tree_and_a_submodule_are_read_themselves(repository, tmp_path):
    linked = tmp_path / "linked"
    repository.git("worktree", "add", "-q", "-b", "side", linked)
    repository.git("-c", "protocol.file.allow=always", "clone", "-q", ".", tmp_path / "around")
    around = tmp_path / "around"
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repository.folder, "content", cwd=around)
    repository.git("commit", "-q", "--no-verify", "--all", "-m", "a submodule", cwd=around)
    repository.run(sys.executable, "-m", "pre_commit", "install", cwd=around / "content")
    for folder in (linked, around / "content"):
        page = folder / PAGE
        page.write_text(page.read_text().replace(RIGHT, WRONG, 1))
        committed, printed = repository.commit("--all", cwd=folder)
        assert not committed, printed
        assert findings(printed) == [("skill-description-drift", PAGE)]
        page.write_text(page.read_text().replace(WRONG, RIGHT, 1) + "\n")
        committed, printed = repository.commit("--all", cwd=folder)
        assert committed, printed


def test_the_hook_that_mends_changes_what_the_commit_brings_in_and_nothing_else(repository):
    repository.install("framelint-fix")
    draft = repository.folder / "authored/draft.md"
    repository.edit(PAGE, "| Working |", "| Workin |")
    draft.write_text((repository.folder / PAGE).read_text())
    repository.git("add", PAGE, ".pre-commit-config.yaml")
    committed, printed = repository.commit()
    assert not committed
    assert "files were modified by this hook" in printed
    assert "fixed 1 finding in 1 file" in printed
    assert repository.git("diff", "--name-only").split() == [PAGE]
    assert "| Workin |" not in (repository.folder / PAGE).read_text()
    assert "| Workin |" in draft.read_text()
    repository.git("add", PAGE)
    committed, printed = repository.commit()
    assert committed, printed


def test_the_hooks_can_be_run_over_everything(repository):
    """As CI does it: nothing is staged, so nothing is new; other arguments make it a full check."""
    pre_commit = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    code, printed = repository.run(*pre_commit)
    assert code == 0, printed
    repository.install("framelint", "--statistics")
    repository.git("add", "--all")
    code, printed = repository.run(*pre_commit)
    assert code == 0, printed


def test_the_hook_that_is_built_with_cargo(empty):
    """Compiles everything once more, which takes minutes; without pre-commit's own Rust, which it would fetch."""
    if not os.environ.get("FRAMELINT_TEST_CARGO_HOOK"):
        pytest.skip("compiles for minutes: set FRAMELINT_TEST_CARGO_HOOK=1 to run it")
    empty.environment["PATH"] = os.environ["PATH"]
    for variable in ("CARGO_HOME", "RUSTUP_HOME"):
        home = "~/." + variable.removesuffix("_HOME").lower()
        empty.environment[variable] = os.environ.get(variable, os.path.expanduser(home))
    # Such as CARGO_PROFILE_RELEASE_OPT_LEVEL=0, which takes less long.
    profile = {name: value for name, value in os.environ.items() if name.startswith("CARGO_PROFILE_")}
    empty.environment.update(profile)
    empty.take("harbour")
    empty.install("framelint-cargo")
    empty.edit(PAGE, RIGHT, WRONG)
    committed, printed = empty.commit_all()
    assert not committed
    assert findings(printed) == [("skill-description-drift", PAGE)]
