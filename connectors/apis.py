"""Know how the JSON APIs that are polled like feeds want to be asked."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

ApiName = Literal["reliefweb"]


class Api(msgspec.Struct, frozen=True):
    """How one API is asked: with the parameter `needs`, which a person gets at `page`, and with `asks` by default."""

    needs: str
    page: str
    asks: tuple[tuple[str, str], ...]


APIS: Mapping[ApiName, Api] = {
    "reliefweb": Api(
        needs="appname",
        page="https://apidoc.reliefweb.int/parameters#appname",
        asks=(("profile", "full"), ("sort[]", "date.created:desc"), ("limit", "50")),
    ),
}
"""`reliefweb`: the newest first, each whole; a call gives 1,000 reports at most, and a day has 1,000 calls."""


def lacks(api: ApiName | None, url: str) -> str | None:
    """Return what a URL has to have for its API, in words, None when nothing is lacking."""
    if api is None or any(key == APIS[api].needs and value for key, value in _parameters(url)):
        return None
    needs, page = APIS[api].needs, APIS[api].page
    return f"the API `{api}` answers only to a registered name: put `{needs}=NAME` into the URL; get one at {page}"


def address(api: ApiName | None, url: str) -> str:
    """Return the URL that is requested: what the API is asked by default is added where the URL does not say it."""
    return url if api is None else _with(url, APIS[api].asks)


def turned(link: str, own: str) -> str | None:
    """Return the URL of the next page; `own` is that of the page which names it.

    It says all that `own` says: who asks, and for what. None when it leads to another server, or nowhere else.
    """
    try:
        is_near = urlsplit(link)[:2] == urlsplit(own)[:2]
    except ValueError:
        return None
    url = _with(link, _parameters(own))
    return url if is_near and url != own else None


def public(api: ApiName | None, query: str) -> str:
    """Return a query without the name that the operator is registered under."""
    if api is None:
        return query
    return "&".join(part for part in query.split("&") if part.partition("=")[0] != APIS[api].needs)


def _with(url: str, parameters: tuple[tuple[str, str], ...]) -> str:
    said = {key for key, _ in _parameters(url)}
    missing = urlencode([(key, value) for key, value in parameters if key not in said])
    parts = urlsplit(url)
    return parts._replace(query="&".join(filter(None, (parts.query, missing)))).geturl()


def _parameters(url: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(urlsplit(url).query, keep_blank_values=True))
