"""Read the headers of an answer that servers write in many ways."""

import re

import aiohttp

_UNSENDABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
_ROBOT_TESTS = {"cf-mitigated": ("challenge",), "x-amzn-waf-action": ("challenge", "captcha")}


def header(response: aiohttp.ClientResponse, name: str) -> str | None:
    """Return a header, None when it is absent, empty, or in bytes that could not be sent back as they came."""
    value = response.headers.get(name) or None
    return value if value is not None and can_be_sent(value) else None


def can_be_sent(value: str) -> bool:
    """Say whether a header can be written as it was read.

    aiohttp reads bytes that are no UTF-8 as lone surrogates, and drops those when it writes; it reads control
    characters, and refuses to write them.
    """
    return _UNSENDABLE.search(value) is None


def of_freshness(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Return the headers that say how long an answer stays fresh, the several Cache-Control of a server as one."""
    asked = {name: response.headers.get(name, "") for name in ("Age", "Date", "Expires")}
    return {**asked, "Cache-Control": ", ".join(response.headers.getall("Cache-Control", []))}


def is_test_for_robots(response: aiohttp.ClientResponse) -> bool:
    """Say whether Cloudflare or AWS have put a page for browsers in the answer's place, whatever the status."""
    return any(response.headers.get(name) in said for name, said in _ROBOT_TESTS.items())
