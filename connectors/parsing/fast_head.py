"""Read what a feed says of itself, apart from its entries."""

from lxml import etree

from connectors.parsing.draft import Draft
from connectors.parsing.fast_entry import read_one
from connectors.parsing.feed_elements import Place, Unusual, Vocabulary
from connectors.parsing.feedparser_rules import minds_the_end

_READ = frozenset(
    """
    title dc_title link guid id published issued pubdate dcterms_issued updated modified lastbuilddate dc_date date
    dcterms_modified language dc_language
    """.split()  # noqa: SIM905 - a table to read and extend
)
_SUMMARIES = frozenset(("summary", "itunes_summary"))
_DESCRIPTIONS = _SUMMARIES | {"description", "dc_description", "media_description"}
_CONTENTS = frozenset(("content", "content_encoded", "fullitem"))
_PICTURES = frozenset(("image", "textinput"))
_PICTURE_PARTS = frozenset(("title", "link", "description", "url", "width", "height", "name"))
_ENTRIES = frozenset(("item", "entry"))
_NEVER_INSIDE = frozenset(("channel", "feed", "rss"))

Placed = tuple[etree._Element, Place]


def read_head(root: etree._Element, key: str, words: Vocabulary, place: Place) -> tuple[Draft, list[Placed]]:
    """Return what a document says of its feed, and its entries with the places they stand at.

    Raises Unusual for a document that is not built as its root element says.
    """
    head = Draft(words)
    if key != "rdf_rdf" and place.language:
        head.language = place.language.replace("_", "-")
    if key == "feed":
        return head, _read_children(head, root, place)
    channels = [child for child in root if words.key(child) == "channel"]
    if len(channels) != 1 or channels[0].get("href") or channels[0].get("lastmod"):
        raise Unusual
    items = _read_children(head, channels[0], words.place(channels[0], place))
    for child in root:
        if words.key(child) in _ENTRIES:
            items.append((child, head.words.place(child, place)))
        elif child is not channels[0] and words.key(child) not in _PICTURES and not _is_silent(head, child):
            raise Unusual
    return head, items


def _read_children(head: Draft, parent: etree._Element, place: Place) -> list[Placed]:
    items: list[Placed] = []
    here = place.deeper()
    for child in parent:
        key = head.words.key(child)
        if key in _ENTRIES:
            items.append((child, head.words.place(child, place)))
        elif key in _READ or key == "media_title":
            if key == "link" and len(child):
                _check_inside(head, key, child)
            read_one(head, key, child, head.words.place(child, here))
        elif key in _NEVER_INSIDE:
            raise Unusual
        elif len(child) or key in _PICTURES or key == "source":
            _check_inside(head, key, child)
    return items


def has_content(root: etree._Element, words: Vocabulary) -> bool:
    """Say whether what a feed says of itself makes feedparser take its first entry to have content already.

    A second description is content, such as the one behind an `itunes:summary`; that is forgotten at an entry's end.
    """
    has_summary = False
    for element in root if words.key(root) == "feed" else next(one for one in root if words.key(one) == "channel"):
        key = words.key(element)
        if key in _ENTRIES:
            return False
        if key in _CONTENTS or (has_summary and key in _DESCRIPTIONS):
            return True
        has_summary = has_summary or key in _SUMMARIES
    return False


def _check_inside(head: Draft, key: str, element: etree._Element) -> None:
    """Raise where something below an element says something of the feed."""
    inside = {head.words.key(one) for one in element.iterdescendants()}
    if key in _PICTURES:
        if any(name not in _PICTURE_PARTS and "_" not in name for name in inside):
            raise Unusual
        head.titled_at = -1
    elif key == "source":
        head.titled_at = -1
    elif inside & (_READ | _ENTRIES):
        raise Unusual


def _is_silent(head: Draft, element: etree._Element) -> bool:
    """Whether an element beside the channel, such as a licence or a script, says nothing that is read."""
    keys = map(head.words.key, element.iter())
    return not any(key in _NEVER_INSIDE or (minds_the_end(key) and not key.startswith("cc_")) for key in keys)
