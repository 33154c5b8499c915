"""Take from the text of an entry what its feed put around it."""

import re

from connectors.extraction.furniture import ANYWHERE, AT_THE_END, is_furniture

LONGEST_BESIDE_TITLE = 120
"""Characters around an entry's title in a line that points back to it."""

FEWEST_LINKS = 2
"""So many lines with an address and a label, one below the other, are a channel's, not its video's."""

_MOST_LINKS = 200
_LONGEST_LABEL = 80
_LONGEST_TAIL = 1_000
_MOST_TRIMS = 20
_MOST_SENTENCES = 6
"""A title may be several."""

_READ_ON = (
    r"(?:continue|keep) reading|read (?:more|on|the (?:full|rest|whole|entire)\b.{0,40})|(?:full|whole) story"
    r"|full article|(?:read|view|see) (?:the )?original(?: (?:article|post|source|story))?"
    r"|click here (?:for|to read)\b.{0,40}|mehr lesen|weiter ?lesen|zum (?:ganzen )?artikel"
    r"|lire (?:la suite|plus|l['’]article)|en savoir plus|seguir leyendo|sigue leyendo|le(?:er|a) más"
    r"|continuar? leyendo|leia mais|continu(?:e|ar?)(?: a)? l(?:endo|er)|ler mais"
    r"|leggi tutto|continua a leggere|leggi di più|lees (?:meer|verder)|läs mer|les mer|læs (?:mere|videre)|lue lisää"
    r"|czytaj (?:dalej|więcej)|číst dále?|čtěte (?:dále|více)|čítať ďalej|tovább olvasom"
    r"|citește (?:mai mult|mai departe|continuarea)|читать (?:далее|дальше|полностью)"
    r"|читати (?:далі|більше)|прочети (?:още|повече)"
    r"|διαβάστε (?:περισσότερα|τη συνέχεια)|devamını oku(?:yun)?|اقرأ المزيد|تابع القراءة|ادامه مطلب"
    r"|מידע נוסף|קרא עוד|המשך (?:קריאה|לקרוא)|आगे पढ़ें|और पढ़ें|আরও পড়ুন|baca selengkapnya|đọc tiếp|xem thêm"
    r"|阅读(?:全文|更多|原文)|继续阅读|閱讀(?:全文|更多)|繼續閱讀|查看(?:全文|更多)|続き(?:を読む|はこちら)|もっと(?:読む|見る)"
    r"|더 ?보기|계속 읽기|전체 ?보기"
)
"""How feeds point to the rest of an article, in the languages of the world's press."""

_MORE = rf"{_READ_ON}|more|mehr|tovább|подробнее|детальніше|devamı|المزيد|selengkapnya"
"""The same, with the words that only say it where they stand alone."""

_FIRST_ON = re.compile(
    r"appear(?:ed|s) first (?:on|in|at)|(?:first|originally) (?:appeared|published) (?:on|in|at|by)"
    r"|(?:est apparu|apparaît)e? en premier sur|erschien zuerst (?:auf|bei|in)|(?:se publicó|apareció) primero en"
    r"|aparece primero en|aparece(?:u)? primeiro em|sembra essere il primo su|proviene da"
    r"|verscheen eerst op|dök först upp (?:på|hos)|pochodzi z(?: serwisu)?|pochází z"
    r"|(?:впервые )?появил(?:ась|ось|ся|ись) (?:сначала|впервые) (?:на|в)"
    r"|впервые появил|вперше з['’]яви|спершу з['’]яви|ilk önce|prima dată (?:în|pe)|jelent meg először"
    r"|blev først|dukket først opp|julkaistiin ensimmäisen|εμφανίστηκε πρώτα στο"
    r"|أولا(?:ً|)? على|اولین بار در|הופיע(?:ה)? לראשונה|đầu tiên|最先出现在|最早出現於|に最初に表示|에 처음",
    re.IGNORECASE,
)
"""How a blog system says, below a text that was taken from it, where it stood first."""

_MARKS = r"[\s\[\](){}«»<>→➡►▶…·|:.!-]*+"
_POINTER = re.compile(
    rf"{_MARKS}(?:{_MORE}|(?:{_READ_ON})\s+(?:at|on|in|auf|bei|sur|dans|en|em|su|op|på|na|на|в)\s.{{1,40}}){_MARKS}",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"\s*[\[(]\s*(?:{_MORE})[\s.…»→>]*[\])]\s*\Z", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\))\s*\Z")
