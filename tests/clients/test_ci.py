"""The recipes for CI servers: valid by their published schemas, and run as a runner would run them."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import yaml
from conftest import FIXTURES, ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GITLAB = yaml.safe_load((ROOT / "docs/examples/gitlab-ci.yml").read_text())["framelint"]
PROGRAMS = os.path.dirname(sys.executable)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("github-actions", "action.yml"),
        ("github-workflows", "docs/examples/github-workflow.yml"),
        ("gitlab-ci", "docs/examples/gitlab-ci.yml"),
    ],
)
def test_a_recipe_is_valid_by_its_published_schema(schema, file):
    check = (f"{PROGRAMS}/check-jsonschema", "--builtin-schema", f"vendor.{schema}", ROOT / file)
    ran = subprocess.run(check, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_an_auditor_of_actions_has_nothing_to_say(tmp_path):
    """Above all that no input is put into a script."""
    assert all("${{" not in step["run"] for step in ACTION["runs"]["steps"])
    workflows = tmp_path / ".github/workflows"
    workflows.mkdir(parents=True)
    shutil.copy(ROOT / "action.yml", tmp_path)
    shutil.copy(ROOT / "docs/examples/github-workflow.yml", workflows / "framework.yml")
    # By which commit they name this action is for those to decide who copy the example.
    (tmp_path / ".github/zizmor.yml").write_text('rules: {unpinned-uses: {config: {policies: {"*": ref-pin}}}}\n')
    ran = subprocess.run((f"{PROGRAMS}/zizmor", "--offline", "."), cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def git(folder, *arguments):
    subprocess.run(("git", *arguments), cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path, without_toolchains):
    """A repository whose last commit adds a mistake to a framework with old ones."""
    folder = tmp_path / "checkout"
    shutil.copytree(FIXTURES / "frameworks/harbour-with-defects", folder)
    page = folder / "authored/marine-engineer.md"
    who = ("-c", "user.name=Keeper", "-c", "user.email=keeper@example.org")
    git(folder, "init", "-q")
    git(folder, "add", "--all")
    git(folder, *who, "commit", "-q", "-m", "as it was")
    page.write_text(page.read_text().replace("| Working |", "| Workin |", 1))
    git(folder, *who, "commit", "-q", "--all", "-m", "a mistake")
    return folder


class Runner:
    """Runs the steps of the action as GitHub's runner does."""

    def __init__(self, folder, environment):
        self.folder = folder
        self.temp = folder / "temp"
        self.temp.mkdir()
        action = folder / "action"
        action.mkdir()
        shutil.copy(ROOT / "pyproject.toml", action)
        self.environment = {
            **environment,
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(action),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        }

    def run(self, checkout, **inputs):
        """The exit code, what was printed, the outputs and the summary."""
        given = {name: str(about["default"]) for name, about in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        for file in ("output", "summary.md"):
            (self.folder / file).write_text("")
        printed = ""
        for step in ACTION["runs"]["steps"]:
            if "Install" in step["name"] and (self.temp / "framelint").exists():
                continue
            script = self.folder / "script.sh"
            script.write_text(step["run"])
            variables = {}
            for name, value in step["env"].items():
                assert value.startswith("${{ inputs.") and value.endswith(" }}")
                variables[name] = given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
            ran = subprocess.run(
                ("bash", "--noprofile", "--norc", "-eo", "pipefail", script),
                cwd=checkout,
                env={**self.environment, **variables},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
            printed += ran.stdout
            if ran.returncode:
                break
        outputs = dict(line.split("=", 1) for line in (self.folder / "output").read_text().splitlines())
        return ran.returncode, printed, outputs, (self.folder / "summary.md").read_text(encoding="utf-8")


def test_the_action_annotates_sums_up_and_fails(checkout, tmp_path, without_toolchains, version):
    runner = Runner(tmp_path, without_toolchains)
    code, printed, outputs, summary = runner.run(checkout, since="HEAD^1", sarif_file="framelint.sarif")
    [annotation] = [line for line in printed.splitlines() if line.startswith("::error ")]
    assert "file=authored/marine-engineer.md," in annotation and "unknown-skill-level" in annotation
    assert code == 1
    assert outputs == {"exit-code": "1", "errors": "1", "warnings": "0", "infos": "0"}
    assert "| `unknown-skill-level` |" in summary
    sarif = json.loads((checkout / "framelint.sarif").read_text())
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["unknown-skill-level"]

    # Without a revision everything counts; rows of the table are rules.
    code, printed, outputs, summary = runner.run(checkout)
    assert int(outputs["errors"]) > 20 and int(outputs["warnings"]) > 3
    assert len([line for line in summary.splitlines() if line.startswith("| ") and "| `" in line]) > 10

    code, _, outputs, _ = runner.run(checkout, fail_on="never", arguments="--select=point-style\n--verbose\n")
    assert (code, outputs["exit-code"], outputs["errors"]) == (0, "0", "0")

    # What went wrong is said where people look.
    code, printed, outputs, summary = runner.run(checkout, paths="nowhere\nskills.md", fail_on="never")
    assert (code, outputs["exit-code"]) == (2, "2")
    assert "::error title=framelint::there is no file or folder `nowhere`\n" in printed
    assert summary.startswith("## framelint\n") and "\n    error: there is no file or folder `nowhere`\n" in summary
    code, printed, outputs, summary = runner.run(checkout, since="HEAD..HEAD")
    assert code == 2 and outputs == {"exit-code": "2", "errors": "0", "warnings": "0", "infos": "0"}
    assert "::error title=framelint::`HEAD..HEAD` is a range" in printed
    assert summary.startswith("## framelint\n\n    error: `HEAD..HEAD` is a range")
    code, printed, outputs, summary = runner.run(checkout, arguments="  --quiet \n--select point-style")
    assert (code, outputs["exit-code"]) == (2, "2")
    assert "one argument a line" in printed and "    error: `arguments` has one argument a line" in summary
    code, printed, outputs, summary = runner.run(checkout, arguments="--no-such-option\n--config=two words.toml")
    assert code == 2 and "unexpected argument '--no-such-option' found%0A" in printed
    assert "    error: unexpected argument '--no-such-option' found\n" in summary

    # What looks like a script or an option is a path or a value.
    code, printed, _, _ = runner.run(checkout, paths='$(touch "$RUNNER_TEMP/run")\n--fix\n"; touch run; "', since="`touch run`")
    assert code == 2
    assert not (checkout / "run").exists() and not (tmp_path / "temp/run").exists()
    shutil.copytree(checkout / "guides", checkout / "two words")
    code, printed, outputs, _ = runner.run(checkout, paths="two words\nskills.md", fail_on="never")
    assert code == 0, printed

    shutil.rmtree(tmp_path / "temp/framelint")
    code, printed, _, _ = runner.run(checkout, since="HEAD^1", version=version)
    assert code == 1, printed
    shutil.rmtree(tmp_path / "temp/framelint")
    code, printed, outputs, _ = runner.run(checkout, version="0.0.0")
    assert code == 1 and "framelint-cli==0.0.0" in printed and outputs == {}


def test_the_job_of_gitlab_reports_what_a_merge_request_brings_in(checkout, framelint, without_toolchains):
    [script] = GITLAB["script"]
    base = subprocess.run(("git", "rev-parse", "HEAD^1"), cwd=checkout, capture_output=True, encoding="utf-8").stdout.strip()
    git(checkout, "checkout", "-q", "--detach")
    path = f"{framelint.parent}:{without_toolchains['PATH']}"
    reports = GITLAB["artifacts"]["reports"]
    for since, found in ((base, 1), ("", 30)):
        environment = {**without_toolchains, "PATH": path, "SINCE": since}
        ran = subprocess.run(("sh", "-c", script), cwd=checkout, env=environment, capture_output=True, encoding="utf-8")
        assert ran.returncode == 1, ran.stderr
        quality = json.loads((checkout / reports["codequality"]).read_text())
        assert len(quality) == found if found == 1 else len(quality) > found
        assert "<testsuites" in (checkout / reports["junit"]).read_text()
