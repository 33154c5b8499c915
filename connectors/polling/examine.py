"""Tell, step by step, what a feed document in hand would lead to; nothing is published."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from connectors.apis import address
from connectors.extraction.extract import ENOUGH_CHARACTERS
from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetched
from connectors.identity import Decisions, decide
from connectors.looks import RUNGS
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.polling import schedule
from connectors.polling.hours import HOUR, first_hours
from connectors.polling.learning import appeared, recent_moments, usual_wait
from connectors.polling.refusing import accepted
from connectors.state import Known
from schemas.day import day_of
from schemas.url import canonical_url, without_user


class Finding(msgspec.Struct, frozen=True):
    """One step: its name, whether all is well there, and what was found, in words."""

    step: str
    well: bool
    detail: str


def examine(
    feed: FeedConfig,
    parsed: ParsedFeed,
    answer: Fetched | None,
    known: Known,
    others: Sequence[FeedConfig],
    now: datetime,
) -> Iterator[Finding]:
    """Yield what each step of a poll would find in a document.

    `answer` is null for a file. `known` and `others` are the state and the feeds of the home that it would be
    added to.
    """
    warnings = "".join(f"; {warning}" for warning in parsed.warnings)
    pages = "; its pages are turned until one holds nothing new" if parsed.next else ""
    words = f"{parsed.format}, read by the {parsed.parser} parser: {parsed.title!r}{warnings}{pages}"
    yield Finding("document", True, words)
    if parsed.unreadable:
        bad = f"{len(parsed.unreadable)} entries cannot be read, the first: {parsed.unreadable[0].detail}"
        yield Finding("document", False, bad)
    yield _entries(parsed, now)
    if not parsed.entries:
        yield _rhythm(feed, parsed, answer, now)
        return
    yield _dates(parsed.entries, now)
    found = decide(feed, parsed, known)
    yield _identity(found)
    yield _texts(feed, parsed.entries)
    if feed.refuse:
        refused = len(parsed.entries) - len(accepted(feed, parsed).entries)
        yield Finding("rules", True, f"{refused} entries are refused by {', '.join(feed.refuse)}")
    yield _rhythm(feed, parsed, answer, now)
    yield from _against(feed, found, others)


def of_answer(feed: FeedConfig, answer: Fetched) -> Iterator[Finding]:
    """Yield what the server's answer says before anything is parsed."""
    moved = f"; moved for good to {without_user(answer.moved_to)}" if answer.moved_to else ""
    strayed = (
        f"; answered by {without_user(answer.url)}" if answer.url != address(feed.api, feed.url) and not moved else ""
    )
    kind = answer.content_type or "no Content-Type"
    yield Finding("answer", True, f"status {answer.status}, {kind}, {len(answer.body):,} bytes{moved}{strayed}")
    named = [name for name, value in (("ETag", answer.etag), ("Last-Modified", answer.last_modified)) if value]
    how = f"conditional requests by {' and '.join(named)}" if named else "no validators: a whole body at every poll"
    yield Finding("validators", True, how)


def entries_words(count: int) -> str:
    """Return a count of entries in words."""
    return "1 entry" if count == 1 else f"{count} entries"


def _entries(parsed: ParsedFeed, now: datetime) -> Finding:
    dates = [date for entry in parsed.entries if (date := entry.published or entry.updated) is not None and date <= now]
    newest = f", the newest of {max(dates):%Y-%m-%d %H:%M}Z" if dates else ""
    return Finding("entries", bool(parsed.entries), f"{entries_words(len(parsed.entries))}{newest}")


def _dates(entries: Sequence[Entry], now: datetime) -> Finding:
    qualities = Counter(day_of(entry.published, now, "live")[1] for entry in entries)
    odd = ", ".join(f"{count} {quality}" for quality, count in qualities.items() if quality != "published")
    well = not entries or qualities["published"] > 0
    return Finding(
        "dates", well, f"{qualities['published']} usable{f'; {odd}: filed by the day first seen' if odd else ''}"
    )


def _identity(found: Decisions) -> Finding:
    skipped = Counter(one.reason for one in found.decisions if one.kind == "skipped")
    shared = sum(one.shared for one in found.decisions)
    rungs = Counter(one.identity.partition(":")[0] for one in found.decisions if one.identity)
    words = [f"entries are known by {', '.join(rung for rung, _ in rungs.most_common())}" if rungs else "no entry"]
    words += [f"{count} {reason}" for reason, count in skipped.items()]
    words += [f"{shared} share their link with others"] if shared else []
    return Finding("identity", found.rung == RUNGS.index("guid"), ", ".join(words))


def _texts(feed: FeedConfig, entries: Sequence[Entry]) -> Finding:
    short = sum(len(entry.content or entry.summary) < ENOUGH_CHARACTERS for entry in entries)
    if not short:
        return Finding("texts", True, "each entry brings its text")
    if feed.api is not None:
        return Finding("texts", True, f"{short} of {len(entries)} are short; the API has no more of them")
    what = "their pages are fetched" if feed.fetch_pages else "fetch_pages is off: they stay short"
    return Finding(
        "texts", feed.fetch_pages, f"{short} of {len(entries)} are shorter than {ENOUGH_CHARACTERS} characters; {what}"
    )


def _rhythm(feed: FeedConfig, parsed: ParsedFeed, answer: Fetched | None, now: datetime) -> Finding:
    moments = appeared((one.dated for one in parsed.entries), None, now)
    state = FeedState(
        url=feed.url,
        etag=answer.etag if answer else None,
        last_modified=answer.last_modified if answer else None,
        recent=recent_moments((), moments),
        hours=first_hours([one.dated for one in parsed.entries if one.dated is not None], now),
        hints=parsed.hints,
    )
    asked = schedule.Hints(fresh_for=answer.fresh_for if answer else None)
    due = schedule.next_due(state, asked, now, _no_jitter)
    asking = {"ttl": parsed.hints.ttl, "sy:updatePeriod": parsed.hints.update_every, "max-age": asked.fresh_for}
    named = [f"{name} {_minutes(seconds)}" for name, seconds in asking.items() if seconds is not None]
    own = _minutes(usual_wait(state, now))
    words = f"next poll after {_minutes((due - now).total_seconds())}; by its own rhythm after {own}"
    return Finding("schedule", True, f"{words}{'; it asks for ' + ', '.join(named) if named else ''}")


def _against(feed: FeedConfig, found: Decisions, others: Sequence[FeedConfig]) -> Iterator[Finding]:
    """Look for the same feed under another address: the same address but for its spelling, or the same articles."""
    for other in others:
        if other.id != feed.id and canonical_url(other.url) == canonical_url(feed.url):
            yield Finding("double", False, f"feed {other.id} has the same address, spelled {other.public_url}")
    owners = Counter(
        one.article.owner for one in found.decisions if one.article is not None and one.article.owner != feed.id
    )
    for owner, count in owners.most_common(3):
        share = f"{count} of {len(found.decisions)} entries are articles of {f'feed {owner}' if owner else 'seed text'}"
        yield Finding("double", 2 * count < len(found.decisions), f"{share}: they stay its own")


def _no_jitter() -> float:
    return 0.0


def _minutes(seconds: float) -> str:
    # From four hours on in whole ones: the round moment after which a poll falls says nothing of the feed.
    hours = seconds / HOUR
    return f"{hours:.0f} h" if hours >= 4 else f"{hours:.1f} h" if hours >= 2 else f"{seconds / 60:.0f} min"
