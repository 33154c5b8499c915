"""Collect what an entry says, in the document's order, by feedparser's rules of precedence."""

from collections.abc import Iterator

from msgspec.structs import replace

from connectors.parsing.authors import Authors
from connectors.parsing.dates import moment_in, read_date
from connectors.parsing.entries import Enclosure, Entry
from connectors.parsing.feed_elements import Text, Vocabulary, stored
from connectors.parsing.loose import absolute, bytes_in, is_read, is_text, readable
from connectors.parsing.markup import on_one_line, plain_text


class Draft:
    """What an entry, or a feed, is known to say so far. Depths are levels below its own element."""

    id: str = ""
    link: str | None = None
    title: Text = Text("", "text/plain", None)
    published: str | None = None
    updated: str = ""
    language: str = ""
    titled_at: int = -1
    """Depth of the title that counts; no later title counts that is not above it."""

    _summary: Text | None = None
    _is_copied = False

    def __init__(self, words: Vocabulary, *, has_content: bool = False) -> None:
        self.words = words
        self._has_content = has_content
        self.authors = Authors()
        self.enclosures: list[tuple[str, str, str]] = []
        self.full_texts: list[str] = []
        self._contents: list[Text] = []
        self._depths: dict[str, int] = {}

    def is_kept(self, name: str, depth: int) -> bool:
        """Note that there is a value; False where it does not replace the one before, which stands higher."""
        level = depth + self.words.drift
        if level > self._depths.get(name, level):
            return False
        self._depths[name] = level
        return True

    def take_title(self, text: Text, depth: int) -> None:
        """Take in a title: the first that is not empty counts, one that stands higher replaces it."""
        level = depth + self.words.drift
        if not -1 < self.titled_at <= level:
            self.title = text if self.is_kept("title", depth) else replace(text, value=self.title.value)
        if text.value:
            self.titled_at = level

    def has_summary(self) -> bool:
        """Whether another description is the content."""
        return (self._summary is not None or self._is_copied) and not self._has_content

    def take_summary(self, text: Text, depth: int) -> None:
        """Take in a summary; the last that does not stand deeper counts."""
        is_kept = self.is_kept("summary", depth) or self._summary is None
        self._summary = text if is_kept or self._summary is None else replace(text, value=self._summary.value)

    def take_content(self, text: Text, *, is_announced: bool = True) -> None:
        """Take in content, which also is the summary where there is none; the longest counts."""
        self._has_content = self._has_content or is_announced
        if self._summary is None and is_text(text.kind):
            self._is_copied = True
        self._contents.append(text)

    def entry(self, base: str, dated_by_dc: bool) -> Entry:
        """Return the entry; `dated_by_dc` says that a dc:date is when it was published."""
        texts = [self._said(one) for one in self._contents if is_read(one.kind)]
        content = max(texts, key=len, default="")
        if not content and self.full_texts:
            content = max(map(plain_text, self.full_texts), key=len)
        summary = self._summary_beside(content)
        written = self.updated if dated_by_dc and self.published is None else self.published or ""
        published = read_date(written)
        return Entry(
            id=stored(self.id) or None,
            link=absolute(base, stored(self.link)),
            title=self.headline(),
            summary=summary,
            content=content,
            published=published.instant if published else None,
            published_raw=written or None,
            published_confidence=published.confidence if published else None,
            updated=moment_in(self.updated),
            authors=self.authors.names(),
            language=self._language_found(),
            enclosures=tuple(self._files(base)),
        )

    def headline(self) -> str:
        """Return the title, on one line."""
        return on_one_line(self._said(self.title))

    def _said(self, text: Text) -> str:
        return readable(text.value, text.kind, self.words.form)

    def _summary_beside(self, content: str) -> str:
        text = self._summary
        if text is None and self._is_copied and len(self._contents) > 1:
            text = replace(next(one for one in self._contents if is_text(one.kind)), kind="text/html")
        summary = "" if text is None else self._said(text)
        return "" if summary == content else summary

    def _language_found(self) -> str | None:
        for text in (*self._contents[:1], self.title, self._summary):
            if text is not None and text.language:
                return text.language
        return stored(self.language) or None

    def _files(self, base: str) -> Iterator[Enclosure]:
        for written, kind, length in self.enclosures:
            url = absolute(base, stored(written))
            if url:
                yield Enclosure(url, stored(kind) or None, bytes_in(stored(length)))
