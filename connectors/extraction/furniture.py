"""Know the lines that belong to a page, not to its article, in many languages."""

import re

LONGEST = 220
"""Longer lines are sentences, whatever they begin with."""

LONGEST_CAPTION = 400
"""Characters of the longest caption that is known by the credit at its end."""

_ADVERTISEMENT = (
    r"advertisement|advertising|ad|sponsored(?: content)?|werbung|anzeige|publicité|publicidad|anuncio|pubblicità"
    r"|publicidade|advertentie|reklama|reklam|annons|iklan|реклама|quảng cáo|إعلان|اعلان|آگهی|广告|廣告|広告|광고"
    r"|विज्ञापन|বিজ্ঞাপন|(?:article|story|text) continue[sd] (?:below|after).{0,40}"
    r"|advertisement\s*[·•|-]?\s*scroll to continue|scroll to continue(?: reading)?|continue reading(?: below)?"
    r"|continue reading the main story|skip (?:past )?(?:the )?(?:advert|newsletter|promotion).{0,40}"
    r"|after newsletter promotion|loading\.{3}|loading…"
)
_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|instagram|youtube|reddit|pinterest|tumblr|flipboard|messenger"
    r"|threads|bluesky|tiktok|viber|line|vk|e-?mail|print|pdf|copy link|tweet|pin|share)"
)
_SHARE = (
    rf"share(?: this)?(?: article| story| page| post| news)?(?: (?:on|via|with) .{{0,40}})?|{_NETWORK}(?:[\s|,/·•]+"
    rf"{_NETWORK})*|print(?: this)?(?: page| article)|e-?mail this (?:page|article|story)|send to a friend"
    rf"|save(?: article)?"
    r"|(?:artikel )?teilen|drucken|partager(?: l'article)?|imprimer|compartir|imprimir|condividi|stampa|compartilhar?"
    r"|delen|udostępnij|dela|paylaş|bagikan|chia sẻ|поделиться|поділитися|поширити|شارك(?: هذا الخبر)?|مشاركة"
    r"|اشتراک ?گذاری|分享|打印|共有|印刷|공유"
)
_ALSO = (
    r"(?:(?:also|must|now|please) )?(?:read|see|watch|listen)(?: more| also| next| now| this)?|more (?:on this"
    r"|to read)|more(?= ?:)"
    r"|related(?: (?:stories|articles?|topics?|news|links|content|posts|reading|coverage))?"
    r"|(?:what to )?read(?:ing)? next"
    r"|keep reading|further reading|more (?:on|from) this (?:story|topic)|you (?:may|might) (?:also )?(?:like"
    r"|be interested in)"
    r"|recommended(?: (?:stories|reading|for you))?|top stories|most (?:read|popular|viewed)|trending(?: now)?"
    r"|don['’]t miss"
    r"|in case you missed it|editor['’]?s['’]? (?:picks?|choice)|people are also reading(?:…|\.{3})?|latest (?:news"
    r"|stories)"
    r"|lesen sie (?:auch|mehr)|mehr zum thema|auch interessant|das könnte sie auch interessieren|lesetipps?"
    r"|(?:à )?(?:lire|voir) (?:aussi|également)|sur le même sujet|le[ae](?: también| más)|lee también|más información"
    r"|(?:también )?te puede interesar|ver también|noticias relacionadas|leggi anche|potrebbe interessarti anche"
    r"|lei?a (?:também|mais)|veja (?:também|mais)|saiba mais|lees (?:ook|meer|verder)|czytaj (?:też|także|również"
    r"|więcej)"
    r"|zobacz (?:też|także|również)|läs (?:också|mer|även)|les (?:også|mer)|læs også|lue myös|přečtěte si(?: také| i)?"
    r"|olvasta már|citește și|прочетете (?:още|също)|ayrıca (?:okuyun|bakınız)|ilgili haber(?:ler)?"
    r"|baca juga|simak juga|berita terkait|đọc thêm|xem thêm|tin liên quan"
    r"|читайте (?:также|ещё|еще|також|ще)|смотрите также|дивіться також|материалы по теме|по теме|читать далее"
    r"|اقرأ (?:أيضا|أيضًا|أيضاً|ايضا|المزيد)|(?:مواضيع|أخبار|مقالات) ذات صلة|للمزيد|بیشتر بخوانید|مطالب مرتبط"
    r"|همچنین بخوانید"
    r"|相关(?:阅读|新闻|报道)|相關(?:閱讀|新聞|報導)|延伸阅读|延伸閱讀|推荐阅读|阅读更多|更多新闻|関連(?:記事|ニュース)|あわせて読みたい"
    r"|関連ニュース|続きを読む|관련 ?(?:기사|뉴스)|(?:यह|ये|इसे) भी पढ़ें|संबंधित ख़?बरें|আর[ওো] পড়ুন|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง"
)
_LETTER = (
    r"(?:sign up|subscribe)(?: (?:now|here|today))?[.!]?|(?:sign up|subscribe|register) (?:to|for) [^.!?]{3,80}"
    r"|(?:sign up|subscribe|register) (?:to|for) (?:our|the|my) .{0,100}|[^.!?]{0,60}\bnewsletters?"
    r"|(?:get|receive) .{0,80}\b(?:in|to|into) your inbox\b.{0,40}|(?:your )?e-?mail(?: address)?"
    r"|by (?:signing up|subscribing),? you agree .{0,120}|listen to (?:this )?(?:article|story)(?:\s*\d+ min.{0,10})?"
    r"|(?:join|follow) (?:us|our|the) [^.]{0,60}\b(?:whatsapp|telegram|facebook|twitter|instagram|youtube|google news"
    r"|channel)\b.{0,60}|(?:sigue|síguenos|sígannos|suivez|folgen sie|folge uns|seguici|segui|siga|siga-nos|volg"
    r"|подписывайтесь|підписуйтесь|читайте нас|تابعونا?|takip edin|ikuti) .{0,60}"
    r"(?:facebook|twitter|\bx\b|telegram|whatsapp|instagram|youtube|google|newsletter|телеграм|فيسبوك|تلغرام).{0,60}"
)
_PLAYER = (
    r"(?:to view|to play) this (?:video|content),? please enable javascript.{0,120}"
    r"|this video can ?not be played.{0,40}"
    r"|your (?:browser|device) does(?: not|n['’]t) support .{0,80}|(?:play|watch) (?:the )?video|media caption.{0,100}"
    r"|video|photos?|image|gallery|reading time\W.{0,20}|\d+[ -]min(?:ute)?s?[ -]read|temps de lecture\W.{0,20}"
    r"|media playback is unsupported.{0,40}|lesezeit\W.{0,20}|tiempo de lectura\W.{0,20}"
)
_COMMENTS = (
    r"(?:leave|post|add|write|view|show|hide) (?:a |all |the )?(?:comments?|reply)(?: \(?\d+\)?)?|\d+ comments?"
    r"|no comments(?: yet)?"
    r"|comments? (?:are closed|\(\d+\))\.?|be the first to comment.{0,20}|join the conversation|cancel reply"
    r"|(?:log|sign) in to (?:comment|reply).{0,20}|your email address will not be published.{0,60}"
)
_PAGES = r"(?:page )?\d{1,2} (?:of|/) \d{1,2}|next page|previous page|view (?:all|as) (?:on )?(?:one|a single) page"
_CREDIT = (
    r"(?:image|photo(?:graph)?|picture|foto|bild|imagen|immagine|фото|صورة|图片)s?(?: (?:source|credit|by"
    r"|courtesy(?: of)?"
    r"|caption))?\s*[:：].{0,100}|(?:photo(?:graph)?|image|picture)s? (?:by|courtesy of) [^.!?]{2,60}"
    r"|crédits?(?: photo)? ?:.{0,80}|getty images|file photo"
)

