"""Name the annotated sets: where they come from, what may be done with them, whether they are here."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from watchfloor.shipped import seed_articles


class EvaluationSet(msgspec.Struct, frozen=True, kw_only=True):
    """One annotated set. `file` is its name in the data directory, or a folder of this repository when `ours`.

    `n` says how much it holds, `use` what it may be used for, `things` what is on the lines of our own files.
    """

    name: str
    file: str
    what: str
    source: str
    licence: str
    use: str
    n: str = ""
    things: str = "sentences"
    sha256: str | None = None
    ours: bool = False
    scored: bool = True


_LISTED = (
    EvaluationSet(
        name="gold",
        file="tests/data/gold",
        what="the seed articles, which the rules have seen: actors, countries, topics, subjects",
        source="this project",
        licence="CC0",
        use="any",
        ours=True,
    ),
    EvaluationSet(
        name="articles",
        file="tests/data/gold",
        what="further articles of our own, no seeds: actors, countries, topics, subjects",
        source="this project",
        licence="CC0",
        use="any",
        ours=True,
    ),
    EvaluationSet(
        name="guards",
        file="tests/data/guards",
        what="sentences with ambiguous names, both senses",
        source="this project",
        licence="CC0",
        use="any",
        ours=True,
    ),
    EvaluationSet(
        name="quiet",
        file="tests/data/quiet",
        what="sentences that name no country",
        source="this project",
        licence="CC0",
        use="any",
        ours=True,
    ),
    EvaluationSet(
        name="strings",
        file="tests/data/actors",
        what="actor strings of our own with country and sector",
        source="this project",
        licence="CC0",
        use="any: resolve",
        things="strings",
        ours=True,
    ),
    EvaluationSet(
        name="actors",
        file="actors_dev.jsonl",
        what="actor strings with country and sector",
        source="ahalterman/NGEC, tests",
        licence="see its repository",
        use="evaluation only: resolve",
        n="123 strings",
        sha256="880b648fc13541bf2396a64d03199d64cbf6b0877d6e91d012076f12a09641ef",
    ),
    EvaluationSet(
        name="dwie",
        file="dwie_dev.jsonl",
        what="articles of Deutsche Welle: mentions, types, links, keyword flags, IPTC codes",
        source="klimzaporojets/DWIE",
        licence="annotations GPL-3, text (c) DW",
        use="evaluation only: actors, countries, names, links, subjects",
        n="98 articles",
        sha256="ee6c434e0371a518faae3258cf40593250dac636c4de3e7b70797853b75e37cf",
    ),
    EvaluationSet(
        name="politics",
        file="politics_dev.txt",
        what="CrossNER politics, CoNLL",
        source="zliucr/CrossNER",
        licence="MIT",
        use="any: names",
        n="541 sentences",
        sha256="4f1f30eb832f4c5fe474f67ca45e875d863bddf0bbe432262d272ef13639fa8f",
    ),
    EvaluationSet(
        name="events",
        file="events_dev.tsv",
        what="sentences with source, target and PLOVER root",
        source="snowood1/Zero-Shot-PLOVER, train split",
        licence="see its repository",
        use="evaluation, fitting weights: events",
        n="1,050 sentences",
        sha256="b184c7623cb05a48011adabd951f1a7f7efa8c80059ef4dc12c3d3231de5f5d3",
        scored=False,
    ),
    EvaluationSet(
        name="quotes",
        file="quotes_dev.jsonl",
        what="articles with attributions",
        source="networkdynamics/PolNeAR",
        licence="see its repository",
        use="evaluation only: quotes",
        n="94 articles",
        sha256="999131a0e2e67bae9c752a89333756ca1b198142cc29d0cabcca53c9c3a352ec",
        scored=False,
    ),
    EvaluationSet(
        name="stories",
        file="stories_dev.jsonl",
        what="articles in stories, three outlets each",
        source="launchnlp/BASIL",
        licence="see its repository",
        use="evaluation only: stories",
        n="150 articles",
        sha256="c7f53c646710460a733203c10275228c0e7512a9e4138d4003a8253e152340db",
        scored=False,
    ),
)

SETS: Mapping[str, EvaluationSet] = {each.name: each for each in _LISTED}
"""By name, in the order in which they are shown. Sets not `scored` wait for a stage of the tagger."""


def place_of(each: EvaluationSet, data: Path | None, root: Path) -> Path | None:
    """Return where a set lies, or None where it is not here; `root` is the top of this repository."""
    if each.ours:
        place = root / each.file
        return place if place.is_dir() else None
    file = data / each.file if data else None
    return file if file and file.is_file() else None


def texts_of(name: str, folder: Path) -> Path:
    """Return where the articles of `name` lie that are annotated in `folder`: those of `gold` are the seeds."""
    return seed_articles() if name == "gold" else folder / "articles"


def is_as_known(each: EvaluationSet, place: Path) -> bool:
    """Say whether a file is the version that the published figures were made on."""
    return each.sha256 is None or hashlib.sha256(place.read_bytes()).hexdigest() == each.sha256


def size_of(each: EvaluationSet, place: Path | None) -> str:
    """Return how much a set holds; sets of our own grow, so that they are counted where they lie."""
    if not each.ours or place is None:
        return each.n
    if annotated := {file.stem for file in place.glob("*.json")}:
        return f"{sum(file.stem in annotated for file in texts_of(each.name, place).glob('*.txt'))} articles"
    texts = [file.read_text(encoding="utf-8") for file in (*place.glob("*.jsonl"), *place.glob("*.txt"))]
    return f"{sum(bool(line.strip()) for text in texts for line in text.splitlines())} {each.things}"
