"""Read sentences in CoNLL columns as documents."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from watchfloor.evaluating.documents import Document, GoldMention, bare

_CLOSING = frozenset([".", ",", ";", ":", "!", "?", ")", "]", "'", "'s", "n't", "'m", "'ve", "'re", "%", "''"])
_OPENING = frozenset(["(", "["])

Token = tuple[str, str]


def read_conll(file: Path) -> Iterator[Document]:
    """Yield one document per sentence; tokens are joined as print joins them, so that tools see plain text."""
    for number, sentence in enumerate(_sentences(file), 1):
        yield _document(f"{file.stem}:{number}", sentence)


def _sentences(file: Path) -> Iterator[list[Token]]:
    sentence: list[Token] = []
    for line in [*file.read_text(encoding="utf-8").splitlines(), ""]:
        columns = line.split()
        if columns:
            sentence.append((columns[0], columns[-1]))
        elif sentence:
            yield sentence
            sentence = []


def _document(name: str, sentence: Sequence[Token]) -> Document:
    text = ""
    places: list[tuple[int, int]] = []
    for index, (word, _) in enumerate(sentence):
        glued = not text or word in _CLOSING or sentence[index - 1][0] in _OPENING
        text += word if glued else f" {word}"
        places.append((len(text) - len(word), len(text)))
    return Document(id=name, text=text, mentions=tuple(_mentions(text, sentence, places)))


def _mentions(text: str, sentence: Sequence[Token], places: Sequence[tuple[int, int]]) -> Iterator[GoldMention]:
    index = 0
    while index < len(sentence):
        tag = sentence[index][1]
        last = index
        if tag.startswith("B-"):
            while last + 1 < len(sentence) and sentence[last + 1][1].startswith("I-"):
                last += 1
            start, end = bare(text, places[index][0], places[last][1])
            yield GoldMention(start, end, text[start:end], frozenset({tag[2:]}), index, None, None)
        index = last + 1
