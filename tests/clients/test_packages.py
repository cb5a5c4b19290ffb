"""The program as a Python wheel and as npm packages: built, installed from the local files, and run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile

import pytest
from conftest import FIXTURES, ROOT

PLATFORM = ("x86_64-unknown-linux-gnu", "linux-x64")


def run(*command, **options):
    return subprocess.run(command, capture_output=True, encoding="utf-8", **options)


def codes_of_three_runs(framelint, environment=None):
    """The exit codes where nothing is wrong, where something is, and where the command line is."""
    arguments = ("harbour", "harbour-with-defects", "--no-such-option")
    return [
        run(*framelint, "check", argument, cwd=FIXTURES / "frameworks", env=environment).returncode
        for argument in arguments
    ]


def test_all_packages_have_the_version_of_the_crate(version):
    hook = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    # The same package is meant everywhere: the one of nearly the same name on PyPI is somebody else's.
    name = tomllib.loads((ROOT / "packaging/wheel/pyproject.toml").read_text())["project"]["name"]
    assert f'wanted="{name}==$VERSION"' in (ROOT / "action.yml").read_text()
    assert f" {name}=={version}\n" in (ROOT / "docs/examples/gitlab-ci.yml").read_text()
    assert (hook["version"], hook["dependencies"]) == (version, [f"{name}=={version}"])


def test_the_wheel_brings_the_program_where_neither_rust_nor_node_is(wheelhouse, without_toolchains, tmp_path, version):
    run("python", "-m", "venv", tmp_path / "venv", env=without_toolchains, check=True)
    pip = (tmp_path / "venv/bin/python", "-m", "pip", "install", "--quiet")
    run(*pip, f"framelint-cli=={version}", env=without_toolchains, check=True)
    framelint = tmp_path / "venv/bin/framelint"
    assert run(framelint, "--version").stdout == f"framelint {version}\n"
    assert codes_of_three_runs([framelint], without_toolchains) == [0, 1, 2]


def test_the_wheel_says_what_it_is(wheelhouse, version):
    [wheel] = wheelhouse.glob("framelint_cli-*.whl")
    information = f"framelint_cli-{version}.dist-info"
    with zipfile.ZipFile(wheel) as files:
        metadata = files.read(f"{information}/METADATA").decode()
        licences = {name for name in files.namelist() if name.startswith(f"{information}/licenses/")}
        modules = [name for name in files.namelist() if name.endswith(".py")]
    assert f"Version: {version}\n" in metadata
    assert "License-Expression: MIT OR Apache-2.0\n" in metadata
    assert licences == {f"{information}/licenses/LICENSE-{licence}" for licence in ("APACHE", "MIT")}
    assert modules == []


@pytest.fixture(scope="module")
def npm_packages(framelint, tmp_path_factory):
    """The tarballs of the launcher and of the package for this platform."""
    folder = tmp_path_factory.mktemp("npm")
    build = ("node", ROOT / "packaging/npm/build.mjs", folder)
    run(*build, check=True)
    target, name = PLATFORM
    run(*build, target, framelint, check=True)
    packed = run("npm", "pack", "--json", "./framelint", f"./{name}", cwd=folder, check=True)
    return [folder / package["filename"] for package in json.loads(packed.stdout)]


@pytest.fixture
def npm_project(npm_packages, tmp_path):
    """A project with framelint as its dependency, made without a network."""
    (tmp_path / "package.json").write_text('{"private": true}')
    install = ("npm", "install", "--offline", "--no-audit", "--no-fund")
    run(*install, *npm_packages, cwd=tmp_path, check=True)
    return tmp_path


def test_npx_runs_the_program_and_ends_as_it_ends(npm_project, version):
    shutil.copytree(FIXTURES / "frameworks", npm_project / "frameworks")
    npx = ("npx", "--offline", "framelint")
    assert run(*npx, "--version", cwd=npm_project).stdout == f"framelint {version}\n"
    for argument, code in (("harbour", 0), ("harbour-with-defects", 1), ("no-such-folder", 2)):
        assert run(*npx, "check", f"frameworks/{argument}", cwd=npm_project).returncode == code


def test_the_launcher_passes_signals_on(npm_project):
    program = npm_project / "node_modules/.bin/framelint"
    waiting = ("check", "--stdin-filename", "skills.md", "-")
    running = subprocess.Popen([program, *waiting], cwd=npm_project, stdin=subprocess.PIPE)
    children = f"/proc/{running.pid}/task/{running.pid}/children"
    while not (child := open(children).read().split()):
        assert running.poll() is None
    while "framelint" not in os.readlink(f"/proc/{child[0]}/exe"):
        assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=60) == -signal.SIGTERM
    assert not os.path.exists(f"/proc/{child[0]}")


def test_a_platform_without_a_package_is_told_what_to_do(npm_project):
    shutil.rmtree(npm_project / "node_modules/@framelint")
    ran = run(npm_project / "node_modules/.bin/framelint", "--version")
    assert ran.returncode == 2
    assert "`@framelint/linux-x64` is not installed" in ran.stderr
    assert "pip install framelint-cli" in ran.stderr


def test_the_launcher_depends_on_the_package_of_every_platform(npm_packages, version):
    manifest = json.loads((npm_packages[0].parent / "framelint/package.json").read_text())
    platforms = json.loads((ROOT / "packaging/npm/platforms.json").read_text())
    assert manifest["version"] == version
    assert manifest["optionalDependencies"] == {
        f"@framelint/{platform['name']}": version for platform in platforms.values()
    }
