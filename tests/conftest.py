"""What tests of several modules share."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from command_line import Run

    from schemas.vocabulary import Vocabulary

sys.path.insert(0, str(Path(__file__).parent))

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment at which tests take place."""
    return NOW


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "Run":
    """Run commands in an empty directory."""
    from command_line import invoke

    monkeypatch.chdir(tmp_path)
    return invoke


@pytest.fixture(scope="session")
def vocabulary() -> "Vocabulary":
    """The vocabulary that is shipped."""
    from schemas.vocabulary import load_vocabulary

    return load_vocabulary()


def required(what: str, remedy: str) -> None:
    """Skip a test whose part is missing on this machine; fail it in CI, which has to install it."""
    message = f"{what} is not here; {remedy}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
