"""Make up stories for feeds: words of many scripts, markup as newsrooms' editors leave it."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from typing import NamedTuple

WORDS = {
    "en": "minister border talks grain harbour ceasefire parliament tariff convoy flood summit election court pipeline",
    "de": "Minister Grenze Gespräche Getreide Häfen Waffenruhe Abgeordnete Zölle Flüchtlinge Überflutung Wahl Gericht",
    "fr": "ministre frontière négociations blé port cessez-le-feu députés élève déjà où çà élection cour gazoduc œuvre",
    "es": "ministro frontera diálogo cosecha puerto tregua diputados aranceles inundación elección niño señal gas",
    "pt": "ministro fronteira negociação colheita porto trégua deputados tarifas inundação eleição ação gasoduto",
    "pl": "minister granica rozmowy zboże port rozejm posłowie cła powódź wybory sąd gazociąg żółć łódź",
    "hu": "miniszter határ tárgyalás búza kikötő fegyverszünet képviselő vám árvíz választás bíróság gázvezeték őrség",
    "tr": "bakan sınır görüşme buğday liman ateşkes milletvekili gümrük sel seçim mahkeme boru hattı şehir ığdır",
    "ru": "министр граница переговоры зерно порт перемирие депутаты пошлины наводнение выборы суд газопровод съезд",
    "uk": "міністр кордон переговори зерно порт перемир'я депутати мито повінь вибори суд газопровід їжа ґанок",
    "el": "υπουργός σύνορα συνομιλίες σιτάρι λιμάνι εκεχειρία βουλευτές δασμοί πλημμύρα εκλογές δικαστήριο",
    "ar": "وزير حدود محادثات قمح ميناء هدنة نواب رسوم فيضان انتخابات محكمة أنبوب قمة",
    "he": "שר גבול שיחות חיטה נמל הפוגה חברי־כנסת מכסים שיטפון בחירות בית־משפט צינור",
    "hi": "मंत्री सीमा वार्ता अनाज बंदरगाह युद्धविराम सांसद शुल्क बाढ़ चुनाव न्यायालय",
    "zh": "部长 边境 会谈 粮食 港口 停火 议员 关税 洪水 选举 法院 管道 峰会",
    "ja": "大臣 国境 協議 穀物 港 停戦 議員 関税 洪水 選挙 裁判所 首脳会談 パイプライン",
    "ko": "장관 국경 회담 곡물 항구 휴전 의원 관세 홍수 선거 법원 정상회의",
}
"""A few common words a language; nothing said with them means anything."""

UNSPACED = ("zh", "ja")
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


class Story(NamedTuple):
    """One made-up story; `lead` and `body` are HTML, the rest plain text."""

    number: int
    language: str
    title: str
    lead: str
    body: str
    author: str
    section: str
    date: datetime

    @property
    def plain_lead(self) -> str:
        """The lead without markup."""
        return f"{self.title}. {self.section}."


def stories(language: str, count: int, paragraphs: int, seed: int = 1) -> Iterator[Story]:
    """Yield `count` stories, newest first, the same for the same seed; a paragraph has about 300 characters."""
    chance = random.Random(f"{language} {seed}")
    date = NOW
    for number in range(1, count + 1):
        date -= timedelta(minutes=chance.randint(3, 400), seconds=chance.randint(0, 59))
        yield Story(
            number,
            language,
            _title(chance, language),
            f"<p>{_sentence(chance, language)}</p>",
            _body(chance, language, paragraphs),
            f"{_words(chance, language, 1)} {_words(chance, language, 1)}".title(),
            _words(chance, language, 1),
            date,
        )


def _words(chance: random.Random, language: str, count: int) -> str:
    joint = "" if language in UNSPACED else " "
    return joint.join(chance.choices(WORDS[language].split(), k=count))


def _title(chance: random.Random, language: str) -> str:
    first, last = _words(chance, language, 4), _words(chance, language, 3)
    form = chance.choice(("{} {}", "{}: {}", "“{}” – {}", "{} & {}", "'{}' {}", "{} | {}", "{}… {}", "{} (2026) {}"))
    return form.format(first[:1].upper() + first[1:], last)


def _sentence(chance: random.Random, language: str) -> str:
    ends = {"zh": "。", "ja": "。", "hi": "।", "ar": "۔"}
    first = _words(chance, language, chance.randint(9, 18))
    return first[:1].upper() + first[1:] + ends.get(language, ".")


def _body(chance: random.Random, language: str, paragraphs: int) -> str:
    made = [_EDITED[0](chance, language)]
    made += [chance.choice(_EDITED)(chance, language) for _ in range(paragraphs - 1)]
    return "\n".join(made)


def _paragraph(chance: random.Random, language: str) -> str:
    return f"<p>{_sentence(chance, language)} {_sentence(chance, language)} {_sentence(chance, language)}</p>"


def _linked(chance: random.Random, language: str) -> str:
    href = f"https://news.example/{chance.randint(1, 999)}/?utm_source=rss&amp;utm_medium=feed"
    link = f'<a href="{href}" target="_blank" rel="noopener">{_words(chance, language, 2)}</a>'
    first, last = _sentence(chance, language), _sentence(chance, language)
    return f"<p>{first} <strong>{link}</strong>,&nbsp;{last} &#8211; &quot;x&quot;</p>"


def _picture(chance: random.Random, language: str) -> str:
    sizes = ", ".join(f"https://img.example/{width}/a.jpg {width}w" for width in (300, 768, 1024, 1536))
    shown = f'class="wp-image-9" src="https://img.example/a.jpg" srcset="{sizes}" alt="{_words(chance, language, 3)}"'
    caption = f"<figcaption>{_words(chance, language, 4)}</figcaption>"
    return f'<figure class="wp-block-image"><a href="#"><img decoding="async" {shown} /></a>{caption}</figure>'


def _listed(chance: random.Random, language: str) -> str:
    points = "".join(f"<li>{_sentence(chance, language)}</li>\n" for _ in range(3))
    return f'<h2 class="x">{_words(chance, language, 3)}</h2>\n<ul>\n{points}</ul>'


def _quoted(chance: random.Random, language: str) -> str:
    said = escape(_sentence(chance, language))
    quote = f'<p lang="{language}" dir="ltr">{said}<br />\n&mdash; @x</p>'
    return f'<blockquote class="tweet">{quote}</blockquote><p>&nbsp;</p>'


def _tabled(chance: random.Random, language: str) -> str:
    row = (
        f'<tr><td>{_words(chance, language, 1)}</td><td style="text-align: right;">{chance.randint(1, 99)} %</td></tr>'
    )
    return f"<table><tbody>{row}{row}</tbody></table>"


def _careless(chance: random.Random, language: str) -> str:
    first, last = _sentence(chance, language), _sentence(chance, language)
    return (
        f"<div><span style='font-size:12pt'>{first} A&B < 5 %<br><br>{last}</span></div><!-- x -->"
        "<p><b>open <i>wrong</b></i>"
    )


def _embedded(chance: random.Random, language: str) -> str:
    return (
        f"<p>{_sentence(chance, language)}</p>"
        '<iframe width="560" src="https://video.example/e" allowfullscreen></iframe>'
        '<script async src="https://w.example/w.js"></script><img src="https://t.example/p" width="1" />'
    )


_EDITED = (
    _paragraph,
    _paragraph,
    _paragraph,
    _linked,
    _linked,
    _picture,
    _listed,
    _quoted,
    _tabled,
    _careless,
    _embedded,
)
