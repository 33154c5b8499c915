"""Name the classes of what goes wrong with a feed."""

from typing import Literal, get_args

from schemas.errors import FeedError

ErrorKind = Literal[
    "own_network",
    "dns",
    "connect",
    "tls",
    "timeout",
    "redirect",
    "403",
    "404",
    "4xx",
    "429",
    "5xx",
    "gone",
    "refused",
    "too_big",
    "no_bytes",
    "html",
    "not_a_feed",
    "parse",
    "internal",
]
"""`refused`: our own guard would not connect there. `connect`: the server took or kept no connection.
`gone`: status 410. `redirect`: too many or a broken one. `no_bytes`: a good answer without a body. `html`: a web
page in the feed's place. `not_a_feed`: anything else there. `internal`: a fault of this program."""

ERROR_KINDS: tuple[str, ...] = get_args(ErrorKind)


class FetchError(FeedError):
    """A feed or page could not be fetched.

    `retry_after` is how many seconds the server asked us to wait; `status` is null when there was no answer.
    """

    def __init__(
        self, kind: ErrorKind, detail: str, retry_after: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(kind, detail)
        self.retry_after = retry_after
        self.status = status

    def __reduce__(  # type: ignore[override]  # it is made of more than any FeedError
        self,
    ) -> tuple[type["FetchError"], tuple[str, str, float | None, int | None]]:
        return type(self), (self.kind, self.detail, self.retry_after, self.status)


NO_ANSWER: frozenset[str] = frozenset({"own_network", "dns", "connect", "tls", "timeout", "refused"})
"""Kinds that a network of our own in trouble can cause: none of them comes with an answer of the server."""


def kind_of_status(status: int) -> ErrorKind:
    """Return the class of an HTTP status that is no success."""
    exact: dict[int, ErrorKind] = {403: "403", 404: "404", 410: "gone", 429: "429"}
    if status in exact:
        return exact[status]
    if 200 <= status < 300:
        return "no_bytes" if status in (204, 205) else "not_a_feed"
    if status >= 500:
        return "5xx"
    return "4xx" if status >= 400 else "redirect"
