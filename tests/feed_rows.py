"""The register of what the poller promises: one row a behaviour, with its proof and what was measured.

    python tests/feed_rows.py                        print the table
    python tests/feed_rows.py --write docs/feeds.md  write it there, between the two markers

To add or fill a row: give it in `ROWS` the command that proves it (a test file, or a figure of `tests/bench.py`), and
where it is measured call

    record(6, "0 violations in 1,000 polls", met=True)

from the test or the bench. That writes `.cache/feed_rows/6.json`; `--write` takes what lies there into the page, and
keeps what the page says of rows that were not measured since. A row of several figures records them in one text.
"""

import argparse
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".cache" / "feed_rows"
BEGIN, END = "<!-- rows: written by tests/feed_rows.py -->", "<!-- end of rows -->"
HEAD = "| # | behaviour | target | measured | command |\n|---|---|---|---|---|\n"
NOT_MEASURED = "not measured yet"


class Row(msgspec.Struct, frozen=True):
    """One promise; `command` proves it, and is empty as long as nothing does."""

    number: int
    behaviour: str
    target: str
    command: str = ""


class Measured(msgspec.Struct, frozen=True):
    """What came out, whether that meets the target (null where the row has no limit), and the day."""

    value: str
    met: bool | None
    day: str


ROWS = (
    Row(
        1,
        "manners, against a scripted server",
        "all; 0 unconditional after the first in 1,000 polls and restarts",
        "pytest tests/test_connectors_politeness.py",
    ),
    Row(
        2,
        "ETag changed, body the same",
        "the new value is sent at the next poll",
        "pytest tests/test_connectors_politeness.py",
    ),
    Row(
        3,
        "a server that answers 304 although the feed changed",
        "seen within 50 polls or 24 h",
        "pytest tests/test_connectors_politeness.py",
    ),
    Row(
        4,
        "Retry-After: seconds, date, skewed clock; 429 and 503",
        "0 early requests in 10,000",
        "pytest tests/test_connectors_politeness.py",
    ),
    Row(
        5,
        "max-age, Expires, ttl, sy:, skipHours, skipDays",
        "0 polls before any of them",
        "pytest tests/test_connectors_politeness.py",
    ),
    Row(
        6, "1,000 feeds on one host", "0 violations of one in flight, 5 s apart", "pytest tests/test_connectors_week.py"
    ),
    Row(7, "first minute after a restart", "<= 1.1x the steady rate", "pytest tests/test_connectors_schedule.py"),
    Row(
        8,
        "a day without network",
        "every feed polled within one interval + 10 %, 0 dead",
        "pytest tests/test_connectors_week.py",
    ),
    Row(9, "redirects, 410, loops", "exact", "pytest tests/test_connectors_politeness.py"),
    Row(10, "feedparser's own cases", ">= 99 %", "python tests/feed_corpora.py"),
    Row(11, "gofeed's pairs", ">= 98 %", "python tests/feed_corpora.py"),
    Row(
        12,
        "real feeds on the fast path, and against feedparser",
        ">= 95 %; 0 unexplained differences",
        "pytest tests/test_connectors_manners.py",
    ),
    Row(
        13, "no crash, no hang", "0 exceptions, p99 < 1 s, none > 6 s, RSS < 512 MB", "python tests/torture_parsers.py"
    ),
    Row(14, "parse speed", ">= 300 documents/s a core; >= 10x feedparser", "python tests/bench.py parsing"),
    Row(
        15,
        "10,000 feeds on 500 hosts into the stream",
        ">= 1,000 feeds/s with 10 % changed, >= 250 all changed; RSS < 400 MB",
        "python tests/bench.py polling",
    ),
    Row(
        16,
        "the scheduler with 200,000 feeds",
        "<= 1 % of a core; lateness p99 < 2 s",
        "python tests/bench.py scheduler",
    ),
    Row(
        17,
        "SIGKILL while ingesting",
        "0 lost, 0 repeated after ce_id in 200 kills",
        "python tests/ingest_kills.py --kills 200",
    ),
    Row(18, "two pollers on one state", "the second is refused", "pytest tests/test_connectors_politeness.py"),
    Row(
        19,
        "identity of entries",
        "0 false new, 0 merged, every edit a revision",
        "pytest tests/test_connectors_identity.py",
    ),
    Row(20, "window overrun", "a gap recorded in all cases", "pytest tests/test_connectors_politeness.py"),
    Row(21, "requests to private addresses", "0 connections", "pytest tests/test_connectors_ssrf.py"),
    Row(22, "decompression bombs, endless bodies, slow servers", "bounded", "pytest tests/test_connectors_bombs.py"),
    Row(
        23,
        "text of article pages",
        "F1 >= 0.960, >= 40 pages/s a core, none > 10 s",
        "python tests/extraction.py [DIRECTORY]",
    ),
    Row(24, "from the request of a poll to the stream", "p50 < 0.5 s, p99 < 3 s", "python tests/bench.py polling"),
    Row(
        25,
        "freshness over 7 simulated days",
        "median <= 5 min at <= 60 % of the requests of 10-minute polling",
        "python tests/bench.py freshness-of-feeds",
    ),
    Row(
        26,
        "requests saved over those days",
        ">= 90 % answered 304 or skipped",
        "python tests/bench.py freshness-of-feeds",
    ),
    Row(27, "OPML round trip", "lossless", "pytest tests/test_connectors_opml.py"),
)


def record(number: int, value: str, *, met: bool | None = None) -> None:
    """Keep what was measured for a row until the page is written."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    measured = Measured(value, met, f"{datetime.now(UTC):%Y-%m-%d}")
    (FOLDER / f"{number}.json").write_bytes(msgspec.json.encode(measured))


def table(page: str = "", measured: Mapping[int, Measured] | None = None) -> str:
    """Return the rows as Markdown: with what was measured, else with what `page` says already."""
    said = dict(re.findall(r"^\| (\d+) \| [^|]* \| [^|]* \| ([^|]*) \|", page, re.MULTILINE))
    fresh = {str(number): _told(one) for number, one in (measured or {}).items()}
    return HEAD + "".join(_line(row, {**said, **fresh}.get(str(row.number), NOT_MEASURED)) for row in ROWS)


def written(page: str, measured: Mapping[int, Measured]) -> str:
    """Return the page with its table renewed; raises ValueError for a page without the two markers."""
    if BEGIN not in page or END not in page:
        raise ValueError(f"the page has no `{BEGIN}` and `{END}`; put them where the table belongs")
    before, _, rest = page.partition(BEGIN)
    old, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(old, measured)}{END}{after}"


def measured_rows() -> dict[int, Measured]:
    """Return what tests and benches recorded in this checkout."""
    return {
        int(file.stem): msgspec.json.decode(file.read_bytes(), type=Measured) for file in sorted(FOLDER.glob("*.json"))
    }


def _line(row: Row, value: str) -> str:
    command = f"`{row.command}`" if row.command else ""
    return f"| {row.number} | {row.behaviour} | {row.target} | {value} | {command} |\n"


def _told(measured: Measured) -> str:
    missed = " **(missed)**" if measured.met is False else ""
    return f"{measured.value.replace('|', '/')}{missed} ({measured.day})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="renew the table of this page")
    page: Path | None = parser.parse_args().write
    if page is None:
        sys.stdout.write(table(measured=measured_rows()))
        return
    page.write_text(written(page.read_text(encoding="utf-8"), measured_rows()), encoding="utf-8")


if __name__ == "__main__":
    main()
