"""What people get from `watchfloor feeds` when they use it, and when they use it wrongly."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import Run
from feed_server import item, rss
from rich.console import Console

from connectors.drops import Drops
from connectors.feed_state import FeedState, Poll
from connectors.feedlist import FeedConfig
from connectors.state import FEED, put, put_alive, put_poll
from streams.embedded import EmbeddedLog
from watchfloor.feeds import add_feeds, configured_feeds
from watchfloor.home import open_home

NEWS = "https://example.org/news/rss.xml"


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands on the home `home` in an empty directory."""
    monkeypatch.setenv("WATCHFLOOR_HOME", "home")
    return run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("feeds", "add", "bbc-wrld"), "did you mean bbc-world?"),
        (("feeds", "add", "www.example.org/feed"), "https://www.example.org/feed"),
        (("feeds", "check", "nosuch.xml"), "neither a file, a URL, nor the id"),
        (("feeds", "check", "."), "is a directory"),
        (("feeds", "remove", "bbc-wrld"), "did you mean bbc-world?"),
        (("feeds", "show", "bbc-wrld"), "did you mean bbc-world?"),
        (("feeds", "import", "https://example.org/list.opml"), "fetch the list first"),
        (("feeds", "import", "feed.xml"), "feed.xml: is a feed, no list of feeds"),
        (("feeds", "import", "page.html"), "page.html: is a web page"),
        (("feeds", "import", "empty"), "empty: is no list of feeds"),
    ],
)
def test_a_wrong_name_is_told_with_what_was_meant(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    run("feeds", "add", "bbc-world")
    (tmp_path / "feed.xml").write_text("<?xml version='1.0'?><!-- x --><rss version='2.0'><channel/></rss>")
    (tmp_path / "page.html").write_text("<!DOCTYPE html><html><head><title>x</title></head></html>")
    (tmp_path / "empty").touch()
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.output


@pytest.mark.parametrize("command", ["list", "drops", "alerts", "export", "check --all"])
def test_looking_at_a_home_that_is_not_there_makes_none(run: Run, tmp_path: Path, command: str) -> None:
    result = run("feeds", *command.split(), "--home", "nowhere")
    assert result.exit_code == 0
    assert result.stderr.count("`watchfloor feeds") >= 1
    assert not (tmp_path / "nowhere").exists()


def test_a_feed_that_may_be_there_under_another_address_is_pointed_at(run: Run) -> None:
    run("feeds", "add", "--no-check", NEWS)
    added = run("feeds", "add", "--no-check", "http://www.example.org/news/rss.xml/")
    assert "added example-news-2" in added.stdout
    assert "example-news-2 may be example-news" in added.stderr
    assert "may be" not in run("feeds", "add", "--no-check", "https://example.org/other").stderr


def test_a_pseudo_scheme_of_feed_readers_is_read_as_the_address_that_is_meant(run: Run) -> None:
    run("feeds", "add", "--no-check", "feed://example.org/a", "feed:https://example.org/b")
    listed = [json.loads(line) for line in run("feeds", "list", "--json").stdout.splitlines()]
    assert [one["url"] for one in listed] == ["http://example.org/a", "https://example.org/b"]


def test_a_password_in_an_address_is_kept_and_never_printed(run: Run) -> None:
    added = run("feeds", "add", "--no-check", "https://me:secret@example.org/feed")
    assert "secret" not in added.output + run("feeds", "list", "--json").output
    exported = run("feeds", "export")
    assert "me:secret@example.org" in exported.stdout
    assert "password" in exported.stderr


def test_several_feeds_are_removed_at_once_or_none(run: Run) -> None:
    run("feeds", "add", "--no-check", NEWS, "https://example.org/b")
    assert run("feeds", "remove", "example-news", "nobody").exit_code == 2
    assert len(run("feeds", "list", "--json").stdout.splitlines()) == 2
    removed = run("feeds", "remove", "example-news", "http://example.org/b")
    assert removed.stdout.splitlines() == ["removed example-news", "removed example-b"]
    assert run("feeds", "list", "--json").stdout == ""


@pytest.mark.parametrize("empty", ["", "feed = []\nworkers = 1\n"])
def test_a_feed_can_be_added_after_the_last_one_was_taken_out(run: Run, tmp_path: Path, empty: str) -> None:
    run("feeds", "add", "--no-check", NEWS)
    assert run("feeds", "remove", "example-news").exit_code == 0
    if empty:
        (tmp_path / "home" / "watchfloor.toml").write_text(empty)
    added = run("feeds", "add", "--no-check", NEWS)
    assert added.exit_code == 0, added.output
    assert len(run("feeds", "list", "--json").stdout.splitlines()) == 1


def test_a_file_of_windows_keeps_its_line_ends(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    file = tmp_path / "home" / "watchfloor.toml"
    file.write_bytes(b"\xef\xbb\xbf# mine\r\nworkers = 1\r\n")
    assert run("feeds", "add", "--no-check", NEWS).exit_code == 0
    written = file.read_bytes()
    assert written.startswith(b"# mine\r\n")
    assert written.count(b"\r\n") == written.count(b"\n") > 4


def test_a_list_that_cannot_be_written_is_named_and_stays(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("feeds", "add", "--no-check", NEWS)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "home/.watchfloor.toml.1.new")

    monkeypatch.setattr("watchfloor.feeds.replace", full)
    failed = run("feeds", "remove", "example-news")
    assert failed.exit_code == 1
    assert "home/watchfloor.toml: cannot be written, it stays as it was: No space left on device" in failed.stderr
    checked = tmp_path / "good.xml"
    checked.write_bytes(rss(item(1)))
    told = run("feeds", "check", "good.xml", "--write")
    assert "ok  entries     1 entry" in told.stdout


def test_a_list_of_addresses_is_told_how_it_is_taken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("https://example.org/a\nhttps://example.org/b\n")
    result = run("feeds", "import", "list.txt")
    assert (result.exit_code, "xargs watchfloor feeds add" in result.output) == (2, True)
    missing = run("feeds", "import", "nosuch.opml")
    assert (missing.exit_code, "nosuch.opml: there is no such file" in missing.output) == (2, True)


def test_a_feed_that_was_never_polled_is_due_and_one_that_is_off_is_not(run: Run, tmp_path: Path) -> None:
    run("feeds", "add", "--no-check", NEWS, "https://example.org/b")
    file = tmp_path / "home" / "watchfloor.toml"
    file.write_text(file.read_text() + "enabled = false\n")
    lines = run("feeds", "list").stdout.splitlines()
    assert [line.split()[-1] for line in lines[1:3]] == ["due", "none"]
    assert run("feeds", "list", "--known", "--unwell").exit_code == 2


def test_added_feeds_stand_apart_in_the_file_however_they_came(run: Run, tmp_path: Path) -> None:
    run("feeds", "add", "--no-check", NEWS, "https://example.org/b")
    run("feeds", "add", "--no-check", "https://example.org/c", "https://example.org/d")
    run("feeds", "add", "--no-check", "https://example.org/e")
    written = (tmp_path / "home" / "watchfloor.toml").read_text()
    assert written.count("\n\n[[feed]]") == 4
    assert "\n\n\n" not in written
    assert len(tomllib.loads(written)["feed"]) == 5


JUNK = b"""<opml version="1.0"><body>
<outline text="World"><outline type="rss" text="A" xmlUrl="https://example.org/a"/></outline><outline text="junk"/>
<outline type="link" text="a page" url="https://example.org/page"/>
<outline type="rss" text="pod" xmlUrl="itpc://example.org/x"/><outline type="rss" text="none" xmlUrl=""/>
<outline type="rss" text="again" xmlUrl="https://example.org/a"/>
<outline type="rss" text="B" xmlUrl="https://www.example.org/a/"/>"""


def test_what_an_opml_file_loses_on_its_way_in_is_named(run: Run) -> None:
    imported = run("feeds", "import", "-", input=JUNK)
    assert imported.exit_code == 0, imported.output
    assert imported.stdout == "added 2, 0 already there, 1 listed twice; home/watchfloor.toml\n"
    for said in ("a page (https://example.org/page)", "pod (itpc://example.org/x)", "none (no address)"):
        assert f"passed over, no feed that can be polled: {said}" in imported.stderr
    assert "junk" not in imported.stderr
    assert "b may be a" in imported.stderr
    assert "not well formed at line" in imported.stderr
    whole = run("feeds", "import", "-", input=JUNK + b"</body></opml>")
    assert "not well formed" not in whole.stderr


def _remember(home: Path, **states: FeedState) -> None:
    now = datetime.now(UTC)
    changes = [put(FEED, name, state) for name, state in states.items()]
    with closing(EmbeddedLog(home / "state" / "stream.db")) as log:
        log.commit([*changes, put_alive(now - timedelta(hours=3))], {})


def test_the_list_tells_what_is_wrong_and_how_many_are_well(run: Run, tmp_path: Path) -> None:
    run("feeds", "add", "--no-check", "https://example.org/a", "https://example.org/b", "https://example.org/c")
    now = datetime.now(UTC)
    due = now + timedelta(hours=5)
    good = FeedState(url="https://example.org/a", entries=3, published=1234, last_new=now, next_due=due, polls=9)
    bad = FeedState(
        url="https://example.org/b", error="403", error_detail="status 403 Forbidden", errors_in_row=4,
        failing_since=now, next_due=due, warnings=("not well formed",), title="B", format="rss20",
    )  # fmt: skip
    _remember(tmp_path / "home", **{"example-a": good, "example-b": bad})
    listed = run("feeds", "list")
    lines = listed.stdout.splitlines()
    assert lines[1].split() == ["example-a", "ok", "1,234", "0", "min", "ago", "in", "5", "h"]
    assert (lines[2].split()[:2], lines[3]) == (["example-b", "blocked"], "    status 403 Forbidden")
    assert lines[-1] == "3 feeds: 1 ok, 1 new, 1 blocked"
    assert "nothing has been polled for 3 h" in listed.stderr
    unwell = run("feeds", "list", "--unwell", "--json").stdout.splitlines()
    assert [json.loads(line)["id"] for line in unwell] == ["example-b"]
    shown = run("feeds", "show", "example-b").stdout
    assert "4 errors in a row" in shown
    assert "what to do     a filter keeps programs out" in shown
    assert "0 entries; not well formed" in shown
    assert "what to do" not in run("feeds", "show", "example-a").stdout


def test_a_narrow_terminal_gets_lines_that_fit(monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path) -> None:
    run("feeds", "add", "--no-check", "https://example.org/a")
    due = datetime.now(UTC) + timedelta(hours=5)
    moments = {"last_new": datetime.now(UTC), "next_due": due}
    _remember(tmp_path / "home", **{"example-a": FeedState(url="https://example.org/a", entries=3, **moments)})
    monkeypatch.setattr("watchfloor.commands.feeds.console", lambda: Console(width=60, file=sys.stdout))
    assert run("feeds", "list").stdout.splitlines() == [
        "example-a  ok",
        "    0 articles, last news 0 min ago, next poll in 5 h",
        "1 feed: 1 ok",
    ]


def test_what_became_of_entries_is_told_in_a_line_a_feed_and_summed(run: Run, tmp_path: Path) -> None:
    run("feeds", "add", "--no-check", "https://example.org/a", "https://example.org/b")
    first = FeedState(url="https://example.org/a", published=5, revised=1, drops=Drops(repeat=15), failed=2)
    second = FeedState(url="https://example.org/b", published=1200, drops=Drops(repeat=1, other_feed=3))
    _remember(tmp_path / "home", **{"example-a": first, "example-b": second})
    assert [line.split(None, 3) for line in run("feeds", "drops").stdout.splitlines()[1:]] == [
        ["example-a", "5", "1", "15 repeat, 2 failed"],
        ["example-b", "1,200", "0", "1 repeat, 3 other_feed"],
        ["all", "1,205", "1", "16 repeat, 3 other_feed, 2 failed"],
    ]


def test_a_command_line_in_any_locale_prints_names_in_any_script(tmp_path: Path) -> None:
    feed = "<rss version='2.0'><channel><title>Zürich</title><item><title>Україна</title></item></channel></rss>"
    (tmp_path / "feed.xml").write_text(feed)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for command in (["parse-feed", "feed.xml"], ["feeds", "check", "feed.xml"]):
        call = [sys.executable, "-m", "watchfloor", *command]
        done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "Zürich" in done.stdout.decode()


def test_a_configured_feed_that_is_wrong_is_told_with_its_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "watchfloor.toml").write_text('[[feed]]\nid = "x"\nurl = "https://x.example/"\nrefuse = 1\n')
    result = run("feeds", "list")
    assert result.exit_code == 2
    assert result.output.startswith("watchfloor: home/watchfloor.toml: feed x: ")


def test_what_many_add_at_once_is_all_kept(tmp_path: Path) -> None:
    def add(number: int) -> None:
        add_feeds(open_home(tmp_path / "home"), [FeedConfig(id="same", url=f"https://example.org/{number}")])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))
    feeds = configured_feeds(open_home(tmp_path / "home"))
    assert len({feed.id for feed in feeds}) == len({feed.url for feed in feeds}) == 24


