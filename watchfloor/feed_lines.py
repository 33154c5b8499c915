"""Say in lines for people how feeds are doing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from rich.padding import Padding
from rich.text import Text

from connectors.drops import DROP_REASONS
from connectors.feed_state import Poll
from connectors.polling.condition import CONDITIONS, WELL
from connectors.polling.examine import entries_words
from connectors.polling.health import FeedHealth
from schemas.alert import Alert
from watchfloor.checking import Checked

_FACTS = 48
"""Characters that a line of a feed takes beside the id."""

_NARROWEST, _WIDEST = 16, 36
"""Characters of the column of ids; a longer id is printed whole and moves its line."""

_SILENT_AFTER = timedelta(minutes=5)
"""Polling notes each minute that it goes on; without a note for so long it does not."""


def health_lines(
    found: Sequence[FeedHealth], now: datetime, columns: int, *, remedies: bool = False
) -> Iterator[Text | Padding]:
    """Yield a line a feed, two where a terminal of `columns` is too narrow for it; the last line sums them up.

    Below a feed stands what is wrong with it, if something is, and with `remedies` what can be done.
    """
    width = min(max((len(one.id) for one in found), default=0), _WIDEST)
    width = max(width, _NARROWEST)
    is_narrow = columns < width + _FACTS
    if not is_narrow:
        yield Text(f"{'feed':{width}}  {'condition':11}  {'articles':>8}  {'last news':11}  next poll", "bold")
    for one in found:
        yield from _stacked(one, now) if is_narrow else _in_columns(one, now, width)
        if one.detail:
            yield _below(one.detail, "" if one.condition in WELL else "yellow")
        if remedies and one.remedy:
            yield _below(f"what to do: {one.remedy}")
    yield Text(sum_of(found))


def _in_columns(one: FeedHealth, now: datetime, width: int) -> Iterator[Text]:
    line = Text(f"{one.id:{width}}  ")
    line.append(f"{one.condition:11}", "green" if one.condition in WELL else "red")
    yield line.append(f"  {one.published:8,}  {_ago(one.last_new, now):11}  {_next(one.next_due, now)}")


def _stacked(one: FeedHealth, now: datetime) -> Iterator[Text | Padding]:
    yield Text(f"{one.id}  ").append(one.condition, "green" if one.condition in WELL else "red")
    facts = f"{one.published:,} articles, last news {_ago(one.last_new, now)}, next poll {_next(one.next_due, now)}"
    yield _below(facts)


def _below(words: str, style: str = "") -> Padding:
    return Padding(Text(words, style), (0, 0, 0, 4), expand=False)


def sum_of(found: Sequence[FeedHealth]) -> str:
    """Return how many feeds there are of each condition, in words."""
    counts = Counter(one.condition for one in found)
    parts = [f"{counts[condition]} {condition}" for condition in CONDITIONS if counts[condition]]
    return f"{len(found)} {'feed' if len(found) == 1 else 'feeds'}: {', '.join(parts)}"


def drop_lines(found: Sequence[FeedHealth]) -> Iterator[Text]:
    """Yield a line a feed with what became of its entries; the last sums them up."""
    width = max([_NARROWEST, *(min(len(one.id), _WIDEST) for one in found)])
    yield Text(f"{'feed':{width}}  {'articles':>8}  {'revisions':>9}  not published", "bold")
    for one in found:
        yield Text(f"{one.id:{width}}  {one.published:8,}  {one.revised:9,}  {_dropped([one])}")
    published, revised = sum(one.published for one in found), sum(one.revised for one in found)
    yield Text(f"{'all':{width}}  {published:8,}  {revised:9,}  {_dropped(found)}", "bold")


def _dropped(found: Sequence[FeedHealth]) -> str:
    sums = [sum(counts) for counts in zip(*(by_reason(one) for one in found), strict=True)]
    named = [*zip(DROP_REASONS, sums, strict=True), ("failed", sum(one.failed for one in found))]
    return ", ".join(f"{count:,} {name}" for name, count in named if count)


def alert_lines(alerts: Sequence[Alert]) -> Iterator[Text | Padding]:
    """Yield a line an alert, below it what is or was wrong and what can be done about it."""
    for one in alerts:
        yield Text(f"{_moment(one.raised_at)}  {one.rule:14}  {one.feed}")
        yield _below(f"since {_moment(one.since)}: {one.detail}")
        if one.remedy:
            yield _below(f"what to do: {one.remedy}")


def alive_words(alive: datetime | None, now: datetime) -> str | None:
    """Return a warning when polling does not go on, None while it does."""
    if alive is None:
        return "nothing was ever polled here; `watchfloor run` or `watchfloor ingest` begins"
    if now - alive <= _SILENT_AFTER:
        return None
    return f"nothing has been polled for {_span(now - alive)}; `watchfloor run` or `watchfloor ingest` goes on"


def feed_facts(health: FeedHealth) -> Iterator[tuple[str, str]]:
    """Yield what is known of one feed as label and words."""
    yield "feed", f"{health.id}  {health.url}"
    yield "condition", f"{health.condition}{': ' if health.detail else ''}{health.detail}"
    if health.failing_since is not None:
        errors = "the first error" if health.errors_in_row == 1 else f"{health.errors_in_row} errors in a row"
        yield "failing", f"since {_moment(health.failing_since)}, {errors}"
    if health.remedy:
        yield "what to do", health.remedy
    if health.title:
        yield (
            "document",
            "; ".join((f"{health.title!r}, {health.format}, {entries_words(health.entries)}", *health.warnings)),
        )
    learned = "" if health.interval is None else f", every {_wait(health.interval)} as learned"
    yield "polled", f"{_times(health.polls)}{learned}, next {_moment(health.next_due)}"
    yield "last success", f"{_moment(health.last_success)}, last news {_moment(health.last_new)}"
    yield "published", f"{health.published} articles, {health.revised} revisions"
    reasons = ", ".join(f"{count} {name}" for name, count in zip(DROP_REASONS, by_reason(health), strict=True) if count)
    yield "dropped", f"{health.dropped} entries{': ' if reasons else ''}{reasons}"
    if health.failed:
        yield "failed", f"{health.failed} entries could not be read; `watchfloor failures list` shows them"


def by_reason(health: FeedHealth) -> Iterable[int]:
    """Yield how many entries of a feed were dropped, by each of `DROP_REASONS`."""
    return (getattr(health.drops, reason) for reason in DROP_REASONS)


def poll_line(poll: Poll) -> str:
    """Return in one line what a poll brought, or why it brought nothing."""
    return f"{_moment(poll.at)}  {poll.outcome:12}  {'; '.join(_poll_words(poll))}"


def check_lines(found: Sequence[Checked]) -> Iterator[Text | Padding]:
    """Yield a line for each feed that was looked at, below it what a reader should know; the last sums them up."""
    width = max([_NARROWEST, *(min(len(one.feed), _WIDEST) for one in found)])
    for one in found:
        newest = f", the newest of {_moment(one.newest)}" if one.newest else ""
        what = f"{one.format}, {entries_words(one.entries)}{newest}" if one.format else one.url
        line = Text("ok  " if one.well else "!!  ", "green" if one.well else "red")
        yield line.append(f"{one.feed:{width}}  {what}", "default")
        if one.detail:
            yield _below(one.detail, "" if one.well else "yellow")
        if one.remedy:
            yield _below(f"what to do: {one.remedy}")
    unwell = sum(not one.well for one in found)
    yield Text(f"{len(found)} feeds: {len(found) - unwell} ok, {unwell} not")


def checked_words(one: Checked) -> Iterator[str]:
    """Yield what one look at a feed found, and what can be done where all is not well."""
    if one.format:
        newest = f", the newest of {_moment(one.newest)}" if one.newest else ""
        yield f"{one.format}, {entries_words(one.entries)}{newest}"
    if one.detail and (one.well or not one.format):
        yield one.detail
    if one.remedy:
        yield one.remedy


def _poll_words(poll: Poll) -> Iterator[str]:
    if poll.outcome == "changed":
        counts = (("new", poll.new), ("published", poll.published), ("revised", poll.revised))
        more = (("dropped", poll.drops.total), ("unreadable", poll.failed))
        yield ", ".join(
            [entries_words(poll.entries), *(f"{count} {name}" for name, count in (*counts, *more) if count)]
        )
    else:
        yield poll.detail or f"status {poll.status}"
    if poll.bytes:
        yield f"{poll.bytes:,} bytes"
    if poll.plain:
        yield "asked without condition"
    if poll.gap:
        yield "no entry was known: some may be missing"
    if poll.wait is not None:
        yield f"next after {_wait(poll.wait)}"


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"{_span(now - moment)} ago"


def _next(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "none"
    return f"in {_span(due - now)}" if due > now else "due"


def _span(time: timedelta) -> str:
    minutes = time.total_seconds() / 60
    if minutes < 100:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"


def _wait(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds < 100 * 60 else f"{seconds / 3600:.1f} h"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z" if moment else "never"