ANYWHERE = re.compile(
    rf"(?:- )?(?:{_ADVERTISEMENT}|(?:{_SHARE})[:：]?|(?:click|tap) here (?:to|for) .{{0,80}}|{_LETTER}|{_PAGES}"
    rf"|{_PLAYER}"
    rf"|{_COMMENTS}|{_CREDIT}|(?:{_ALSO})(?:(?:\s?[:：|»>→–—]|\s-)\s?.{{0,120}}| (?:on|about) .{{0,60}})?)",
    re.IGNORECASE,
)
AT_THE_END = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,150}|all rights reserved\.?|follow (?:us|me|.{1,40}) on .{0,80}"
    r"|(?:sign up|subscribe) (?:to|for|now|here)\b.{0,120}|(?:our standards|our principles)\b.{0,100}"
    r"|(?:tags?|topics?|keywords|labels|filed under|categories|more on|most read|comments?|photo(?:graph)?|image"
    r"|credit|schlagwörter"
    r"|mots[ -]clés|etiquetas|теги|тэги|метки|الوسوم|كلمات مفتاحية|标签|關鍵字|タグ)"
    r"(?:\s?[:：].{0,100}| [^.!?]{0,100})?"
    r"|(?:sources?|quelle|fuente|fonte|источник|джерело|المصدر|来源|來源) ?[:：].{0,80}"
    r"|this article (?:was|is) (?:originally|first) published .{0,120}|a version of this (?:article"
    r"|story) appear.{0,140}"
    r"|.{0,160}(?:\bfollow (?:him|her|them|me|us)(?: on\b| @)|[\w.+-]+@[\w-]+\.\w|twitter:? ?@\w).{0,80}|@\w{2,30}"
    r"|(?:first |originally )?published (?:in|on|by) .{0,80}\d{4}",
    re.IGNORECASE,
)
_AGENCIES = (
    r"AP(?: Photo| Images)?|Reuters|REUTERS|AFP|Getty(?: Images)?|EPA(?:-EFE)?|EFE|Xinhua|Anadolu|AA|dpa|AAP"
    r"|PA(?: Wire| Media)?"
    r"|ANSA|TASS|Sputnik|Kyodo|Bloomberg|Alamy|Shutterstock|iStock|Unsplash|NurPhoto|ZUMA|picture alliance|Handout|File"
)
CAPTION = re.compile(
    rf".*(?:[\[(][^()\[\]]{{0,60}}(?:\b(?:{_AGENCIES})/|/(?:{_AGENCIES})\b)[^()\[\]]{{0,60}}[\])]|\b(?:REUTERS|AFP"
    rf"|EPA)/\w.{{3,40}})\.?"
)


def is_furniture(line: str, pattern: re.Pattern[str]) -> bool:
    """Say whether a whole line is of `ANYWHERE`, or of `AT_THE_END`."""
    stripped = line.strip()
    return len(stripped) <= LONGEST and pattern.fullmatch(stripped) is not None


def is_caption(line: str) -> bool:
    """Say whether a line ends with a photographer and an agency, as captions alone do: `(Ada Brandt/Reuters)`."""
    return len(line) <= LONGEST_CAPTION and CAPTION.fullmatch(line.strip()) is not None
