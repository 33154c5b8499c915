"""Feeds can be added and taken out while the poller runs."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from feed_server import LOOPBACK, FeedServer, in_loop, item, rss

from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.poller import Poller, Settings
from connectors.state import FEED, SpoolState, put
from streams.embedded import EmbeddedLog
from watchfloor.feeds import add_feeds, configured_feeds, mark_checked, remove_feeds
from watchfloor.following import FeedFile
from watchfloor.home import open_home

SETTINGS = Settings(host_spacing=0.0, allow_networks=LOOPBACK)


def write(home: Path, *ids: str) -> None:
    text = "".join(f'[[feed]]\nid = "{name}"\nurl = "https://example.org/{name}"\n' for name in ids)
    (home / "watchfloor.toml").write_text(text)


def test_an_untouched_file_is_not_read_again(tmp_path: Path) -> None:
    write(tmp_path, "a")
    assert FeedFile(open_home(tmp_path, environment={})).changed() is None


def test_a_changed_file_gives_its_feeds_once(tmp_path: Path) -> None:
    write(tmp_path, "a")
    file = FeedFile(open_home(tmp_path, environment={}))
    write(tmp_path, "a", "b")
    assert [feed.id for feed in file.changed() or ()] == ["a", "b"]
    assert file.changed() is None


def test_a_file_replaced_by_one_of_the_same_age_and_size_is_seen(tmp_path: Path) -> None:
    write(tmp_path, "a")
    path = tmp_path / "watchfloor.toml"
    before = path.stat()
    file = FeedFile(open_home(tmp_path, environment={}))
    (tmp_path / "new").write_text(path.read_text().replace("example.org/a", "example.org/b"))
    os.utime(tmp_path / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (tmp_path / "new").rename(path)
    assert [feed.url for feed in file.changed() or ()] == ["https://example.org/b"]


@pytest.mark.parametrize("text", ["feed = [", '[[feed]]\nid = "a"\n', '[[feed]]\nid = "x"\nurl = "ftp://x"\n'])
def test_a_broken_file_is_told_of_once_and_changes_nothing(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "a", "b")
    file = FeedFile(open_home(tmp_path, environment={}))
    (tmp_path / "watchfloor.toml").write_text(text)
    assert file.changed() is None
    assert file.changed() is None
    assert caplog.text.count("as they were") == 1
    write(tmp_path, "a", "c")
    assert [feed.id for feed in file.changed() or ()] == ["a", "c"]


def test_a_file_that_is_gone_is_told_of_once_and_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "a")
    file = FeedFile(open_home(tmp_path, environment={}))
    (tmp_path / "watchfloor.toml").unlink()
    assert [file.changed() for _ in range(3)] == [None, None, None]
    assert caplog.text.count("is gone; the feeds stay as they were") == 1
    write(tmp_path, "a", "b")
    assert [feed.id for feed in file.changed() or ()] == ["a", "b"]


def test_a_list_without_a_feed_is_believed_at_the_second_look(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, "a")
    file = FeedFile(open_home(tmp_path, environment={}))
    (tmp_path / "watchfloor.toml").write_text("")
    assert file.changed() is None
    write(tmp_path, "a", "b")
    assert [feed.id for feed in file.changed() or ()] == ["a", "b"]
    (tmp_path / "watchfloor.toml").write_text("")
    assert [file.changed() for _ in range(3)] == [None, (), None]
    assert caplog.text.count("nothing is polled until one is added") == 1


def test_settings_that_count_from_the_next_start_on_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, "a")
    file = FeedFile(open_home(tmp_path, environment={}))
    path = tmp_path / "watchfloor.toml"
    path.write_text(f'contact = "desk@example.org"\nhost_spacing = 9.0\n{path.read_text()}')
    assert [feed.id for feed in file.changed() or ()] == ["a"]
    assert "changed, and counts from the next start on: contact, host_spacing" in caplog.text


@in_loop
async def test_a_feed_added_while_polling_is_polled_and_one_taken_out_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.polling.poller.LOOK_EVERY", 0.02)
    async with FeedServer() as server:
        first, second, third = (FeedConfig(id=name, url=server.serve(f"/{name}", rss(item(name)))) for name in "abc")
        home = open_home(tmp_path, environment={})
        add_feeds(home, [first])
        file = FeedFile(open_home(tmp_path, environment={}))
        log = EmbeddedLog(tmp_path / "stream.db")
        poller = Poller(configured_feeds(open_home(tmp_path)), log, tmp_path / "lock", SETTINGS)
        stop = asyncio.Event()
        running = asyncio.create_task(poller.run(stop, file.changed))
        async with asyncio.timeout(20):
            while poller.counts["published"] < 1:
                await asyncio.sleep(0.01)
            add_feeds(open_home(tmp_path), [second])
            while poller.counts["published"] < 2:
                await asyncio.sleep(0.01)
            remove_feeds(open_home(tmp_path), ["a"])
            while list(poller.feeds) != ["b"]:
                await asyncio.sleep(0.01)
            remove_feeds(open_home(tmp_path), ["b"])
            while poller.feeds:
                await asyncio.sleep(0.01)
            add_feeds(open_home(tmp_path), [third])
            while poller.counts["published"] < 3:
                await asyncio.sleep(0.01)
        stop.set()
        await running
    assert {path: len(asked) for path, asked in server.requests.items()} == {"/a": 1, "/b": 1, "/c": 1}


@in_loop
async def test_a_stopped_feed_that_somebody_found_well_is_polled_while_polling_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.polling.poller.LOOK_EVERY", 0.02)
    now = datetime.now(UTC)
    async with FeedServer() as server:
        feed = FeedConfig(id="a", url=server.serve("/a", rss(item(1))))
        gone = FeedState(url=feed.url, error="gone", stopped=True, last_poll=now - timedelta(days=9), next_due=now)
        log = EmbeddedLog(tmp_path / "stream.db")
        log.commit([put(FEED, "a", gone)], {})
        home = open_home(tmp_path, environment={})
        add_feeds(home, [feed])
        file = FeedFile(open_home(tmp_path, environment={}))
        poller = Poller([feed], log, tmp_path / "lock", SETTINGS)
        stop = asyncio.Event()
        running = asyncio.create_task(poller.run(stop, file.changed))
        async with asyncio.timeout(20):
            while not poller.counts["polls"]:
                mark_checked(home, {"a": f"{now:%Y-%m-%d}"})
                await asyncio.sleep(0.05)
            while not poller.counts["published"]:
                await asyncio.sleep(0.01)
        stop.set()
        await running
    known = SpoolState(log).feed("a")
    assert known is not None
    assert (known.stopped, known.published, len(server.requests["/a"])) == (False, 1, 1)
