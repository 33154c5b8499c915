"""Hold what a scorer measures."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from watchfloor.evaluating.resampling import Statistic, estimate


class Measure(NamedTuple):
    """One number before it is computed: `statistic` over `units` resampled units, counted over `n` things."""

    id: str
    label: str
    statistic: Statistic
    units: int
    unit: str
    n: int
    things: str


class Miss(NamedTuple):
    """One error: in which figure, where, what was wanted, what was found, what stands around it."""

    figure: str
    where: str
    wanted: str
    found: str
    around: str


class Scored(NamedTuple):
    """What one system earns on one set."""

    measures: Sequence[Measure]
    misses: Sequence[Miss] = ()


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One number of the tagger with its 95 % interval, beside the same number of the baselines.

    `n` counts `things` (mentions, strings); the interval comes from resampling `units` of kind `unit`.
    All numbers are shares in [0, 1] unless the label says otherwise; null where a system cannot give it.
    `reached`: the value is at the target; `shown`: the whole interval is beyond it; null without a target.
    """

    id: str
    set: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    things: str
    units: int
    unit: str
    dictionary: float | None = None
    spacy: float | None = None
    target: float | None = None
    at_most: bool = False
    reached: bool | None = None
    shown: bool | None = None
    note: str = ""


def figure_of(measure: Measure, set_name: str, target: float | None, at_most: bool, note: str = "") -> Figure:
    """Compute one figure of the tagger."""
    value, low, high = estimate(measure.statistic, measure.units)
    reached = shown = None
    if target is not None and value is not None and low is not None and high is not None:
        reached = value <= target if at_most else value >= target
        shown = high <= target if at_most else low > target
    return Figure(
        id=measure.id,
        set=set_name,
        label=measure.label,
        value=value,
        low=low,
        high=high,
        n=measure.n,
        things=measure.things,
        units=measure.units,
        unit=measure.unit,
        target=target,
        at_most=at_most,
        reached=reached,
        shown=shown,
        note=note,
    )


def around(text: str, start: int, end: int, width: int = 45) -> str:
    """Return a stretch marked in the text that surrounds it, on one line."""
    before, after = text[max(0, start - width) : start], text[end : end + width]
    return f"{before}[[{text[start:end]}]]{after}".replace("\n", " ")
