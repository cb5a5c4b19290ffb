"""What the tests with real clients share: the built program, and where their clients are."""

import os
import subprocess
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
