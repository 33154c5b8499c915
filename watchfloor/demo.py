"""Show the whole road on the seeds that come with the program."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from rich.console import Console

from connectors.seeds import SeedText
from schemas.errors import UsageError
from watchfloor import printing
from watchfloor.home import FILE, Home
from watchfloor.ingesting import ingest_due_feeds, summary
from watchfloor.lake import open_lake
from watchfloor.markup import marked, marks_of
from watchfloor.printing import print_rows
from watchfloor.processing import open_processing
from watchfloor.progress import progress
from watchfloor.shipped import sample_feeds, seed_articles
from watchfloor.status import status_of
from watchfloor.stopping import stopping_with
from watchfloor.streams import open_spool

SHOWN_CODE_POINTS = 900

QUERIES = {
    "Who is in the news, by salience": """
        SELECT name, kind, country, sector, count(*) AS articles, round(sum(salience), 1) AS salience
        FROM article_actors WHERE actor IS NOT NULL
        GROUP BY ALL ORDER BY salience DESC LIMIT 10""",
    "Countries that share an article with a conflict topic": """
        SELECT country, count(DISTINCT article_id) AS articles,
               list_sort(list(DISTINCT topic))[:4] AS topics
        FROM article_countries JOIN article_topics USING (day, article_id)
        WHERE topic LIKE 'military%' OR topic LIKE 'territory%' OR topic LIKE 'peacekeeping%'
        GROUP BY country ORDER BY articles DESC, country LIMIT 8""",
}

SAMPLE_FEEDS = (
    ("demo-wire", "wire.rss.xml", "Demo Wire", "wire"),
    ("demo-ministry", "ministry.atom.xml", "Demo Ministry", "ministry"),
    ("demo-daily", "daily.rss.xml", "Demo Daily", "newspaper"),
)


def run_demo(home: Home, seeds: Path | None = None, console: Console | None = None) -> None:
    """Ingest, process and show; run again it finds nothing new and says so.

    Without `seeds`: the seed articles and the sample feeds that come with the program, the latter served
    on loopback. Raises UsageError when `seeds` is not there, or `home` is the home of a real deployment.
    """
    if seeds is not None and not seeds.exists():
        raise UsageError(f"{seeds}: there is no such directory of texts")
    if home.file.exists():
        raise UsageError(f"{home.path}: is the home of a deployment ({FILE} is there); give the demo one of its own")
    out = console or printing.console()
    before = _batch(home)
    # Processing is opened first: its workers load the language model while the feeds are polled.
    with open_processing(home) as processing:
        _ingest(home, seeds, out)
        with stopping_with(processing.stop), progress("processing", processing.driver.lag()) as advance:
            processing.driver.drain(lambda report: advance(report.rows + report.failures), processing.stopping)
    if _batch(home) == before:
        out.print(f"nothing new: all of it has been processed before; the lake holds {total(home)} articles")
    else:
        show(home, before, out)
    show_next(home, out)


def _ingest(home: Home, seeds: Path | None, out: Console) -> None:
    with ExitStack() as stack:
        spool = stack.enter_context(closing(open_spool(home)))
        brought = asyncio.run(SeedText([seeds or seed_articles()], spool).bring())
        out.print(summary(SeedText.name, brought))
        if seeds is None:
            base_url = stack.enter_context(feed_server())
            out.print(ingest_due_feeds(with_sample_feeds(home, base_url), "sample feeds").words)


def _batch(home: Home) -> int:
    return status_of(home).latest if home.layout.ledger.exists() and home.layout.stream.exists() else 0


@contextmanager
def feed_server() -> Iterator[str]:
    """Serve the sample feeds on loopback while the body runs; yields the base URL."""
    handler = partial(_QuietHandler, directory=str(sample_feeds()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, name="demo-feeds", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def with_sample_feeds(home: Home, base_url: str) -> Home:
    """Return `home` configured to poll the three sample feeds from loopback, and no page of theirs."""
    feeds = tuple(
        {
            "id": name,
            "url": f"{base_url}/{file}",
            "outlet": outlet,
            "language": "en",
            "kind": kind,
            "fetch_pages": False,
            "origin": "backfill",
        }
        for name, file, outlet, kind in SAMPLE_FEEDS
    )
    configuration = msgspec.structs.replace(
        home.configuration,
        feed=feeds,
        allow_networks=("127.0.0.0/8",),
        host_spacing=0.0,
        contact="the demo on this machine",
    )
    return msgspec.structs.replace(home, configuration=configuration)


def show(home: Home, since_batch: int, console: Console) -> None:
    """Show what the batches after `since_batch` brought: one article marked up, then two queries."""
    with closing(open_lake(home.layout.lake)) as lake:
        _show_landed(lake, since_batch, console)
        _show_article(lake, since_batch, console)
        for title, query in QUERIES.items():
            console.print(f"\n{title}:", style="bold")
            result = lake.execute(query)
            print_rows([column[0] for column in result.description], result.fetchall(), as_json=False)


def show_next(home: Home, console: Console) -> None:
    """Say where the files are and what to type next."""
    lake = home.layout.lake
    program = ".venv/bin/watchfloor" if Path(".venv/bin/watchfloor").exists() else "watchfloor"
    console.print(f"\nThe files are plain Parquet: {lake}/articles/day=*/*.parquet\n\nNext:", style="bold")
    for command, what in (
        (f"{program} sql --home {home.path} 'SELECT day, title, topic_ids FROM articles'", "query them"),
        (f"{program} tag --pretty FILE.txt", "tag a text of your own"),
        (f"make demo SEEDS=DIR  (or {program} ingest DIR; {program} process --once)", "take your own texts"),
        (f"{program} feeds add URL; {program} run", "watch feeds for good"),
    ):
        console.print(f"  {command}\n      {what}")


def total(home: Home) -> int:
    """Return how many articles the lake holds."""
    with closing(open_lake(home.layout.lake)) as lake:
        found = lake.execute("SELECT count(*) FROM articles").fetchone()
    return 0 if found is None else int(found[0])


def _show_landed(lake: duckdb.DuckDBPyConnection, since: int, console: Console) -> None:
    query = """
        SELECT coalesce(outlet, feed, 'your texts') AS outlet, count(*) AS articles, sum(len(mentions)) AS mentions,
               count(DISTINCT unnested) AS topics, min(day) AS first_day, max(day) AS last_day
        FROM (SELECT *, topic_ids[1] AS unnested FROM articles WHERE batch > ?) GROUP BY 1 ORDER BY 2 DESC"""
    result = lake.execute(query, [since])
    rows = result.fetchall()
    columns = ("outlet", "articles", "mentions", "leading topics", "first day", "last day")
    console.print(f"\nWhat landed: {sum(row[1] for row in rows)} articles", style="bold")
    print_rows(columns, rows, as_json=False)


def _show_article(lake: duckdb.DuckDBPyConnection, since: int, console: Console) -> None:
    query = """
        SELECT title, text, mentions, topics, subjects, language, day FROM articles WHERE batch > ?
        ORDER BY len(actor_ids) DESC, article_id LIMIT 1"""
    result = lake.execute(query, [since])
    row = result.fetchone()
    if row is None:
        return
    article: dict[str, Any] = dict(zip((column[0] for column in result.description), row, strict=True))
    console.print(f"\nOne article with its evidence ({article['day']}):", style="bold")
    console.print(marked(article["title"], marks_of(article, "title")))
    console.print(marked(article["text"], marks_of(article, "text"), limit=SHOWN_CODE_POINTS))
    _show_scores(article["topics"], "topic", console)
    _show_scores(article["subjects"], "label", console)


def _show_scores(scored: Sequence[dict[str, Any]], name: str, console: Console) -> None:
    asserted = [one for one in scored if one["score"] >= 0.5]
    if asserted:
        kind = "topics" if name == "topic" else "subjects"
        console.print(f"{kind}: " + ", ".join(f"{one[name]} {one['score']:.2f}" for one in asserted[:8]))


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the demo's own output is what matters."""
