"""Know the namespaces of a feed that may use prefixes it never declares."""

import re

from connectors.parsing.feed_elements import Unusual
from connectors.parsing.feedparser_rules import form_of_namespaces, key_of
from connectors.parsing.loose_tags import NAME, Attributes

NO_ADDRESS = re.compile(r"[^!#-;=?-\[\]_a-z~]")
"""Characters that an address has not."""

_UNDECLARED = "urn:undeclared:"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class Prefixes:
    """The namespaces of one document: a prefix holds for all that follows, and one never declared means itself."""

    def __init__(self) -> None:
        self._declared: Attributes = {}
        self._undeclared: set[str] = set()
        self._keys: dict[str, str] = {}

    def key(self, name: str) -> str:
        """Return the name by which feedparser has a rule for an element `prefix:name`."""
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = self._key(name)
        return key

    def declared_in(self, attributes: Attributes, root: str | None) -> Attributes:
        """Return the attributes of an element without its declarations of namespaces, which hold from here on.

        `root` is the name of the root element, None when this is it.
        """
        kept = {name: value for name, value in attributes.items() if name.partition(":")[0] != "xmlns"}
        for name, value in attributes.items() if len(kept) < len(attributes) else ():
            if name not in kept:
                self._declare(name.removeprefix("xmlns").removeprefix(":"), value, root)
        for name in kept:
            prefix, colon, _ = name.partition(":")
            if colon and prefix != "xml" and prefix not in self._declared:
                self._undeclared.add(prefix)
        return kept

    def written(self) -> Attributes:
        """Return the declarations that a root element needs for all prefixes of the document."""
        undeclared = {
            prefix: _RDF if prefix == "rdf" else f"{_UNDECLARED}{prefix}" for prefix in sorted(self._undeclared)
        }
        return {f"xmlns:{name}" if name else "xmlns": space for name, space in {**self._declared, **undeclared}.items()}

    def _key(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        if not colon:
            return name
        if not NAME.match(name):
            raise Unusual
        if prefix not in self._declared:
            self._undeclared.add(prefix)
            return f"{prefix}_{local}"
        return key_of(f"{{{self._declared[prefix]}}}{local}", prefix)

    def _declare(self, prefix: str, space: str, root: str | None) -> None:
        if not prefix and (root is not None or key_of(f"{{{space}}}x", None) != "x"):
            return  # feedparser's loose reading knows of no namespace but those of prefixes.
        if not space or prefix in self._undeclared or self._declared.get(prefix, space) != space:
            raise Unusual
        if root not in (None, "rss") and prefix not in self._declared and form_of_namespaces({prefix: space}):
            raise Unusual  # Declared at the root it would say which format the document has.
        self._declared[prefix] = f"{_UNDECLARED}{prefix}" if NO_ADDRESS.search(space) else space
        self._keys.clear()
