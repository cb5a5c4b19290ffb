"""What the tests with real clients share: the built program, and where their clients are."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"


def from_environment(variable: str) -> Path:
    value = os.environ.get(variable)
    if not value:
        pytest.exit(f"{variable} is not set: start these tests with tests/clients/run", returncode=4)
    return Path(value)


@pytest.fixture(scope="session")
def framelint() -> Path:
    """The built program."""
    return from_environment("FRAMELINT_BIN")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder of the npm packages."""
    return from_environment("CLIENTS_NODE_MODULES")


@pytest.fixture
def check(framelint):
    """Runs `framelint check` in a folder; a run that could not check everything fails the test."""

    def check(folder: Path, *arguments: str) -> str:
        ran = subprocess.run(
            [framelint, "check", *arguments], cwd=folder, capture_output=True, encoding="utf-8"
        )
        assert ran.returncode in (0, 1), ran.stderr
        return ran.stdout

    return check


@pytest.fixture(scope="session")
def wheelhouse(tmp_path_factory) -> Path:
    """What a package index would offer: the wheel of this checkout, and what installing from source needs."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    profile = os.environ.get("FRAMELINT_PROFILE", "dev")
    maturin = [sys.executable, "-m", "maturin", "build", "--locked", "--profile", profile]
    subprocess.run([*maturin, "--out", folder], cwd=ROOT / "packaging/wheel", check=True)
    setuptools = f"setuptools=={metadata.version('setuptools')}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--dest", folder, setuptools], check=True)
    return folder


@pytest.fixture
def without_toolchains(tmp_path, wheelhouse) -> dict[str, str]:
    """The environment of somebody who has Git and Python, but neither Rust nor Node, and whose package index is the wheelhouse."""
    programs = tmp_path / "programs"
    programs.mkdir()
    tools = Path(shutil.which("env")).parent
    others = [tool for tool in tools.iterdir() if not re.match(r"cargo|rust|node|np[mx]|python", tool.name)]
    for tool in [*others, Path(shutil.which("git"))]:
        if not (programs / tool.name).is_symlink():
            (programs / tool.name).symlink_to(tool)
    for name in ("python", "python3"):
        (programs / name).symlink_to(sys.executable)
    for name in ("cargo", "rustc", "node", "npm"):
        assert not shutil.which(name, path=programs)
    return {
        "PATH": str(programs),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheelhouse),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_NAME": "Keeper" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "keeper@example.org" for who in ("AUTHOR", "COMMITTER")},
    }


@pytest.fixture(scope="session")
def version() -> str:
    """The version of this checkout, as Cargo.toml has it."""
    return tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"]
