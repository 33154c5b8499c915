"""Something that a person asked, or needs, to be told: what, of which feed, since when."""

import hashlib
from datetime import UTC
from typing import Literal, get_args

import msgspec

from schemas.article import Instant

Rule = Literal["feed.failing", "feed.quiet", "feed.stopped", "feed.recovered", "feed.emptied"]
"""`feed.failing`: a feed gives errors and has not for long. `feed.quiet`: it has nothing new for far longer than
ever in its own history. `feed.emptied`: it had entries and has none any more, for longer than it ever came back
from. `feed.stopped`: it is gone for good (410) and polled no more. `feed.recovered`: what an
alert before this one told of is over."""

RULES: tuple[Rule, ...] = get_args(Rule)


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One alert of `news.alerts`; `alert_id` is the same however often it is delivered.

    `since` is when the condition began, `raised_at` when it was noticed; both are UTC. `detail` says in words
    what is wrong, `remedy` what a person can do about it. `feed`, `url` and `outlet` are as configured, without
    user and password.
    """

    alert_id: str
    rule: Rule
    feed: str
    since: Instant
    raised_at: Instant
    detail: str
    url: str | None = None
    outlet: str | None = None
    remedy: str = ""


def alert_id(rule: Rule, feed: str, since: Instant) -> str:
    """Return the id of an alert: one for each condition of each feed and each time that it begins."""
    told = f"{rule}\x1f{feed}\x1f{since.astimezone(UTC).isoformat()}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]
