"""Who starts polling is told what came of it, and what keeps it from it before anything else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from command_line import Run
from feed_server import FeedServer, in_loop, item, rss

from connectors.polling.lock import PollerLock
from schemas.errors import UsageError
from watchfloor.home import open_home
from watchfloor.ingesting import POLLER_LOCK, ingest_feeds

SETTINGS = 'allow_networks = ["127.0.0.0/8"]\nhost_spacing = 0\n'


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run commands on the home `home`."""
    monkeypatch.setenv("WATCHFLOOR_HOME", "home")
    (tmp_path / "home").mkdir()
    return run


def configure(home: Path, *urls: str) -> None:
    feeds = "".join(f'[[feed]]\nid = "{number}"\nurl = "{url}"\n' for number, url in enumerate(urls))
    (home / "watchfloor.toml").write_text(SETTINGS + feeds)


@in_loop
async def test_one_round_tells_how_many_feeds_gave_an_error_and_fails_when_all_did(run: Run, tmp_path: Path) -> None:
    async with FeedServer() as server:
        good, bad = server.serve("/good", rss(item(1))), server.serve("/bad", status=500)
        configure(tmp_path / "home", good, bad, server.serve("/empty", rss()))
        some = await asyncio.to_thread(run, "ingest", "--once")
        configure(tmp_path / "home", server.serve("/worse", status=404))
        none = await asyncio.to_thread(run, "ingest", "--once")
        again = await asyncio.to_thread(run, "ingest", "--once")
    assert some.exit_code == 0
    assert "1 new" in some.stdout
    assert "; 1 of 3 feeds gave an error: `watchfloor feeds list --unwell`" in some.stdout
    assert (none.exit_code, "; 1 of 1 feeds gave an error" in none.stdout) == (1, True)
    assert (again.exit_code, "none was due" in again.stdout) == (0, True)


def test_a_second_poller_serves_nothing_and_does_not_call_itself_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    configure(tmp_path, "https://example.org/feed")
    told: list[str] = []
    monkeypatch.setattr("watchfloor.ingesting.notify", told.append)
    home = open_home(tmp_path, environment={})
    with PollerLock(home.layout.state / POLLER_LOCK), pytest.raises(UsageError, match="polls these feeds already"):
        ingest_feeds(home)
    assert told == []
    assert caplog.text == ""


def test_a_home_that_was_never_processed_is_told_what_makes_its_lake(run: Run, tmp_path: Path) -> None:
    configure(tmp_path / "home", "https://example.org/feed")
    failures = run("failures", "list")
    assert failures.exit_code == 1
    assert "there is no lake here; `watchfloor process` makes it" in failures.stderr
