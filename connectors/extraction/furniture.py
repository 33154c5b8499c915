"""Know the lines that belong to a page, not to its article, in many languages."""

import re

LONGEST = 160
"""Longer lines are sentences, whatever they begin with."""

_ADVERTISEMENT = (
    r"advertisement|advertising|sponsored(?: content)?|werbung|anzeige|publicité|publicidad|anuncio|pubblicità"
    r"|publicidade|advertentie|reklama|reklam|annons|iklan|реклама|quảng cáo|إعلان|اعلان|آگهی|广告|廣告|広告|광고"
    r"|विज्ञापन|বিজ্ঞাপন|article continues (?:below|after).{0,40}|story continues below.{0,40}"
    r"|skip (?:past )?(?:the )?(?:advert|newsletter|promotion).{0,40}|after newsletter promotion"
)
_SHARE = (
    r"share(?: this)?(?: article| story| page)?(?: on .{0,40})?|copy link|print(?: this)?(?: page| article)?"
    r"|(?:artikel )?teilen|partager(?: l'article)?|compartir|condividi|compartilhar?|delen|udostępnij|dela"
    r"|paylaş|bagikan|chia sẻ|поделиться|поділитися|поширити|شارك(?: هذا الخبر)?|مشاركة|اشتراک ?گذاری|分享|共有|공유"
)
_ALSO = (
    r"(?:read|see|watch) (?:more|also|next)|related(?: stories| articles| topics)?|lesen sie (?:auch|mehr)"
    r"|mehr zum thema|(?:à )?lire aussi|sur le même sujet|le[ae](?: también| más)|lee también|leggi anche"
    r"|leia (?:também|mais)|lees (?:ook|meer)|czytaj (?:też|także|również|więcej)|läs (?:också|mer)"
    r"|baca juga|đọc thêm|xem thêm|читайте (?:также|ещё|еще|також|ще)|по теме|اقرأ (?:أيضا|أيضًا|أيضاً|المزيد)"
    r"|بیشتر بخوانید|相关阅读|延伸阅读|阅读更多|関連記事|あわせて読みたい|관련 ?기사|यह भी पढ़ें|আরও পড়ুন"
)
_LETTER = (
    r"(?:sign up|subscribe)(?: (?:now|here|today))?[.!]?|(?:sign up|subscribe) (?:to|for) (?:our|the|my) .{0,60}"
    r"|(?:get|receive) .{0,80}\b(?:in|to|into) your inbox\b.{0,40}|(?:your )?e-?mail(?: address)?"
    r"|by signing up,? you agree .{0,100}|listen to this (?:article|story)(?:\s*\d+ min.{0,10})?"
)
_PAGES = r"(?:page )?\d{1,2} (?:of|/) \d{1,2}|next page|previous page|view (?:all|as) (?:on )?(?:one|a single) page"

ANYWHERE = re.compile(
    rf"(?:- )?(?:{_ADVERTISEMENT}|(?:{_SHARE})[:：]?|(?:click|tap) here to .{{0,80}}|{_LETTER}|{_PAGES}"
    rf"|(?:{_ALSO})(?:\s?[:：] ?.{{0,120}}| (?:on|about) .{{0,60}})?)",
    re.IGNORECASE,
)
AT_THE_END = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,140}|all rights reserved\.?|follow (?:us|me|.{1,40}) on .{0,80}"
    r"|(?:sign up|subscribe) (?:to|for|now|here)\b.{0,120}|(?:our standards|our principles)\b.{0,100}"
    r"|(?:tags|topics|filed under|more on|most read|comments?|photo(?:graph)?|image|credit):? .{0,100}"
    r"|this article (?:was|is) (?:originally|first) published .{0,120}",
    re.IGNORECASE,
)


def is_furniture(line: str, pattern: re.Pattern[str]) -> bool:
    """Say whether a whole line is of `ANYWHERE`, or of `AT_THE_END`."""
    stripped = line.strip()
    return len(stripped) <= LONGEST and pattern.fullmatch(stripped) is not None
