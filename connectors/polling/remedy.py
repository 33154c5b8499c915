"""Say what a person can do about a feed that is not well."""

import shlex
from collections.abc import Mapping

from connectors.parsing.notafeed import named_feeds

_OF_STATUS: Mapping[str, str] = {
    "status 401": "the feed wants a name and a password: write https://NAME:PASSWORD@HOST/... as its `url`",
    "status 429": "nothing needs to be done: it is asked less often from now on",
    "status 451": "it is withheld by law from where this machine stands; look for another address of the feed",
}
_OF_ERROR: Mapping[str, str] = {
    "own_network": "look whether this machine reaches the internet and its name server; it is tried again by itself",
    "dns": "look for a slip in the address; if there is none, the site is gone or has a new name",
    "tls": "the publisher has to mend the certificate; tell them, or look whether the feed is also at http://",
    "connect": "open the address in a browser: if the site is up, its server may keep programs or this country out",
    "timeout": "often over within hours; if the site is fast in a browser, its server may keep programs out",
    "redirect": "open the address in a browser: it leads in a circle or nowhere; use the one where it ends",
    "refused": "if that machine is meant, name its network in `allow_networks`; else mend the address",
    "5xx": "a fault of the server itself; it is tried again by itself, and if it lasts tell the publisher",
    "4xx": "open the address in a browser; the server does not take it as it is written",
    "too_big": "a feed of this size is not read; look whether the outlet has one for each section",
    "parse": "the document is too damaged to be read: tell the publisher; `watchfloor failures list` keeps it",
    "not_a_feed": "something else is at the address: look for the feed on the outlet's site",
    "gone": "the server says that it is gone for good: it is asked once more, after a day",
    "internal": "a fault of this program: `watchfloor failures list` keeps what is needed to report it",
}
_STALE = "look at the outlet's site: if it has newer articles, this feed is no longer written; look for another"
_OF_CONDITION: Mapping[str, str] = {
    "blocked": "a filter keeps programs out: set `contact`, ask the publisher to let this one in, or look for another"
    " address of the feed",
    "html": "a web page is at the address, and it names no feed: look for one on the outlet's site",
    "no_bytes": "often over within a day; if not, tell the publisher",
    "missing": "the feed has moved or is no more: look for its address on the outlet's site, then"
    " `watchfloor feeds move {feed} URL`",
    "stopped": "the publisher took it down for good: `watchfloor feeds remove {feed}` takes it out; if it is back one"
    " day, `watchfloor feeds check {feed} --write` has it polled again",
    "empty": "ordinary for a new feed; if the outlet's site has articles, tell the publisher",
    "undated": "nothing needs to be done: its articles are filed by the day they were first seen",
    "unchanged": _STALE,
    "quiet": _STALE,
    "copy": "another feed has its articles first: one of the two can go",
    "late": "start the poller: `watchfloor run`, or `watchfloor ingest`",
}


def remedy(condition: str, error: str | None = None, detail: str = "", feed: str = "") -> str:
    """Return what can be done, "" where all is well.

    `condition` is one of `connectors.polling.condition.Condition`; `error` and `detail` are the class and the words
    of what went wrong, if something did. `feed` is the id of a feed that is configured. Addresses that a page gave
    are quoted for the shell.
    """
    if condition == "html" and (named := named_feeds(detail)):
        return _instead(shlex.quote(named[0]), feed)
    for status, words in _OF_STATUS.items():
        if detail.startswith(status):
            return words
    if condition == "blocked" and ": " in detail and "robots" not in detail:
        return "the server says what it wants: do that, or ask the publisher"
    words = _OF_CONDITION.get(condition) or (_OF_ERROR.get(error, "") if error else "")
    return words.replace("{feed}", shlex.quote(feed) if feed else "ID")


def _instead(address: str, feed: str) -> str:
    if not feed:
        return f"a web page is at the address: `watchfloor feeds add {address}` adds the feed that it names"
    return (
        f"a web page is at the address: `watchfloor feeds move {shlex.quote(feed)} {address}` polls the feed that it"
        " names instead"
    )
