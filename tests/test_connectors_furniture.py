"""Whole lines of furniture are known in many languages; sentences never are."""

import pytest

from connectors.extraction.furniture import ANYWHERE, AT_THE_END, is_caption, is_furniture


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "- Advertisement", "Werbung", "إعلان", "广告", "Share this article", "Teilen",
        "شارك هذا الخبر",
        "Lire aussi : Le musée rouvre ses portes", "Lesen Sie auch: Das Museum öffnet", "Читайте также: музей открыт",
        "اقرأ أيضا: متحف المدينة يفتح أبوابه", "相关阅读：城市博物馆重新开放", "Baca juga: Museum dibuka kembali",
        "Get the morning briefing in your inbox.", "Sign up", "Sign up for our weekly newsletter", "Page 1 of 3",
        "Next page", "Continue reading the main story", "Story continued below", "Facebook | Twitter | WhatsApp",
        "ALSO READ | Museum opens again", "Related articles", "More on this story", "Más información",
        "What to read next",
        "Sign up for The Lamp at Noon", "World news newsletter", "Join our WhatsApp channel for breaking news",
        "Sigue toda la información en Facebook y X, o en nuestra newsletter", "This video can not be played",
        "Your browser does not support the video element.", "4 min read", "12 comments", "Comments are closed.",
        "Your email address will not be published.", "Photo: Harbour Pictures", "Photo by a reader", "संबंधित खबरें",
        "আরও পড়ুন", "관련기사", "More: Museum opens again",
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
        "Read-only access was granted to the ministry.",
        "More ships came in spring.",
        "Comments by the minister were met with silence.",
        "Image makers of both parties went home.",
        "Supporters vowed to follow him to the capital.",
        "The newsletter was closed in spring, and its three editors were arrested.",
        "Signing up for the army became a duty.",
        "See you in court, the minister told reporters.",
    ],
)
def test_a_sentence_is_no_furniture(line: str) -> None:
    assert not is_furniture(line, ANYWHERE)
    assert not is_furniture(line, AT_THE_END)


@pytest.mark.parametrize(
    "line",
    [
        "Sources: Harbour Authority, ministry", "Follow her on Mastodon @adabrandt",
        "Contact the desk: desk@lamp.example",
        "A version of this article appeared in print on May 6, Section A, Page 4, with the headline: Quay Reopens.",
        "Tags: War, Peace", "Published in The Lamp, May 5th, 2022", "Метки: порт, зерно",
    ],
)  # fmt: skip
def test_a_line_at_the_end_is_known(line: str) -> None:
    assert is_furniture(line, AT_THE_END)
    assert not is_furniture(line, ANYWHERE)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("Ships wait off the quay on Tuesday. (Nil Harbour/Reuters)", True),
        ("FILE - Ships wait off the quay in spring. (AP Photo/Nil Harbour, File)", True),
        ("The quay reopens after two years [Nil Harbour/AFP]", True),
        ("The quay of Velmouth. REUTERS/Nil Harbour", True),
        ("The quay (built in 1951/52) reopens on Friday.", False),
        ("He told AFP (and Reuters) that the quay would open.", False),
        ("Reporting by Ada Brandt; editing by Kofi Mensah", False),
    ],
)
def test_a_caption_is_known_by_the_agency_at_its_end(line: str, known: bool) -> None:
    assert is_caption(line) is known