_FORUM = re.compile(r"(?:\A|\s)submitted by\s+/?u/\S+(?:\s+to\s+/?r/\S+)?\s*(?:\[link\]\s*\[comments\])?\s*\Z")
_ADDRESS = re.compile(r"https?://\S+")
_HASHTAGS = re.compile(r"(?:#\w+[\s,]*)+")
_HASHTAGS_BEHIND = re.compile(r"(?:\s#[\w-]+)+\s*\Z")
_FOOTER = re.compile(
    r"(?:©|\(c\)).{0,200}\|\s*permalink\b.*|(?:post )?tags?: .{0,400}|\[link\]\s*\[comments\]", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…\]]\s|[。！？]")
_WORD = re.compile(r"\w+")


def own_words(text: str, title: str) -> str:
    """Return what a text says of its own: without its title above, and pointers to the article or its site below.

    `text` is plain, a block a line, and so is what is returned; it is empty where a text says nothing but its title.
    """
    lines = text.split("\n")
    if _repeats(lines[0], title):
        del lines[0]
    for _ in range(_MOST_TRIMS):
        if not lines or not _trim(lines, title):
            break
    return "\n".join(lines)


def _repeats(line: str, title: str) -> bool:
    """Whether a line has the words of a title and no others, but for hashtags behind them."""
    words, first = _words(title), _WORD.search(line)
    if not words or first is None or _words(first[0])[:1] != words[:1]:  # as nearly always, told by one word
        return False
    return _words(line) == words or _words(_without_hashtags(line)) == words


def _without_hashtags(line: str) -> str:
    return _HASHTAGS_BEHIND.sub("", line) if len(line) < _LONGEST_TAIL else line


def _trim(lines: list[str], title: str) -> bool:
    """Take away the last thing below the lines that is none of the text's own; False where nothing is."""
    links = _links_below(lines)
    if _is_of_the_feed(lines[-1].strip(), title, is_only=len(lines) == 1):
        del lines[-1]
    elif 0 < links < len(lines):
        del lines[-links:]
    else:
        shorter = lines[-1][:-_LONGEST_TAIL] + _without_end(lines[-1][-_LONGEST_TAIL:], title)
        is_changed = shorter != lines[-1]
        lines[-1] = shorter
        return is_changed
    return True


def _is_of_the_feed(line: str, title: str, *, is_only: bool) -> bool:
    """Whether a whole line is none of the text's; what stands below articles is a text where it is the only line."""
    if not line or _is_pointer(line, title) or is_furniture(line, ANYWHERE) or _FOOTER.fullmatch(line):
        return True
    return not is_only and (is_furniture(line, AT_THE_END) or _HASHTAGS.fullmatch(line) is not None)


def _is_pointer(line: str, title: str) -> bool:
    """Whether a line does no more than point to the article: by a phrase, or by its title and where it stood first."""
    before, found, behind = line.partition(title) if title else (line, "", "")
    if not found:
        return _POINTER.fullmatch(line) is not None
    if len(before) + len(behind) > LONGEST_BESIDE_TITLE or _SENTENCE_END.search(before):
        return False
    rest = f"{before.strip()} {behind.strip()}"
    return _FIRST_ON.search(rest) is not None or _POINTER.fullmatch(rest) is not None


def _without_end(line: str, title: str) -> str:
    """Return a line without what is written behind its last sentence; a text that is cut off ends in an ellipsis."""
    line = _FORUM.sub("", line) if "submitted by" in line else line
    line = _BRACKETED.sub("", line) if _ends_bracketed(line) else line
    ends = [end.end() for end in _SENTENCE_END.finditer(line)]
    start = next((end for end in ends[-_MOST_SENTENCES:] if _is_pointer(line[end:], title)), None)
    line = line if start is None else line[:start]
    return (_CUT.sub(" …", line) if _ends_bracketed(line) else line).rstrip()


def _ends_bracketed(line: str) -> bool:
    return line.rstrip().endswith(("]", ")"))


def _links_below(lines: list[str]) -> int:
    """Return how many lines at the end are addresses with a label beside or above, or hashtags; 0 for few addresses."""
    count = links = 0
    wants_label = False
    for line in map(str.strip, reversed(lines[-_MOST_LINKS:])):
        labels = _ADDRESS.split(line)
        if len(labels) > 1 and max(map(len, labels)) <= _LONGEST_LABEL:
            links, wants_label = links + 1, not any(map(str.strip, labels))
        elif wants_label and len(line) <= _LONGEST_LABEL and not line.endswith((".", "!", "?", "…", "。")):
            wants_label = not line
        elif line and not _HASHTAGS.fullmatch(line):
            break
        count += 1
    return count if links >= FEWEST_LINKS else 0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
