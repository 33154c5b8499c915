"""Read the text of an element that may hold markup, escaped or not, as feedparser's loose parser does."""

from html import escape

from connectors.parsing.feed_elements import XHTML, Unusual
from connectors.parsing.feedparser_rules import kind_of, minds_the_end
from connectors.parsing.loose_tags import Attributes, start_tag
from connectors.parsing.references import as_markup, as_xml, data_as_kept, unmarked, without_control

_TITLES = ("title", "dc_title", "media_title")
_SUMMARIES = ("description", "dc_description", "media_description", "abstract", "summary", "itunes_summary")
_CONTENTS = ("content", "content_encoded", "fullitem")
BODIES = ("body", "xhtml_body")
"""Elements that hold markup without saying so."""

_OTHERS = """
    subtitle tagline itunes_subtitle info feedburner_browserfriendly rights copyright dc_rights
    """.split()  # noqa: SIM905 - a table to read and extend

SAYS = {
    **dict.fromkeys(_TITLES, "title"),
    **dict.fromkeys(_SUMMARIES, "summary"),
    **dict.fromkeys((*_CONTENTS, *BODIES), "content"),
    **dict.fromkeys(_OTHERS, ""),
}
"""Elements in which tags are text, by what they say of an entry."""

_DIVISIONS = ("div", "xhtml:div")
_NEVER = ("svg", "math")


class LooseContent:
    """One such element. Tags make all in it markup, but for divisions before any other tag, which are left out."""

    def __init__(self, name: str, key: str, attributes: Attributes) -> None:
        self.name = name
        self.key = key
        self.drift = 0
        """Levels by which feedparser thinks what follows deeper, because of tags without an end."""
        self._attributes = attributes
        kind = kind_of(attributes["type"]) if "type" in attributes else XHTML if key in BODIES else "text/html"
        self._is_markup = kind == XHTML
        if attributes.get("mode") == "base64":
            raise Unusual
        self._is_text = self._is_markup or (kind.startswith("text/") and not kind.endswith("xml"))
        self._pieces: list[tuple[str, str]] = []

    def take_text(self, text: str) -> None:
        """Take in text between tags."""
        self._pieces.append(("text within" if self._is_markup else "text", text))

    def take_data(self, data: str) -> None:
        """Take in a CDATA section."""
        self._pieces.append(("data", data))

    def take_tag(self, name: str, key: str, is_end: bool, is_empty: bool) -> None:
        """Take in a tag; raises Unusual for one by which feedparser may take the element to end."""
        local = name.rpartition(":")[2]
        if minds_the_end(key) or minds_the_end(local) or local in _NEVER:
            raise Unusual
        if name in _DIVISIONS and not self._is_markup:
            self.drift += not is_end
            return
        self._is_markup = True
        self._pieces.append(("tag", f"</{local}>" if is_end else f"<{local}></{local}>" if is_empty else f"<{local}>"))
        self.drift += -1 if is_end else 0 if is_empty else 1

    def written(self) -> str:
        """Return the element in XML; markup in it is escaped. Raises Unusual for what would have to be decoded."""
        if not self._is_text and any(piece.strip() for _, piece in self._pieces):
            raise Unusual
        if self._is_markup:
            inside = escape(without_control(self._as_markup()), quote=False)
            return f"{start_tag(self.name, {**self._attributes, 'type': 'html'})}{inside}</{self.name}>"
        inside = "".join(as_xml(piece) if kind == "text" else _section(piece) for kind, piece in self._pieces)
        return f"{start_tag(self.name, self._attributes)}{inside}</{self.name}>"

    def _as_markup(self) -> str:
        written: list[str] = []
        for kind, piece in self._pieces:
            if kind.startswith("text"):
                written.append(as_markup(piece, is_within=kind != "text"))
            else:
                written.append(data_as_kept(piece) if kind == "data" else piece)
        return "".join(written)


def _section(data: str) -> str:
    return f"<![CDATA[{unmarked(data)}]]>"
