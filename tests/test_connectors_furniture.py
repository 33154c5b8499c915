"""Whole lines of furniture are known in many languages; sentences never are."""

import pytest

from connectors.extraction.furniture import ANYWHERE, AT_THE_END, is_furniture


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "- Advertisement", "Werbung", "إعلان", "广告", "Share this article", "Teilen",
        "شارك هذا الخبر",
        "Lire aussi : Le musée rouvre ses portes", "Lesen Sie auch: Das Museum öffnet", "Читайте также: музей открыт",
        "اقرأ أيضا: متحف المدينة يفتح أبوابه", "相关阅读：城市博物馆重新开放", "Baca juga: Museum dibuka kembali",
        "Get the morning briefing in your inbox.", "Sign up", "Sign up for our weekly newsletter", "Page 1 of 3",
        "Next page",
    ],
)  # fmt: skip
def test_a_line_of_the_page_is_known(line: str) -> None:
    assert is_furniture(line, ANYWHERE)


@pytest.mark.parametrize(
    "line",
    [
        "Advertisements for the party were taken down on Monday.",
        "Share prices fell by a tenth after the vote.",
        "Read more than one of the letters and you will see that they were written by one hand.",
        "Subscribers to the paper's letter received it first.",
        "Los lectores compartieron la carta.",
        "Related to the president by marriage, the general kept his post.",
        "Teilen will die Partei nicht.",
        "Page 3 of the treaty names the river.",
    ],
)
def test_a_sentence_is_no_furniture(line: str) -> None:
    assert not is_furniture(line, ANYWHERE)
    assert not is_furniture(line, AT_THE_END)
