"""Tell the language of an article."""

import re
from functools import cache

import msgspec
import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNDETERMINED = "und"
CERTAIN = 0.7
"""Probability below which a guess is not believed."""

LIKELY_ENGLISH = 0.4
"""The limit for English: full of names, its headlines look foreign to the model."""

SAMPLE = 300
"""Code points that are looked at; more of them change no guess on news and cost time."""

_WORDY = re.compile(r"[^\W\d_]{2}")
_MARKERS = re.compile(
    r"\b(?:the|of|and|with|after|over|from|are|was|says|said|will|has|its|their|who|that|against|amid|for|to|by)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"\b(?:the|of|and|that|with|has|was|were|which|its|from|said|their|have|been|this|these|those|they|would|could"
    r"|should|about|after|there|who|when|where|while|into|than|because|his|she|but|it|what|against|during|between)\b"
)
_SMALL_LEAST = 6
_SHORT = 120
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z]")


_CODES = """
    af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr hu hy id is it ja ka kk km
    kn ko ku ky lo lt lv mg mk ml mn mr ms mt my ne nl nn no om pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta te
    tg th tk tl tr tt ug uk ur uz vi xh yo zh zu
"""
LANGUAGES = tuple(_CODES.split())
"""What news is written in; the model knows more, which only draw short English headlines to themselves."""


class Language(msgspec.Struct, frozen=True):
    """An ISO 639 code, `und` where none is certain, and the probability of the best guess."""

    code: str
    confidence: float

    @property
    def english(self) -> bool:
        """Whether the rules of English apply."""
        return self.code == "en"


def language_of(title: str, text: str, declared: str | None) -> Language:
    """Guess from the beginning of the text, with title where the text is short.

    `declared` is what the feed says; it decides only where the words do not.
    """
    sample = (text if len(text) >= SAMPLE else f"{title}\n{text}")[:SAMPLE]
    if not _WORDY.search(sample):
        return Language(UNDETERMINED, 0.0)
    if _plainly_english(sample):
        return Language("en", 1.0)
    code, confidence = _identifier().classify(sample)
    probability = round(min(1.0, float(confidence)), 4)
    if probability >= CERTAIN or (code == "en" and probability >= LIKELY_ENGLISH):
        return Language(code, probability)
    return _uncertain(sample, declared, probability)


def _plainly_english(sample: str) -> bool:
    """Say what six small words, four of them different, say: the model would agree, at twenty times the cost."""
    found = _SMALL.findall(sample)
    return len(found) >= _SMALL_LEAST and len(set(found)) >= 4 and "the" in found


def _uncertain(sample: str, declared: str | None, probability: float) -> Language:
    """Settle what the model leaves open: by the feed's word, or for a headline by its small words."""
    said = (declared or "").partition("-")[0].partition("_")[0].lower()
    if said == "en" and not _mostly_latin(sample):
        said = ""
    if said:
        return Language(said, probability)
    if len(sample) < _SHORT and _mostly_latin(sample) and _MARKERS.search(sample):
        return Language("en", max(probability, 0.5))
    return Language(UNDETERMINED, probability)


def _mostly_latin(sample: str) -> bool:
    return 2 * len(_LATIN.findall(sample)) > len(_LETTERS.findall(sample))


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    # Restricting leaves the table by columns; the model reads rows of it, a hundred to a text.
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc)
    return identifier
