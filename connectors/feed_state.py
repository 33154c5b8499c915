"""How it stands with one feed, and how its polls went."""

import msgspec

from connectors.drops import Drops
from connectors.parsing.entries import PollHints
from schemas.alert import Rule
from schemas.article import Instant

POLLS_KEPT = 50


class Hours(msgspec.Struct, frozen=True):
    """How many entries a feed brings in each part of a day (UTC), as known at `at`."""

    entries: tuple[float, ...]
    at: Instant


class FeedState(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands with one feed; `url` is the configured address that all of this belongs to.

    `adopted_url` is polled instead once permanent redirects to it (`moved_to`, seen `moved_sightings` times since
    `moved_since`) were believed. `etag` and `last_modified` are validators of `validated_url`, byte for byte as
    received. `rung` is the rung of the identity ladder that the feed has come down to. Counts are over the life
    of the state. `error` is null after a success.
    """

    url: str
    adopted_url: str | None = None
    moved_to: str | None = None
    moved_since: Instant | None = None
    moved_sightings: int = 0

    validated_url: str | None = None
    wanderings: int = 0
    """Answers in a row that each came from another address than the one before."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    changed_at: Instant | None = None
    """When the body last differed from the one before."""
    plain_at: Instant | None = None
    """When the feed was last asked without validators, or a redirect led to where they do not count."""
    not_modified: int = 0
    """Answers 304 in a row."""
    untrusted_since: Instant | None = None
    """Since when the validators are known to lie; the body's hash is relied on instead."""
    behind: float = 0.0
    """Seconds by which new entries were dated before an answer without them, at most, slowly forgotten."""

    last_poll: Instant | None = None
    last_success: Instant | None = None
    next_due: Instant | None = None
    wait: float | None = None
    """Seconds from `last_poll` to `next_due`."""
    interval: float | None = None
    """Seconds between polls, as learned from the share of new entries; null before anything was learned."""
    gap_seconds: float | None = None
    """Mean seconds between the entries of the last document, as dated by itself."""
    recent: tuple[Instant, ...] = ()
    """When the newest entries appeared, newest first."""
    hours: Hours | None = None
    """At what hours of the day entries appear; null before the first were seen."""
    hints: PollHints = PollHints()
    slowed: float = 0.0
    """Seconds under which no wait falls, since the server told us, without a time, that we ask too much."""
    slowed_at: Instant | None = None

    error: str | None = None
    error_detail: str | None = None
    errors_in_row: int = 0
    failing_since: Instant | None = None
    gone_since: Instant | None = None
    stopped: bool = False

    rung: int = 0
    swept_at: Instant | None = None
    """When entries that the feed shows no more were last looked for, to be forgotten."""
    title: str = ""
    format: str = ""
    warnings: tuple[str, ...] = ()
    """What the parser had to say of the last document."""
    entries: int = 0
    undated: int = 0
    polls: int = 0
    published: int = 0
    revised: int = 0
    last_new: Instant | None = None
    gaps: int = 0
    """How often a document held no entry that was known: some may have come and gone between two polls."""
    last_gap: Instant | None = None
    drops: Drops = Drops()
    """Entries that were seen and not published."""
    failed: int = 0
    """Entries that could not be read, each time they were met; they stand among the failures, once."""

    news_polls: int = 0
    """Polls that brought something new."""
    longest_silence: float = 0.0
    """Seconds of the longest time without anything new, slowly forgotten."""
    silence: float | None = None
    """Seconds without anything new up to the last poll, as far as somebody looked; null before they were counted."""
    held: int = 0
    """Entries of the last document that had any."""
    emptied_since: Instant | None = None
    """Since when the document of a feed that had entries has been without."""
    empty_polls: int = 0
    """Polls in a row that found it so."""
    longest_empty: float = 0.0
    """Seconds of the longest such time that was over again, slowly forgotten."""
    alerted: Rule | None = None
    """The trouble that was told of last and is not over."""
    alerted_since: Instant | None = None


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """One poll of a feed, as `feeds show` tells it; the last `POLLS_KEPT` of each feed are kept.

    Table `poll`, key: the feed's id, U+001F, `number` modulo `POLLS_KEPT`. `number` counts from 1 and orders the
    polls (the clock may have been set between two). `outcome` is `changed`, `same_body`, `not_modified`, or the
    class of an error (`connectors.trouble.ErrorKind`). `status` is null where there was no answer.
    `bytes` are of the body, decompressed. `entries` is how many the document held, `new` how many of them this
    feed had not named before, `published` and `revised` what went on the stream, `failed` what could not be read.
    `plain` polls carried no validators. `gap`: no entry of the document was known. `wait` is seconds to the next poll.
    """

    number: int
    at: Instant
    outcome: str
    status: int | None = None
    bytes: int = 0
    entries: int = 0
    new: int = 0
    published: int = 0
    revised: int = 0
    failed: int = 0
    plain: bool = False
    gap: bool = False
    wait: float | None = None
    detail: str = ""
    drops: Drops = Drops()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a FeedState that a start needs of all feeds at once."""

    url: str
    last_poll: Instant | None = None
    next_due: Instant | None = None
    wait: float | None = None
    stopped: bool = False
    adopted_url: str | None = None
    validated_url: str | None = None
