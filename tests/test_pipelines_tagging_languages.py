"""The twenty largest languages of news beside English know states, leaders and bodies by name."""

# ruff: noqa: E501

import json
from pathlib import Path

import pytest
from tagging_fixtures import DAY, real_tagger

from pipelines.tagging import tag_text

NEWS = {
    "ar": (
        "أعلن الرئيس الأمريكي دونالد ترامب أن الولايات المتحدة وإيران ستعقدان محادثات، ورحب الاتحاد الأوروبي "
        "والأمم المتحدة بذلك، بينما دعت روسيا مجلس الأمن إلى الانعقاد.",
        {"USA", "IRN", "RUS", "person.donald-trump", "igo.eu", "igo.un", "igo.unsc"},
    ),
    "bn": (
        "মার্কিন প্রেসিডেন্ট ট্রাম্প বলেছেন, রাশিয়ার সঙ্গে ইউক্রেনের আলোচনা চলবে। জাতিসংঘ ও ভারত এই উদ্যোগকে স্বাগত জানিয়েছে।",
        {"USA", "RUS", "UKR", "IND", "person.donald-trump", "igo.un"},
    ),
    "de": (
        "Die Bundesregierung teilte am Montag mit, dass Russlands Präsident Wladimir Putin und der ukrainische Präsident "
        "Selenskyj nicht nach Brüssel reisen. Die EU-Kommission und die Nato äußerten sich nicht zur chinesischen Haltung.",
        {"RUS", "UKR", "CHN", "person.vladimir-putin", "person.volodymyr-zelenskyy", "igo.european-commission", "igo.nato"},
    ),
    "es": (
        "El presidente de Estados Unidos, Donald Trump, aseguró este lunes que Irán e Israel respetan la tregua, mientras "
        "la ONU y la Unión Europea pidieron al Kremlin que aceptara la propuesta de los diplomáticos franceses.",
        {"USA", "IRN", "ISR", "FRA", "person.donald-trump", "igo.un", "igo.eu", "RUS.GOV"},
    ),
    "fa": (
        "سازمان ملل متحد اعلام کرد که ایران و آمریکا درباره برنامه هسته‌ای گفتگو می‌کنند. نتانیاهو گفت اسرائیل با این توافق مخالف است و روسیه از آن حمایت کرد.",
        {"IRN", "USA", "ISR", "RUS", "igo.un", "person.benjamin-netanyahu"},
    ),
    "fr": (
        "Le président Emmanuel Macron a déclaré lundi que la France et l'Allemagne soutiendraient l'Ukraine. L'OTAN et la "
        "Commission européenne ont critiqué la position de la diplomatie russe, selon l'Élysée.",
        {"FRA", "DEU", "UKR", "RUS", "person.emmanuel-macron", "igo.nato", "igo.european-commission"},
    ),
    "hi": (
        "भारत के प्रधानमंत्री नरेंद्र मोदी ने कहा कि रूस और यूक्रेन के बीच बातचीत होनी चाहिए। संयुक्त राष्ट्र और अमेरिका ने इसका स्वागत किया।",
        {"IND", "RUS", "UKR", "USA", "person.narendra-modi", "igo.un"},
    ),
    "id": (
        "Presiden Amerika Serikat Donald Trump mengatakan pada hari Senin bahwa Iran dan Israel telah menyetujui gencatan "
        "senjata. Uni Eropa dan Dewan Keamanan PBB menyambut baik keputusan itu, kata Gedung Putih.",
        {"USA", "IRN", "ISR", "person.donald-trump", "igo.eu", "igo.unsc", "USA.GOV"},
    ),
    "it": (
        "Il presidente russo Vladimir Putin ha incontrato a Mosca il ministro degli Esteri cinese. La Nato e la Commissione "
        "europea hanno chiesto agli Stati Uniti di chiarire la posizione sulla Germania.",
        {"RUS", "CHN", "USA", "DEU", "person.vladimir-putin", "igo.nato", "igo.european-commission"},
    ),
    "ja": (
        "ロシアのプーチン大統領は月曜日、ウクライナとの停戦について中国の習近平国家主席と電話で協議した。国連安保理は米国の提案を歓迎した。",
        {"RUS", "UKR", "CHN", "USA", "person.vladimir-putin", "person.xi-jinping", "igo.unsc"},
    ),
    "ko": (
        "미국의 트럼프 대통령은 월요일 북한의 김정은 국무위원장과 만날 수 있다고 말했다. 유엔과 중국은 이를 환영했고 러시아가 제안을 지지했다.",
        {"USA", "PRK", "CHN", "RUS", "person.donald-trump", "person.kim-jong-un", "igo.un"},
    ),
    "nl": (
        "De Russische president Poetin heeft maandag met de Verenigde Staten gesproken. De NAVO en de Europese Commissie "
        "reageerden terughoudend, terwijl Oekraïne en Duitsland om meer steun vroegen.",
        {"RUS", "USA", "UKR", "DEU", "person.vladimir-putin", "igo.nato", "igo.european-commission"},
    ),
    "pl": (
        "Prezydent Ukrainy Wołodymyr Zełenski rozmawiał w poniedziałek z Donaldem Tuskiem o pomocy dla Kijowa. NATO i Komisja "
        "Europejska skrytykowały rosyjskie ataki, a Niemcy i Stany Zjednoczone zapowiedziały sankcje.",
        {"UKR", "RUS", "DEU", "USA", "person.volodymyr-zelenskyy", "person.donald-tusk", "igo.nato", "igo.european-commission"},
    ),
    "pt": (
        "O presidente Lula afirmou nesta segunda-feira que o Brasil e a China vão assinar um acordo com a União Europeia. A "
        "ONU e os Estados Unidos criticaram a posição russa, segundo o Planalto.",
        {"BRA", "CHN", "USA", "RUS", "person.luiz-inacio-lula-da-silva", "igo.eu", "igo.un"},
    ),
    "ru": (
        "Президент России Владимир Путин обсудил с Китаем и Индией ситуацию на Украине. В Евросоюзе и НАТО заявили, что "
        "американские санкции останутся в силе, сообщили в ООН. Зеленского пригласили в Вашингтон.",
        {"RUS", "CHN", "IND", "UKR", "USA", "person.vladimir-putin", "person.volodymyr-zelenskyy", "igo.eu", "igo.nato", "igo.un"},
    ),
    "sv": (
        "Rysslands president Vladimir Putin sade på måndagen att USA och Kina ska delta i samtalen. EU-kommissionen och Nato "
        "kritiserade de iranska attackerna, och Sverige lovade Ukraina mer stöd.",
        {"RUS", "USA", "CHN", "IRN", "SWE", "UKR", "person.vladimir-putin", "igo.european-commission", "igo.nato"},
    ),
    "tr": (
        "Cumhurbaşkanı Erdoğan pazartesi günü Rusya'nın Ukrayna'ya yönelik saldırılarını ABD'li yetkililerle görüştü. Birleşmiş "
        "Milletler ve NATO, Yunanistan ile Türkiye arasındaki görüşmeleri memnuniyetle karşıladı.",
        {"RUS", "UKR", "GRC", "TUR", "person.recep-tayyip-erdogan", "igo.un", "igo.nato"},
    ),
    "uk": (
        "Президент України Володимир Зеленський обговорив із Польщею та Німеччиною допомогу. У НАТО і Єврокомісії засудили "
        "російські удари, а США пообіцяли нові санкції проти Ірану.",
        {"UKR", "POL", "DEU", "RUS", "USA", "IRN", "person.volodymyr-zelenskyy", "igo.nato", "igo.european-commission"},
    ),
    "vi": (
        "Tổng thống Mỹ Donald Trump cho biết Nga và Ukraine đã đồng ý ngừng bắn. Trung Quốc, Việt Nam và Liên Hợp Quốc hoan "
        "nghênh quyết định này, theo Nhà Trắng.",
        {"USA", "RUS", "UKR", "CHN", "VNM", "person.donald-trump", "igo.un", "USA.GOV"},
    ),
    "zh": (
        "中国外交部发言人星期一表示，习近平主席将同俄罗斯总统普京通电话。联合国安理会和欧盟呼吁美国与伊朗恢复谈判，以色列对此表示反对。",
        {"CHN", "RUS", "USA", "IRN", "ISR", "person.xi-jinping", "person.vladimir-putin", "igo.unsc", "igo.eu"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(NEWS))
def test_the_actors_of_a_text_are_found_and_no_others(code: str) -> None:
    text, expected = NEWS[code]
    tags = tag_text(real_tagger(), {"text": text, "published": "2026-11-01"}, DAY)
    assert tags.language == code
    found = {one.actor for one in tags.mentions if one.kind != "place"}
    assert expected <= found
    assert len(found - expected) <= 2, found - expected


@pytest.mark.parametrize("code", sorted(NEWS))
def test_every_mention_says_that_a_dictionary_was_all(code: str) -> None:
    tags = tag_text(real_tagger(), {"text": NEWS[code][0]}, DAY)
    assert tags.mentions
    assert all(one.reason.endswith(f"dictionary of {code} only") for one in tags.mentions)
    assert any(warning.startswith(f"language is {code}: dictionary only") for warning in tags.warnings)
    assert not tags.topics


def test_twenty_languages_know_nearly_every_state() -> None:
    from schemas.countries import COUNTRIES
    from schemas.vocabulary import read_tongue

    vocabulary = real_tagger().vocabulary
    assert set(vocabulary.languages) >= set(NEWS)
    for code in NEWS:
        tongue = read_tongue(vocabulary, code)
        assert tongue is not None
        missing = COUNTRIES.keys() - {actor for actor, _ in tongue.spellings}
        assert len(missing) <= 8, (code, missing)


ANNOTATED = sorted((Path(__file__).parent / "data" / "languages").glob("*.jsonl"))


@pytest.mark.parametrize("file", ANNOTATED, ids=lambda file: file.stem)
def test_the_annotated_actors_of_our_own_texts_are_found(file: Path) -> None:
    missed, wanted = [], 0
    for line in file.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        tags = tag_text(real_tagger(), {**article, "language": file.stem, "published": "2026-11-01"}, DAY)
        assert tags.language == file.stem
        found = {(one.text, (one.actor or "").partition(".GOV")[0]) for one in tags.mentions}
        pairs = [(span, actor.partition(".GOV")[0]) for span, actor in article["actors"]]
        wanted += len(pairs)
        missed += [pair for pair in pairs if pair not in found]
    assert wanted >= 20
    assert len(missed) <= 0.05 * wanted, missed
