"""Tell the page that stands in an article's way from the article."""

import re
from typing import Literal

Wall = Literal["consent", "payment", "check", "script"]
"""`consent`: agree to cookies first. `payment`: for subscribers. `check`: a test whether we are a person.
`script`: the page is drawn in the browser."""

LONGEST_WALL = 3_000
"""Characters above which a page is an article that mentions such words, no wall."""

CHARACTERS_A_PHRASE = 600
"""A text that has a wall's phrase more often than once in so many characters is a wall."""


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_PAYMENT = _any_of(
    r"(?:subscribe|sign in|log in|register) (?:now )?to (?:continue|keep|read|unlock|view)",
    r"(?:article|content|story) is (?:only |exclusively )?(?:available )?(?:for|to) (?:paying )?"
    r"(?:subscribers|members)|to (?:continue|keep) reading|already a (?:subscriber|member)\?|unlock this article",
    r"you have reached your (?:article )?limit|réservé aux abonnés|für abonnenten|solo para suscriptores",
    r"contenuto (?:riservato )?(?:agli|per gli) abbonati",
)

_KINDS: tuple[tuple[Wall, re.Pattern[str]], ...] = (
    (
        "check",
        _any_of(
            r"just a moment\.\.\.|attention required!|checking your browser|pardon our interruption",
            r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|you are not a robot",
            r"unusual (?:traffic|activity) from your|ddos protection by",
            r"access to this page has been denied|request (?:unsuccessful|blocked)",
            r"enable javascript and cookies to continue",
        ),
    ),
    (
        "consent",
        _any_of(
            r"we(?: and our (?:\d+ )?(?:partners|vendors))? (?:use|store) (?:and access )?(?:cookies|information on)",
            r"we value your privacy|before you continue to|your privacy choices|accept all cookies",
            r"manage (?:your )?(?:cookies|cookie preferences|consent)",
            r"wir (?:und unsere partner )?(?:verwenden|nutzen) cookies|mit werbung weiterlesen",
            r"nous utilisons des cookies|utilizamos cookies|utilizziamo i? ?cookie|мы используем (?:файлы )?cookie",
        ),
    ),
    ("payment", _PAYMENT),
    (
        "script",
        _any_of(
            r"(?:enable|turn on|activate) javascript|javascript (?:is|must be) (?:disabled|enabled|required)",
            r"(?:requires|needs) javascript",
        ),
    ),
)


LONGEST_OFFER = 160
MOST_OFFERED = 800
"""Characters of the longest offer to subscribe at the end of a text."""


def before_offer(text: str) -> str:
    """Return a text without the offer to subscribe that stands at its end, where the rest is for those who pay."""
    place = 0
    for line in text.split("\n"):
        if len(text) - place <= MOST_OFFERED and len(line) <= LONGEST_OFFER and _PAYMENT.search(line):
            return text[:place].rstrip()
        place += len(line) + 1
    return text


def wall_in(title: str, text: str) -> Wall | None:
    """Return what stands in the way, None for an article: a short text that speaks like a wall is one."""
    if len(text) > LONGEST_WALL:
        return None
    whole = f"{title}\n{text}"
    for kind, pattern in _KINDS:
        phrases = sum(1 for _ in pattern.finditer(whole))
        if phrases * CHARACTERS_A_PHRASE > len(text):
            return kind
    return None