def test_polls_and_looks_are_told_in_lines_that_fit_a_terminal(run: Run, tmp_path: Path) -> None:
    run("feeds", "add", "--no-check", "https://example.org/a")
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)
    polls = (
        Poll(number=1, at=at, outcome="changed", status=200, bytes=4039, entries=6, new=6, published=6, plain=True),
        Poll(number=2, at=at, outcome="not_modified", status=304, wait=780.0),
        Poll(number=3, at=at, outcome="403", status=403, detail="status 403 Forbidden", wait=22_000.0),
    )
    with closing(EmbeddedLog(tmp_path / "home" / "state" / "stream.db")) as log:
        log.commit([put_poll("example-a", poll) for poll in polls], {})
    assert run("feeds", "show", "example-a").stdout.splitlines()[-3:] == [
        "2026-11-27 12:00Z  changed       6 entries, 6 new, 6 published; 4,039 bytes; asked without condition",
        "2026-11-27 12:00Z  not_modified  status 304; next after 13 min",
        "2026-11-27 12:00Z  403           status 403 Forbidden; next after 6.1 h",
    ]
    now = datetime.now(UTC)
    (tmp_path / "good.xml").write_bytes(rss(item(1, published=now)))
    (tmp_path / "page.html").write_text("<html><title>Front page</title></html>")
    checked = run("feeds", "check", "good.xml", "page.html")
    assert checked.exit_code == 1
    assert checked.stdout.splitlines() == [
        f"ok  good.xml          rss20, 1 entry, the newest of {now:%Y-%m-%d %H:%M}Z",
        "!!  page.html         page.html",
        "    the document is an HTML page, 'Front page', that names no feed",
        "    what to do: a web page is at the address, and it names no feed: look for one on the outlet's site",
        "2 feeds: 1 ok, 1 not",
    ]
