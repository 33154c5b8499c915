"""List the closed classes of English words that the rules lean on."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODIFIERS = _words(
    """
    acting armed assistant border caretaker central centre-left centre-right chief civilian coalition combat
    conservative current deputy designated elected elite embattled far-right federal female first front-line
    frontline governing ground hardline heavily high-ranking incoming incumbent interim joint junior leading
    left-wing liberal local long-time longtime male national naval new newly newly-elected outgoing paramilitary
    permanent popular powerful pro-government provincial public ranking regional regular right-wing ruling second
    secret senior special state strongman surviving territorial then top transitional uniformed veteran vice wounded
    young
    """
)
"""Words that may stand between a country and its role noun: "Russia's new deputy foreign minister"."""

FORMER = _words(
    """
    deposed disgraced erstwhile ex ex-leader fallen former late one-time onetime ousted retired then-former toppled
    """
)
"""Words that end an office: who they stand before is ELI."""

LOCATIVES = _words(
    """
    above across around at beyond capital central city downtown east eastern for from greater in inside into leave
    leaves left near north northern of outside over reach reached south southern through throughout to toward
    towards via visit visited visiting visits west western within
    """
)
"""Words after which a capital is a place, whatever follows it."""

AGENT_VERBS = _words(
    """
    accepted accepts accused accuses acknowledged acknowledges agreed agrees aims alleged alleges announced
    announces appealed appeals approved approves argued argues asked asks asserted asserts backed backs banned bans
    believes blamed blames blocked blocks called calls claimed claims condemned condemns confirmed confirms
    considers criticised criticises criticized criticizes decided decides declared declares declined declines
    demanded demands denied denies denounced denounces deployed deploys dismissed dismisses disputed disputes does
    doubts downplayed endorsed endorses expects expelled expels expressed feared fears hailed hails hoped hopes
    imposed imposes insisted insists intends intervened invited knows maintained maintains must needs objected
    offered offers opposed opposes ordered planned plans pledged pledges praised promised promises proposed proposes
    protested pushed pushes ratified recalled recognised recognises recognized recognizes refused refuses rejected
    rejects remains replied responded responds retaliated said sanctioned says seeks sees sends sent should signaled
    signalled signals signed slammed slams sought stated states stopped summoned summons supported supports suspects
    suspended threatened threatens told urged urges vetoed views vowed vows wanted wants warned warns welcomed
    welcomes withdrew would
    """
)
"""Finite verbs whose subject speaks, decides or wills: what a government does and a city does not."""

ADVERBS = _words(
    """
    again already also angrily cannot clearly consistently could formally had has have immediately initially later
    long may might never now officially often once openly previously promptly publicly quickly recently repeatedly
    reportedly soon still strongly subsequently swiftly then will
    """
)
"""Words that may stand between a subject and its verb."""

SOLO_AUXILIARIES = _words(
    """
    cannot could did does had has is may might must should was will would
    """
)

CITY_NOUNS = _words(
    """
    airport airspace area bars buildings bus cathedral center centre church city downtown eastern embassy exchange
    festival financial game games headquarters historic hospital hospitals hotel hotels international main market
    mayor metro museum museums neighborhood neighborhoods neighbourhood neighbourhoods nightlife northern old
    olympic opera outskirts own palace park police population port prison region residents river schools skyline
    southern square stadium station stock street streets suburb suburbs subway summer theatre traffic university
    western zoo
    """
)
"""What a city has rather than a government: after "Beijing's" these keep it a place."""

SPONSOR = (
    "-backed",
    "-led",
    "-funded",
    "-aligned",
    "-installed",
    "-controlled",
    "-brokered",
    "-supported",
    "-allied",
    "-appointed",
    "-sponsored",
    "-imposed",
    "-friendly",
)
"""After a hyphen these make a capital a government: "the Moscow-installed governor"."""

AFFILIATIONS = _words(
    """
    adviser advisor analyst associate author chair chairman chairperson chairwoman chief co-director co-founder
    cofounder columnist commentator consultant coordinator correspondent counsel director economist editor executive
    expert fellow founder head historian journalist leader lecturer manager member officer official photographer
    president professor reporter representative researcher scholar scientist secretary-general specialist spokesman
    spokesperson spokeswoman staffer strategist student vice-president writer
    """
)
"""Nouns that tie a person to the organisation named after them: "a fellow at the institute"."""

DATE_WORDS = _words(
    """
    bst cest cet edt est gmt pst utc
    apr april aug august dec december feb february fri friday jan january jul july jun june mar march may mon monday
    nov november oct october sat saturday sep sept september sun sunday thu thurs thursday today tomorrow tue tues
    tuesday wed wednesday yesterday
    """
)

OPENERS = _words(
    """
    a about according after again against ahead all also although among an and another any are as asked at back
    because before being besides between both but by can could critics despite did do does during each earlier
    either even every everyone experts few finally first for from further given had has have he her here his how
    however i if in indeed instead is it its just last later let like local many maybe meanwhile more moreover most
    much my never nevertheless new no nobody none nor not nothing now of officials on once one only or other others
    our out over people perhaps police rather read recently reports residents said second several she should similar
    since so some soon still such than thanks that the their them then there these they third this those though thus
    to together too two under unless until up upon very was we well were what when where whether which while who
    whose why will with within without would yes yet you your
    """
)
"""Words that stand in capitals only because a sentence begins with them."""

TONGUE_VERBS = _words(
    """
    fluent in into learn learned learning learns read spoke speak speaking speaks spoken teach teaching teaches write
    writes writing written translated
    """
)
"""After these a demonym that no noun follows is a language: "written in French"."""

ABROAD = _words("diplomat ambassador envoy delegation embassy peacekeepers court journalists")
"""Role nouns that are not of the country they are in: "the embassy in Baghdad"."""

NO_ACTORS = re.compile(
    r"(?:Treaty|Treaties|Agreement|Agreements|Accord|Accords|Act|Bill|Plan|Goals|Summit|Cup|Prize|Prizes|Award|Awards"
    r"|Week|War|Wars|Revolution|Uprising|Crisis|Report|Constitution|Charter|Convention|Protocol|Resolution|Election"
    r"|Elections|Festival|Championship|Championships|Open|Prix|Games|Olympics|Trophy|Marathon|Bundesliga|Premiership"
    r"|Genocide|Holocaust|Massacre|Doctrine|Initiative|Referendum|Bible|Koran|Quran|Day|Eve|Christmas|Easter|Ramadan"
    r"|Internet|Declaration|Directive|Summer|Winter|Spring|Conference|Congress of Vienna)\Z"
    r"|\b(?:Champions|Premier|Europa|Super|Major) League\b|\bWorld Cup\b|State of the Union"
    r"|^(?:Battle|Treaty|Siege|Peace|Fall|Feast|Act|Day|Eve)(?: of\b|\Z)"
    r"|^(?:Brexit|Grexit|Euros?|Oscars?|Nobel|Islam)\Z"
)
"""Such names are of events, works and papers, not of actors."""

UNIDENTIFIED = _words(
    """
    adversary adversaries aggressor aggressors anyone barbarians culprit culprits enemy enemies everyone foe foes
    individual individuals infidels intruder intruders nobody others perpetrator perpetrators savages somebody someone
    stranger strangers traitor traitors wrongdoers
    """
)
"""Nouns for people that say nothing of who they are; a string that is one of them is UNK."""
