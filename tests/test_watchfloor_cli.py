"""Every command as a new user meets it: help, the happy path, the likely mistakes."""

import asyncio
import json
import re
import shutil
import tomllib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from api_server import ReportServer, report
from command_line import Run, invoke
from feed_server import in_loop

from connectors.drops import Drops
from connectors.feed_state import FeedState, Poll
from connectors.feedlist import FeedConfig
from connectors.polling.feed_alerts import alerted
from connectors.publish import publish
from connectors.state import FEED, put, put_poll
from schemas.wire import ARTICLES, Envelope
from streams.embedded import EmbeddedLog
from watchfloor import cli

COMMANDS = [
    (),
    ("demo",),
    ("run",),
    ("ingest",),
    ("process",),
    ("feeds",),
    ("feeds", "list"),
    ("feeds", "show"),
    ("feeds", "drops"),
    ("feeds", "alerts"),
    ("feeds", "add"),
    ("feeds", "move"),
    ("feeds", "remove"),
    ("feeds", "check"),
    ("feeds", "import"),
    ("feeds", "export"),
    ("tag",),
    ("resolve",),
    ("parse-feed",),
    ("extract",),
    ("sql",),
    ("failures",),
    ("failures", "list"),
    ("failures", "show"),
    ("failures", "retry"),
    ("vocabulary",),
    ("vocabulary", "check"),
    ("vocabulary", "stats"),
    ("vocabulary", "find"),
    ("evaluate",),
    ("status",),
    ("verify",),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("template")
    seeds, home = place / "seeds", place / "home"
    seeds.mkdir()
    (seeds / "one.txt").write_text("Sanctions on Russia\n\nThe European Union imposed sanctions on Russia on Monday.\n")
    (seeds / "two.txt").write_text("Talks in Geneva\n\nFrench diplomats met Iranian officials in Geneva for talks.\n")
    assert invoke("ingest", str(seeds), "--home", str(home)).exit_code == 0
    with closing(EmbeddedLog(home / "state" / "stream.db")) as log:
        log.stream(ARTICLES).append([Envelope("foreign", b"{")])
    assert invoke("process", "--once", "--home", str(home)).exit_code == 0
    return home


@pytest.fixture
def home(tmp_path: Path, template: Path, run: Run) -> Path:
    """A home whose lake holds two articles and one failure."""
    return Path(shutil.copytree(template, tmp_path / "home"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_first_page_of_help_says_what_a_command_is_for(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.output
    usage = next(line for line in result.output.splitlines() if "Usage: " in line)
    assert not re.search(r"\.\.\.[]}]", usage)


def test_the_version_is_told_without_a_command(run: Run) -> None:
    told = run("--version")
    assert (told.exit_code, told.stdout) == (0, f"watchfloor {version('watchfloor')}\n")


def test_every_command_is_known_here() -> None:
    groups = {group.name: group.typer_instance for group in cli.app.registered_groups}
    found = {(str(command.name),) for command in cli.app.registered_commands}
    for name, group in groups.items():
        assert group is not None
        names = [command.name or getattr(command.callback, "__name__", "") for command in group.registered_commands]
        found |= {(str(name),), *((str(name), one) for one in names)}
    assert found == set(COMMANDS) - {()}


def test_status_and_verify_of_a_home_that_is_well(run: Run, home: Path) -> None:
    status = run("status", "--home", "home", "--json")
    assert status.exit_code == 0
    articles = json.loads(status.stdout)["partitions"][0]
    assert (articles["rows"], articles["failures"], articles["lag"]) == (2, 1, 0)
    assert run("status", "--home", "home").exit_code == 0
    verified = run("verify", "--home", "home")
    assert verified.exit_code == 0, verified.output
    assert "every promise holds" in verified.stdout


def test_verify_names_a_file_that_was_changed(run: Run, home: Path) -> None:
    file = next(path for path in (home / "lake" / "articles").rglob("*.parquet") if path.name != "schema.parquet")
    file.write_bytes(file.read_bytes() + b"x")
    verified = run("verify", "--home", "home")
    assert verified.exit_code == 1
    assert file.name in verified.output


def test_a_lost_commit_database_is_restored_from_the_lake(run: Run, home: Path) -> None:
    for path in (home / "state").glob("commit.db*"):
        path.unlink()
    assert run("verify", "--home", "home").exit_code != 0
    rebuilt = run("verify", "--rebuild", "--home", "home")
    assert rebuilt.exit_code == 0, rebuilt.output
    assert run("process", "--once", "--home", "home").exit_code == 0
    assert "every promise holds" in run("verify", "--home", "home").output


def test_sql_queries_the_views(run: Run, home: Path) -> None:
    query = "SELECT title FROM articles WHERE list_contains(countries, 'IRN')"
    assert json.loads(run("sql", query, "--home", "home", "--json").stdout) == {"title": "Talks in Geneva"}
    assert "Talks in Geneva" in run("sql", "-", "--home", "home", input=query).output
    overview = run("sql", "--home", "home")
    assert overview.exit_code == 0
    assert "article_topics" in overview.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sql", "SELEC 1", "--home", "home"), "sql:"),
        (("sql", "SELECT nothing FROM articles", "--home", "home"), "nothing"),
        (("failures", "show", "nonsense", "--home", "home"), "an id looks like"),
        (("failures", "show", "news.articles/0/999", "--home", "home"), "failures list"),
        (("failures", "retry", "--home", "home"), "--reason"),
        (("feeds", "add", "--home", "home"), "name a URL"),
        (("feeds", "add", "not-a-feed", "--home", "home"), "neither a URL nor the id"),
        (("feeds", "add", "ftp://example.org/x", "--home", "home"), "http"),
        (("feeds", "remove", "nobody", "--home", "home"), "not configured"),
        (("feeds", "check", "--home", "home"), "--all"),
        (("ingest", "--home", "home"), "no feed is configured"),
        (("ingest", "missing-folder", "--home", "home"), "missing-folder"),
        (("process", "--latency", "fast", "--home", "home"), "latency"),
        (("tag", "--ner", "deep"), "ner"),
    ],
)
def test_a_likely_mistake_is_told_in_one_line_with_exit_code_2(
    run: Run, home: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["status", "verify", "sql", "failures list"])
def test_a_directory_that_is_no_home_is_named(run: Run, command: str) -> None:
    result = run(*command.split(), "--home", "nowhere")
    assert result.exit_code == 1
    assert "nowhere" in result.output


def test_an_unknown_key_of_the_configuration_is_named(run: Run, home: Path) -> None:
    (home / "watchfloor.toml").write_text("laek = 'x'\n")
    result = run("process", "--once", "--home", "home")
    assert result.exit_code == 2
    assert "did you mean `lake`" in result.output


def test_failures_are_listed_shown_and_tried_again(run: Run, home: Path) -> None:
    listed = [json.loads(line) for line in run("failures", "list", "--home", "home", "--json").stdout.splitlines()]
    assert [(one["id"], one["reason"]) for one in listed] == [("news.articles/0/2", "invalid_json")]
    assert "invalid_json" in run("failures", "list", "--home", "home").stdout
    shown = json.loads(run("failures", "show", "news.articles/0/2", "--home", "home", "--json").stdout)
    assert shown["payload"] == "{"
    assert "appended 1" in run("failures", "retry", "news.articles/0/2", "--home", "home").stdout
    assert run("process", "--once", "--home", "home").exit_code == 0
    again = run("failures", "list", "--home", "home", "--json").stdout.splitlines()
    assert len(again) == 2
    assert "every promise holds" in run("verify", "--home", "home").output


def test_feeds_are_added_listed_exported_imported_and_removed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "watchfloor.toml").write_text("# mine\nworkers = 1\n")
    added = run("feeds", "add", "--no-check", "bbc-world", "https://example.org/news/rss.xml", "--home", "home")
    assert added.exit_code == 0, added.output
    assert "# mine" in (tmp_path / "home" / "watchfloor.toml").read_text()
    assert "already there" in run("feeds", "add", "bbc-world", "--home", "home").output
    listed = [json.loads(line) for line in run("feeds", "list", "--home", "home", "--json").stdout.splitlines()]
    assert [(one["id"], one["condition"]) for one in listed] == [("bbc-world", "new"), ("example-news", "new")]
    exported = run("feeds", "export", "--home", "home").stdout_bytes
    (tmp_path / "feeds.opml").write_bytes(exported)
    assert "added 2" in run("feeds", "import", "feeds.opml", "--home", "other").output
    assert "removed example-news" in run("feeds", "remove", "example-news", "--home", "home").output
    assert len(run("feeds", "list", "--home", "home", "--json").stdout.splitlines()) == 1


def test_a_feeds_history_drops_and_alerts_are_told(run: Run, tmp_path: Path) -> None:
    run("feeds", "add", "--no-check", "https://example.org/news/rss.xml", "--home", "home")
    now = datetime.now(UTC)
    known = FeedState(
        url="https://example.org/news/rss.xml", polls=3, published=7, drops=Drops(repeat=40, refused=2), failed=3,
        error="403", error_detail="status 403 Forbidden", errors_in_row=3, failing_since=now - timedelta(hours=3),
    )  # fmt: skip
    poll = Poll(number=3, at=now, outcome="403", wait=21600.0, detail="status 403 Forbidden")
    feed = FeedConfig(id="example-news", url=known.url)
    after, alert = alerted(feed, known, now)
    assert alert is not None
    with closing(EmbeddedLog(tmp_path / "home" / "state" / "stream.db")) as log:
        publish(log, [put(FEED, feed.id, after), put_poll(feed.id, poll)], alerts=[alert])
    shown = run("feeds", "show", "example-news", "--home", "home").output
    assert "blocked: status 403 Forbidden" in shown
    assert "42 entries: 40 repeat, 2 refused" in shown
    assert "3 entries could not be read" in shown
    told = json.loads(run("feeds", "show", "example-news", "--home", "home", "--json").stdout)
    assert (told["condition"], told["history"][0]["outcome"]) == ("blocked", "403")
    (dropped,) = (json.loads(line) for line in run("feeds", "drops", "--home", "home", "--json").stdout.splitlines())
    assert (dropped["published"], dropped["repeat"], dropped["refused"], dropped["other_feed"]) == (7, 40, 2, 0)
    assert dropped["failed"] == 3
    (alert_told,) = (json.loads(one) for one in run("feeds", "alerts", "--home", "home", "--json").stdout.splitlines())
    assert (alert_told["rule"], alert_told["feed"]) == ("feed.failing", "example-news")
    missing = run("feeds", "show", "nobody", "--home", "home")
    assert (missing.exit_code, "is not configured" in missing.output) == (2, True)


@in_loop
async def test_an_api_is_configured_checked_polled_and_shown_as_a_feed_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    async with ReportServer() as server:
        server.reports = [report(3), report(2, title=7), report(1)]
        (tmp_path / "home" / "watchfloor.toml").write_text(
            'allow_networks = ["127.0.0.0/8"]\nhost_spacing = 0.0\n'
            f'[[feed]]\nid = "rw"\nurl = "{server.address}&limit=2"\napi = "reliefweb"\n'
        )
        checked = await asyncio.to_thread(run, "feeds", "check", "rw", "--home", "home", "--json")
        once = await asyncio.to_thread(run, "ingest", "--once", "--home", "home")
    found = json.loads(checked.stdout)
    assert (found["format"], found["entries"], found["well"]) == ("reliefweb2", 1, True)
    assert "report 2: " in found["detail"]
    assert once.exit_code == 0, once.output
    assert once.stdout.startswith("feeds: 2 new, 0 revised, 0 unchanged, 1 that could not be read")
    (listed,) = (json.loads(line) for line in run("feeds", "list", "--home", "home", "--json").stdout.splitlines())
    assert (listed["id"], listed["published"]) == ("rw", 2)
    shown = json.loads(run("feeds", "show", "rw", "--home", "home", "--json").stdout)
    assert (shown["format"], shown["history"][0]["failed"], shown["history"][0]["entries"]) == ("reliefweb2", 1, 3)
    assert "1 unreadable" in run("feeds", "show", "rw", "--home", "home").output


def test_an_api_is_added_by_name_with_what_it_needs(run: Run, tmp_path: Path) -> None:
    url = "https://api.reliefweb.int/v2/reports?appname=example-news-1a2b"
    added = run("feeds", "add", "--no-check", url, "--api", "reliefweb", "--home", "home")
    assert added.exit_code == 0, added.output
    (feed,) = tomllib.loads((tmp_path / "home" / "watchfloor.toml").read_text())["feed"]
    assert (feed["url"], feed["api"]) == (url, "reliefweb")
    unnamed = run("feeds", "add", "--no-check", url.partition("?")[0], "--api", "reliefweb", "--home", "home")
    assert (unnamed.exit_code, "appname=NAME" in unnamed.output) == (2, True)
    unknown = run("feeds", "add", "--no-check", url, "--api", "nobody", "--home", "home")
    assert (unknown.exit_code, "known are: reliefweb" in unknown.output) == (2, True)


def test_known_feeds_are_listed(run: Run) -> None:
    known = run("feeds", "list", "--known", "--json").stdout.splitlines()
    assert len(known) >= 80
    assert all(json.loads(line)["checked"] == "" for line in known)


def test_a_feed_in_a_file_is_checked(run: Run, tmp_path: Path) -> None:
    feeds = Path(__file__).parent.parent / "seeds" / "demo-feeds"
    (tmp_path / "page.html").write_text("<!doctype html><html><title>x</title><body>Hello</body></html>")
    found = run("feeds", "check", str(feeds / "wire.rss.xml"), "page.html", "--json")
    good, page = (json.loads(line) for line in found.stdout.splitlines())
    assert found.exit_code == 1
    assert (good["well"], good["entries"]) == (True, 6)
    assert not page["well"]
    assert "page" in page["detail"].lower()


def test_the_vocabulary_can_be_asked(run: Run) -> None:
    assert run("vocabulary", "check").exit_code == 0
    assert "actors: person" in run("vocabulary", "stats").stdout
    found = run("vocabulary", "find", "Wagner")
    assert found.exit_code == 0
    assert "org.wagner" in found.stdout
    assert "because:" in found.stdout
    assert run("vocabulary", "find", "Nobody Knows This").exit_code == 1


def test_evaluate_lists_its_sets_and_says_which_are_here(run: Run) -> None:
    listed = run("evaluate", "--list", "--json")
    rows = {row["set"]: row for row in map(json.loads, listed.stdout.splitlines())}
    assert rows["gold"]["here"] == "yes"
    assert rows["dwie"]["here"] == "no"
    assert rows["quotes"]["here"] == "no, not scored yet"
    assert all(row["licence"] for row in rows.values())


def test_evaluate_scores_our_own_articles_and_writes_the_page(run: Run, tmp_path: Path) -> None:
    result = run("evaluate", "gold", "--no-baselines", "--json", "--write", "scores.md", "--errors", "1")
    assert result.exit_code == 0
    figures = {figure["id"]: figure for figure in map(json.loads, result.stdout.splitlines())}
    assert 0 < figures["gold.countries"]["low"] <= figures["gold.countries"]["value"] <= 1
    page = (tmp_path / "scores.md").read_text(encoding="utf-8")
    assert "## gold" in page
    assert "How it is counted" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("evaluate", "dwi"), "no such set"),
        (("evaluate", "dwie"), "--data"),
        (("evaluate", "quotes", "--data", "."), "quotes_dev.jsonl is not here"),
    ],
)
def test_evaluate_names_what_is_missing(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
