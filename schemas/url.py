"""Decide when two links name the same page."""

import re
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

URL_VERSION = 1
"""Rises with every change of what `canonical_url` returns: article ids are made from it."""

MAX_URL_CHARACTERS = 8_192

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "hsa_", "at_", "ns_", "fb_action_", "guce_", "oly_", "vero_")
"""Parameters whose name begins like this say where a reader came from, never what the page is."""

TRACKING_NAMES = frozenset(
    """
    __hsfp __hssc __hstc __s __twitter_impression _ga _gl _hsenc _hsmi _openstat cmp cmpid cndid dclid dicbo
    ef_id emc epik esrc fb_ref fb_source fbclid ftag gbraid gclid gclsrc guccounter hsctatracking icid igsh igshid
    intcmp intcid li_fat_id maca mbid mc_cid mc_eid mkt_tok msclkid ncid oborigurl ocid rb_clickid s_cid s_kwcid
    sc_cid smid smtyp soc_src soc_trk spm srsltid taid tblci tpcc traffic_source ttclid twclid wbraid wickedid
    wt_mc wt.mc_id wtmc xtor yclid ysclid
    """.split()  # noqa: SIM905 - a table to read and extend
)
"""Names, in lower case, of parameters set by advertising networks, newsletters, statistics and feeds."""

RSS_MARKERS = frozenset(("feed", "from", "mod", "origin", "partner", "ref", "referrer", "source", "src", "via"))
"""Parameters that track only when their value begins with `rss`; with others they may choose the page."""

_SCHEMES = {"http": 80, "https": 443}
_INVISIBLE = re.compile(r"[\t\n\r]")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_KEPT = "%!$&'()*+,;=:@/?~[]|^`"


def canonical_url(link: str) -> str | None:
    """Return the one spelling shared by all links to a page, or None when `link` is no web address.

    The scheme becomes https; the host is in lower case and IDNA form; user, default port, fragment and
    tracking parameters are dropped. Path, all other parameters, their order and a trailing slash are kept;
    characters outside ASCII are written as percent-escapes (RFC 3986 section 6.2.2). Applied to its own
    result it changes nothing.
    """
    address = _INVISIBLE.sub("", link).strip()
    if len(address) > MAX_URL_CHARACTERS:
        return None
    try:
        parts = urlsplit(address)
        host = _authority(parts)
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or not host:
        return None
    query = _without_tracking(parts.query)
    return f"https://{host}{_escaped(parts.path) or '/'}" + (f"?{query}" if query else "")


def without_user(url: str) -> str:
    """Return an address as it may be told to others: without user and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def host_of(url: str) -> str:
    """Return the host of an address, "" when it names none."""
    return urlsplit(url).hostname or ""


def names_no_page(canonical: str) -> bool:
    """Say whether a canonical URL names a whole site rather than a page of it."""
    parts = urlsplit(canonical)
    return parts.path in ("", "/") and not parts.query


def _authority(parts: SplitResult) -> str:
    host = _host(parts.hostname or "")
    port = parts.port
    if port is None or port in _SCHEMES.values() or not host:
        return host
    return f"{host}:{port}"


def _host(host: str) -> str:
    if ":" in host:
        return f"[{host.lower()}]"
    name = unquote(host).lower().rstrip(".")
    if name.isascii():
        return "" if re.search(r"[\s/\\?#@<>\x00-\x1f]", name) else name
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _without_tracking(query: str) -> str:
    pairs = query.replace("&amp;", "&").split("&")
    return _escaped("&".join(pair for pair in pairs if pair and not _tracks(pair)))


def _tracks(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name).lower()
    if name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES):
        return True
    return name in RSS_MARKERS and unquote(value).lower().startswith("rss")


def _escaped(text: str) -> str:
    quoted = quote(text, safe=_KEPT, errors="replace")
    return _ESCAPE.sub(lambda escape: escape[0].upper(), quoted)
