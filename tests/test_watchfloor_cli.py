"""Every command as a new user meets it: help, the happy path, the likely mistakes."""

import asyncio
import gzip
import json
import shutil
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from api_server import ReportServer, report
from click.testing import Result
from feed_server import in_loop
from typer.testing import CliRunner

from connectors.drops import Drops
from connectors.feed_state import FeedState, Poll
from connectors.feedlist import FeedConfig
from connectors.polling.feed_alerts import alerted
from connectors.publish import publish
from connectors.state import FEED, put, put_poll
from schemas.wire import ARTICLES, Envelope
from streams.embedded import EmbeddedLog
from watchfloor import cli

cli.add_commands()

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

Run = Callable[..., Result]


ENVIRONMENT = {
    "WATCHFLOOR_NER": "off",
    "WATCHFLOOR_WORKERS": "1",
    "WATCHFLOOR_METRICS_PORT": "0",
    "WATCHFLOOR_DATA": None,
}


def _invoke(*arguments: str, input: str | bytes | None = None) -> Result:
    """Run a command without the model and without the metrics port."""
    return CliRunner(env=ENVIRONMENT).invoke(cli.app, list(arguments), input=input, catch_exceptions=False)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run commands in an empty directory."""
    monkeypatch.chdir(tmp_path)
    return _invoke


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("template")
    seeds, home = place / "seeds", place / "home"
    seeds.mkdir()
    (seeds / "one.txt").write_text("Sanctions on Russia\n\nThe European Union imposed sanctions on Russia on Monday.\n")
    (seeds / "two.txt").write_text("Talks in Geneva\n\nFrench diplomats met Iranian officials in Geneva for talks.\n")
    assert _invoke("ingest", str(seeds), "--home", str(home)).exit_code == 0
    with closing(EmbeddedLog(home / "state" / "stream.db")) as log:
        log.stream(ARTICLES).append([Envelope("foreign", b"{")])
    assert _invoke("process", "--once", "--home", str(home)).exit_code == 0
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


def test_tag_keeps_what_it_was_given_and_order(run: Run) -> None:
    given = [
        {
            "text": "France and Germany signed a treaty on Monday in the city.",
            "mine": [1, {"a": None}],
            "language": "en",
        },
        {"text": "  \u0000 odd \u2028 text about China\r\n", "title": "É", "language": "en"},
    ]
    result = run("tag", input="\n".join(map(json.dumps, given)))
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    for before, after in zip(given, lines, strict=True):
        assert {key: after[key] for key in before if key != "language"} == {
            key: value for key, value in before.items() if key != "language"
        }
    assert {mention["actor"] for mention in lines[0]["mentions"]} >= {"FRA", "DEU"}
    for line in lines:
        for mention in line["mentions"]:
            assert line[mention["field"]][mention["start"] : mention["end"]] == mention["text"]


def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(run: Run) -> None:
    result = run("tag", input='{"text": "France"}\nnot json\n[1]\n{"title": "no text"}\n{"text": "Chad"}\n')
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    for number in (2, 3, 4):
        assert f"line {number}:" in result.stderr


def test_tag_marks_a_text_up_for_people(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks in Geneva\n\nThe French government met Iran's delegation for the talks.\n")
    shown = run("tag", "--pretty", "a.txt")
    assert shown.exit_code == 0
    assert "The French government[FRA.GOV]" in shown.stdout
    (tmp_path / "b.txt").write_text("Shots at the border\n\nShots were heard in Kashmir and in Goma.\n")
    assert "in Kashmir[IND/PAK] and in Goma[COD]" in run("tag", "--pretty", "b.txt").stdout


def test_resolve_takes_lines_and_strings(run: Run) -> None:
    one = json.loads(run("resolve", "the Japanese foreign minister", "--date", "2019-05-01").stdout)
    assert (one["country"], one["sectors"], one["date_assumed"]) == ("JPN", ["GOV"], False)
    many = run("resolve", "-", input='{"text": "NATO"}\n{"text": "x", "date": "next week"}\n{}\n{"text": "Hamas"}\n')
    assert many.exit_code == 1
    assert [json.loads(line)["actor"] for line in many.stdout.splitlines()] == ["igo.nato", "org.hamas"]
    assert "line 2:" in many.stderr
    assert "line 3:" in many.stderr
    missing = run("resolve", "nofile.jsonl")
    assert (missing.exit_code, "there is no such file" in missing.output) == (2, True)


def test_feed_documents_are_parsed_one_line_a_file(run: Run, tmp_path: Path) -> None:
    feeds = Path(__file__).parent.parent / "seeds" / "demo-feeds"
    (tmp_path / "page.html").write_text("<html><body>no feed</body></html>")
    result = run("parse-feed", str(feeds / "ministry.atom.xml"), "page.html", "missing.xml")
    parsed, page, missing = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 1
    assert set(parsed) == {"file", "feed", "entries", "parser", "warnings"}
    assert set(parsed["feed"]) == {"title", "link", "language", "updated", "format"}
    assert set(parsed["entries"][0]) == {
        *("id", "link", "title", "summary", "content", "published", "published_raw", "published_confidence"),
        *("updated", "authors", "language", "enclosures"),
    }
    assert set(page) == set(missing) == {"file", "error"}


def test_feed_documents_may_be_packed(run: Run, tmp_path: Path) -> None:
    file = Path(__file__).parent.parent / "seeds" / "demo-feeds" / "ministry.atom.xml"
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(file.read_bytes()))
    result = run("parse-feed", str(file), "feed.xml.gz")
    plain, packed = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 0
    assert {**packed, "file": ""} == {**plain, "file": ""}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<html><head></head><body>no feed</body></html>", "html: the document is an HTML page"),
        ("answer.json", b'{"error": "gone"}', "not_a_feed: the document is JSON, but no JSON Feed: it has error"),
        ("empty.xml", b"", "no_bytes: the document is empty"),
        ("packed.xml.gz", gzip.compress(b"x" * 1000)[:-9], "parse: the gzip body ends too early"),
        ("long.xml", b"<rss>" + b" " * 15 * 2**20, "too_big: it is longer than 15728640 bytes"),
        ("missing.xml", None, "there is no such file"),
        (".", None, "it is a directory; name the files in it"),
    ],
)
def test_a_document_that_is_no_feed_is_told_by_its_name(
    name: str, content: bytes | None, words: str, run: Run, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("parse-feed", name)
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["file"] == name
    assert found["error"].startswith(words)


def test_parsing_no_document_is_wrong_usage(run: Run) -> None:
    result = run("parse-feed")
    assert result.exit_code == 2
    assert "FILE" in result.stderr


def test_a_page_is_extracted(run: Run, tmp_path: Path) -> None:
    paragraph = "The ministry said on Monday that the talks would go on for another week in the capital. " * 4
    (tmp_path / "page.html").write_text(
        f"<html lang='en'><head><title>Talks go on</title></head><body><article><h1>Talks go on</h1>"
        f"<p>{paragraph}</p><p>{paragraph}</p></article></body></html>"
    )
    result = run("extract", "page.html", "--url", "https://example.org/a")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(found) == {"file", "title", "text", "published", "authors", "language", "quality", "wall", "reserved"}
    assert "The ministry said" in found["text"]


def test_the_vocabulary_can_be_asked(run: Run) -> None:
    assert run("vocabulary", "check").exit_code == 0
    assert "actors: person" in run("vocabulary", "stats").stdout
    found = run("vocabulary", "find", "Wagner")
    assert found.exit_code == 0
    assert "org.wagner" in found.stdout
    assert "because:" in found.stdout
    assert run("vocabulary", "find", "Nobody Knows This").exit_code == 1


def test_an_extra_vocabulary_is_used_and_a_bad_one_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "watchfloor.toml").write_text('vocabulary_extra = ["mine.toml"]\n')
    mine = tmp_path / "home" / "mine.toml"
    mine.write_text(
        '[[actor]]\nid = "org.tea-society"\nname = "Grand Tea Society"\nkind = "ngo"\ncountry = "NGO"\n'
        'sectors = ["SOC"]\nsource = "editor"\n'
    )
    tagged = run("resolve", "Grand Tea Society", "--home", "home")
    assert json.loads(tagged.stdout)["actor"] == "org.tea-society"
    mine.write_text("[[actr]]\n")
    wrong = run("resolve", "x", "--home", "home")
    assert wrong.exit_code == 2
    assert "mine.toml" in wrong.output


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
