"""Bring a feed into XML that can be read strictly."""

import re
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from lxml import etree

from connectors.parsing.feed_elements import Unusual
from connectors.parsing.feedparser_rules import as_utf8, without_doctype
from connectors.parsing.prefixes import NO_ADDRESS
from connectors.parsing.rewriting import well_formed
from schemas.errors import FeedError
from schemas.text import clean

_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_DECLARATION = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*>")
_LATE = re.compile(rb"(?:\xef\xbb\xbf)?\s+<\?xml\s")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.-]+)", re.IGNORECASE)
_ROOT = re.compile(rb"<\w")
_SAFELY_DECLARED = re.compile(
    rb"<!DOCTYPE feed \[\n(?:<!ENTITY\s+\w+\s+\"(?:&#\w+;|[^&\"<%]*)\"\s*>\n)+\]>(?!.*<!(?:DOCTYPE|ENTITY))", re.DOTALL
)
"""A document type as `without_doctype` leaves it: entities that are text, and that hold no others."""

_SPACE = re.compile(rb"(xmlns(?::[\w.-]+)?)\s*=\s*(\"[^\"]*\"|'[^']*')")
_NEVER_TRUE = frozenset(("utf-16", "utf16", "utf-16le", "utf-16be", "utf-32", "ucs-2", "ucs-4", "unicode"))
"""Encodings with more bytes a character than the declaration that says so is written with."""

_FIRST_BYTES = 16 * 1024
_TOO_DEEP = "Excessive depth"
_SIXTEEN_BITS = (b"\xfe\xff", b"\xff\xfe", b"\x00", b"<\x00")


class Readable(NamedTuple):
    """A document in UTF-8, the format that its document type means, and what was wrong with it."""

    body: bytes
    form: str
    warnings: tuple[str, ...]
    declares: bool = False
    """Whether its document type declares entities."""


def strictly_read(body: bytes, content_type: str | None) -> tuple[etree._Element, Readable]:
    """Return the root of a document and the document as it was read, mended where it is not well formed.

    Nothing outside the document is read. Raises Unusual, or ValueError or LookupError for what is wrong with its
    encoding, where it is not sure what feedparser finds in it; FeedError `parse` for elements nested endlessly, on
    which feedparser takes a time that grows with the square of their depth.
    """
    is_late = _LATE.match(body) is not None
    if is_utf8(body, content_type):
        with suppress(UnicodeDecodeError):  # It is not what it says it is.
            return _read(_readable(body), is_late)
    body, warning = as_utf8(body, content_type)
    return _read(_readable(body, warning), is_late)


def is_utf8(body: bytes, content_type: str | None) -> bool:
    """Say whether neither mark, declaration nor header of a document speaks against UTF-8."""
    if body.startswith(_SIXTEEN_BITS):
        return False
    declared = _DECLARED.match(body[:512])
    told = {declared.group(1).decode().lower()} - _NEVER_TRUE if declared else set()
    charset = _CHARSET.search(content_type or "")
    if charset:
        told.add(charset.group(1).lower())
    return told <= {"utf-8", "utf8"}


def _read(document: Readable, is_late: bool) -> tuple[etree._Element, Readable]:
    if is_late:
        return _mended(document, "the XML declaration is not at the start")
    try:
        return _root(document), document
    except etree.XMLSyntaxError as error:
        damage = str(error.msg)
    if document.declares:
        raise Unusual
    document = document._replace(body=_DECLARATION.sub(b"<?xml version='1.0'?>", document.body, count=1))
    if _is_well_formed_to_feedparser(document.body):
        document = document._replace(body=_with_addresses(document.body))
        return _reread(document), document
    return _mended(document, damage)


def _readable(body: bytes, warning: str = "") -> Readable:
    form, declares = "", False
    body = body.strip()
    if b"<!DOCTYPE" in _prologue(body):
        body, form = without_doctype(body)
        prologue = _prologue(body)
        declares = _SAFELY_DECLARED.search(prologue) is not None
        if not declares and b"<!DOCTYPE" in prologue and b"[" in prologue:
            raise Unusual
    return Readable(body, form, (clean(warning),) if warning else (), declares)


def _prologue(body: bytes) -> bytes:
    root = _ROOT.search(body, 0, _FIRST_BYTES)
    return body[: root.start() if root else _FIRST_BYTES]


def _mended(document: Readable, damage: str) -> tuple[etree._Element, Readable]:
    body = well_formed(document.body.decode()).encode()
    document = document._replace(body=body, warnings=(*document.warnings, f"not well formed: {clean(damage)}"))
    return _reread(document), document


def _with_addresses(body: bytes) -> bytes:
    """Return a document whose root calls no namespace by what is no address; feedparser knows none by such a name."""
    root = _ROOT.search(body)
    start = root.start() if root is not None else 0
    end = body.find(b">", start)
    return body[:start] + _SPACE.sub(_as_address, body[start:end]) + body[end:]


def _as_address(space: re.Match[bytes]) -> bytes:
    name, value = space.groups()
    is_address = NO_ADDRESS.search(value[1:-1].decode()) is None
    return space[0] if is_address else b'%s="urn:undeclared%s"' % (name, name.removeprefix(b"xmlns"))


def _reread(document: Readable) -> etree._Element:
    try:
        return _root(document)
    except etree.XMLSyntaxError as error:
        raise Unusual from error


def _is_well_formed_to_feedparser(body: bytes) -> bool:
    """Whether feedparser reads strictly what lxml refuses, such as a namespace that is no URI."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    except expat.ExpatError:
        return False
    return True


def _root(document: Readable) -> etree._Element:
    try:
        return etree.fromstring(document.body, _parser(document.declares))
    except etree.XMLSyntaxError as error:
        if _TOO_DEEP in str(error):
            raise FeedError("parse", "its elements are nested more than 256 deep") from error
        raise


@lru_cache
def _parser(declares: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities="internal" if declares else False, no_network=True, remove_comments=True, remove_pis=True
    )
