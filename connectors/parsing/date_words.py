"""Name the months and time zones that feeds write dates with."""

from schemas.text import unaccented

_MONTHS = (
    "jan january januar januari janv janvier ene enero gen gennaio janeiro jaanuar stycznia sty ledna ianuarie ocak "
    "tammikuu tammikuuta январь января янв січень січня січ януари јануар ιανουάριος ιανουαρίου ιαν"
    " يناير",
    "feb february februar februari fev fevr février febrero febbraio fevereiro lutego lut února februarie şubat şub "
    "helmikuu helmikuuta февраль февраля фев лютий лютого лют февруари фебруар φεβρουάριος φεβρουαρίου φεβ"
    " فبراير شباط",
    "mar march märz maerz marz mrz mrt maart mars marzo março marca marta martie mart "
    "maaliskuu maaliskuuta март марта мар березень березня бер μάρτιος μαρτίου μαρ"
    " مارس آذار",
    "apr april avr avril abr abril aprile kwietnia kwi dubna aprilie nisan nis "
    "huhtikuu huhtikuuta апрель апреля апр квітень квітня кві април απρίλιος απριλίου απρ"
    " أبريل إبريل نيسان",
    "may mai mayo maggio mag maio maja maj mei května mayis toukokuu toukokuuta май мая травень травня тра μάιος μαΐου"
    " مايو أيار",
    "jun june juni juin junio giugno giu junho czerwca cze června iunie iun haziran haz "
    "kesäkuu kesäkuuta июнь июня июн червень червня чер юни јун ιούνιος ιουνίου ιουν"
    " يونيو يونيه حزيران",
    "jul july juli juil juillet julio luglio lug julho lipca lip července iulie iul temmuz tem "
    "heinäkuu heinäkuuta июль июля июл липень липня лип юли јул ιούλιος ιουλίου ιουλ"
    " يوليو يوليه تموز",
    "aug august augusti aout août ago agosto sierpnia sie srpna ağustos ağu augustus "
    "elokuu elokuuta август августа авг серпень серпня сер αύγουστος αυγούστου αυγ"
    " أغسطس",
    "sep sept september septembre septiembre setiembre settembre set setembro września wrz září septembrie eylül eyl "
    "syyskuu syyskuuta сентябрь сентября сен сент вересень вересня вер септември септембар σεπτέμβριος σεπτεμβρίου σεπ"
    " سبتمبر أيلول",
    "oct october okt oktober octobre octubre ottobre ott outubro out października paź října octombrie ekim eki "
    "lokakuu lokakuuta октябрь октября окт жовтень жовтня жов октомври октобар οκτώβριος οκτωβρίου οκτ"
    " أكتوبر",
    "nov november novembre noviembre novembro listopadu listopada lis noiembrie kasım kas "
    "marraskuu marraskuuta ноябрь ноября ноя нояб листопад листопада лис ноември новембар νοέμβριος νοεμβρίου νοε"
    " نوفمبر",
    "dec december dez dezember décembre dic diciembre dicembre dezembro grudnia gru prosince decembrie aralık ara "
    "joulukuu joulukuuta декабрь декабря дек грудень грудня гру декември децембар δεκέμβριος δεκεμβρίου δεκ"
    " ديسمبر",
)

_NAMES_BY_HOURS = (
    (0, "z ut utc gmt wet"),
    (1, "west cet mez met wat n"),
    (2, "cest mesz mest eet sast cat"),
    (3, "eest msk eat trt"),
    (3.5, "irst"),
    (4, "gst"),
    (5, "pkt"),
    (5.75, "npt"),
    (7, "wib ict"),
    (8, "hkt sgt pht myt awst"),
    (9, "jst kst"),
    (9.5, "acst"),
    (10, "aest"),
    (10.5, "acdt"),
    (11, "aedt"),
    (12, "nzst y"),
    (13, "nzdt"),
    (-1, "a"),
    (-2.5, "ndt"),
    (-3, "brt art adt"),
    (-3.5, "nst"),
    (-4, "edt"),
    (-5, "est et cdt"),
    (-6, "mdt"),
    (-7, "mst pdt"),
    (-8, "pst pt"),
    (-9, "akst"),
    (-10, "hst"),
    (-12, "m"),
)
ZONES = {name: hours for hours, names in _NAMES_BY_HOURS for name in names.split()}
"""Hours ahead of UTC of zone names that mean one thing only in feeds."""

DOUBTFUL_ZONES = {"bst": 1.0, "ist": 5.5, "cst": -6.0, "ct": -6.0, "mt": -7.0, "ast": -4.0, "at": -4.0}
"""Names that mean several zones: that of the feeds which write them most, British, Indian and American ones."""

MONTHS = {unaccented(name): number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
"""Numbers of the months by their names in some twenty languages, as `unaccented` has them."""
