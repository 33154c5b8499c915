"""Read what the ReliefWeb API answers: reports by UN bodies, charities, governments, think tanks.

Checked in November 2026 against its documentation (https://apidoc.reliefweb.int: result structure, parameters) and,
for the names of fields, against descriptions of live answers of version 2: a list is {"totalCount", "count", "links",
"data"}, the links are HAL (`links.next.href` is the next page, absent on the last), each of `data` is {"id",
"fields"}; with `profile=full` the fields hold `title`, `body` (Markdown), `body-html`, `url` (by number), `url_alias`
(the page's readable address), `date.original` (published), `date.created` (put on ReliefWeb), `date.changed`, and
`source` and `language` as lists of objects. A refusal is {"status", "error": {"type", "message"}}. No live call was
made: one takes a name that ReliefWeb has approved.
"""

import json
from typing import Any

import msgspec

from connectors.authors import distinct
from connectors.parsing.dates import moment_in, read_date
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.parsing.loose import absolute
from connectors.parsing.markup import on_one_line, plain_text
from connectors.parsing.unreadable import Unreadable
from schemas.errors import FeedError
from schemas.text import clean

_HOME = "https://reliefweb.int/"


class _Dates(msgspec.Struct, frozen=True):
    original: str | None = None
    created: str | None = None
    changed: str | None = None


class _Source(msgspec.Struct, frozen=True):
    name: str = ""


class _Language(msgspec.Struct, frozen=True):
    code: str = ""


class _Fields(msgspec.Struct, frozen=True):
    title: str | None = None
    body: str | None = None
    html: str | None = msgspec.field(name="body-html", default=None)
    url: str | None = None
    alias: str | None = msgspec.field(name="url_alias", default=None)
    date: _Dates = _Dates()
    source: tuple[_Source, ...] = ()
    language: tuple[_Language, ...] = ()


class _Report(msgspec.Struct, frozen=True):
    id: int | str
    fields: _Fields


class _Link(msgspec.Struct, frozen=True):
    href: str


class _Links(msgspec.Struct, frozen=True):
    next: _Link | None = None


class _Error(msgspec.Struct, frozen=True):
    message: str = ""


class _Answer(msgspec.Struct, frozen=True):
    data: tuple[Any, ...] | None = None
    links: _Links = _Links()
    error: _Error | None = None


def parse(body: bytes) -> ParsedFeed:
    """Return the reports of one page, newest first; a report that has another shape is `unreadable`.

    Raises FeedError `parse` for what is no JSON, `not_a_feed` for a refusal or another answer.
    """
    answer = _decoded(body)
    if answer.data is None:
        said = clean(answer.error.message)[:300] if answer.error else "it has no `data`"
        raise FeedError("not_a_feed", f"the answer holds no list of reports: {said}")
    read = [_read(found) for found in answer.data]
    return ParsedFeed(
        title="ReliefWeb",
        link=_HOME,
        format="reliefweb2",
        entries=tuple(one for one in read if isinstance(one, Entry)),
        unreadable=tuple(one for one in read if isinstance(one, Unreadable)),
        parser="json",
        next=clean(answer.links.next.href) if answer.links.next else None,
    )


def _decoded(body: bytes) -> _Answer:
    try:
        # The standard library's decoder takes lone surrogates, which `clean` knows how to store.
        return msgspec.convert(json.loads(body), _Answer)
    except msgspec.ValidationError as error:
        raise FeedError("not_a_feed", f"the document is JSON, but no answer of ReliefWeb: {error}") from error
    except (ValueError, RecursionError) as error:
        raise FeedError("parse", f"the document is no JSON: {clean(str(error))[:200]}") from error


def _read(found: Any) -> Entry | Unreadable:
    try:
        return _entry(msgspec.convert(found, _Report))
    except msgspec.ValidationError as error:
        name = f"report {found['id']}" if isinstance(found, dict) and "id" in found else "a report"
        return Unreadable("invalid_article", clean(f"{name}: {error}")[:500], json.dumps(found).encode())


def _entry(report: _Report) -> Entry:
    fields = report.fields
    created = moment_in(fields.date.created or "")
    written = fields.date.original or fields.date.created
    published = read_date(written or "")
    return Entry(
        id=clean(str(report.id)),
        link=absolute(_HOME, clean(fields.alias or fields.url or "")),
        title=on_one_line(clean(fields.title or "")),
        content=plain_text(fields.html or fields.body or ""),
        published=published.instant if published else None,
        updated=moment_in(fields.date.changed or ""),
        published_raw=clean(written) if written else None,
        published_confidence=published.confidence if published else None,
        posted=created,
        authors=distinct(on_one_line(clean(source.name)) for source in fields.source),
        language=next((clean(one.code) for one in fields.language if one.code), None),
    )
