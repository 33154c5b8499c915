"""Score mentions of countries."""

from collections.abc import Sequence

from watchfloor.evaluating.documents import Document, Tagged, differences
from watchfloor.evaluating.figures import Measure, Scored
from watchfloor.evaluating.readings import Reading
from watchfloor.evaluating.resampling import f1, ratio


def score_countries(documents: Sequence[Document], readings: Sequence[Reading]) -> Scored:
    """Score names, adjectives and peoples of states by span and code, and the set of codes of each article.

    Annotated mentions without a code are ignored, whatever was found there; nested mentions count only
    where the annotation has that very span.
    """
    gold = [{(one.start, one.end, one.country) for one in each.mentions if one.country} for each in documents]
    found = [_found(document, reading) for document, reading in zip(documents, readings, strict=True)]
    right = [len(a & b) for a, b in zip(gold, found, strict=True)]
    wanted, given = list(map(len, gold)), list(map(len, found))
    sets = [({one[2] for one in a}, {one[2] for one in b}) for a, b in zip(gold, found, strict=True)]
    n, units = sum(wanted), len(documents)
    counts = ([len(a & b) for a, b in sets], [len(b) for _, b in sets], [len(a) for a, _ in sets])
    measures = (
        Measure(
            "dwie.countries.precision",
            "country mentions, precision",
            ratio(right, given),
            units,
            "articles",
            sum(given),
            "found",
        ),
        Measure(
            "dwie.countries.recall", "country mentions, recall", ratio(right, wanted), units, "articles", n, "mentions"
        ),
        Measure(
            "dwie.countries.f1", "country mentions, F1", f1(right, given, wanted), units, "articles", n, "mentions"
        ),
        Measure(
            "dwie.country_sets.f1",
            "countries of an article, F1",
            f1(*counts),
            units,
            "articles",
            sum(counts[2]),
            "countries",
        ),
    )
    return Scored(measures, list(differences("dwie.countries.f1", documents, gold, found)))


def _found(document: Document, reading: Reading) -> set[Tagged]:
    annotated = {(one.start, one.end) for one in document.mentions}
    unknown = {(one.start, one.end) for one in document.mentions if one.types & {"gpe0", "gpe0-x"} and not one.country}
    return {
        (one.start, one.end, one.state)
        for one in reading.sights
        if one.state and (one.start, one.end) not in unknown and (not one.nested or (one.start, one.end) in annotated)
    }
