"""Read where a redirect leads."""

from urllib.parse import urldefrag, urljoin, urlsplit

import msgspec

from connectors.trouble import FetchError
from schemas.url import without_user

STATUSES = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))


class Moved(msgspec.Struct, frozen=True):
    """The address that a redirect leads to, and whether it does so permanently."""

    to: str
    for_good: bool


def moved(url: str, status: int, location: str) -> Moved:
    """Return where an answer to a request for `url` leads; raises FetchError `redirect` when that is nowhere."""
    raw = location.strip().encode("utf-8", "surrogateescape")
    try:
        written = raw.decode()
    except UnicodeDecodeError:
        written = raw.decode("latin-1")
    try:
        target = urldefrag(urljoin(url, written)).url
        host = urlsplit(target).hostname
    except ValueError:
        host = None
    if not written or host is None:
        raise FetchError("redirect", f"status {status} with no usable Location")
    return Moved(_with_own_user_only(url, target), status in _FOR_GOOD)


def _with_own_user_only(url: str, target: str) -> str:
    """Drop user and password, but those that the operator gave for this very server."""
    return target if urlsplit(target)[:2] == urlsplit(url)[:2] else without_user(target)
