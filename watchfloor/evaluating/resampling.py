"""Bootstrap statistics by resampling whole articles."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any
"""A numpy array of floats."""

Statistic: TypeAlias = Callable[[Array], Array]
"""From weights of shape (rounds, units) to values of shape (rounds,); a unit is an article, sentence or string."""

ROUNDS = 1000
SEED = 20260101
BINS = 10


def estimate(statistic: Statistic, units: int) -> tuple[float | None, float | None, float | None]:
    """Return the value on all units, and the bounds of its 95 % interval; None where it is undefined."""
    if not units:
        return None, None, None
    value = float(statistic(np.ones((1, units)))[0])
    drawn = np.random.default_rng(SEED).multinomial(units, np.full(units, 1 / units), size=ROUNDS).astype(float)
    values = statistic(drawn)
    values = values[~np.isnan(values)]
    if np.isnan(value) or not values.size:
        return None, None, None
    low, high = np.percentile(values, (2.5, 97.5))
    return value, float(low), float(high)


def ratio(parts: Sequence[float], wholes: Sequence[float]) -> Statistic:
    """Return the sum of `parts` over the sum of `wholes`, each given per unit."""
    upper, lower = np.asarray(parts, float), np.asarray(wholes, float)
    return lambda weights: _divided(weights @ upper, weights @ lower)


def f1(right: Sequence[float], found: Sequence[float], wanted: Sequence[float]) -> Statistic:
    """Return micro-averaged F1 from counts per unit."""
    both = np.asarray(found, float) + np.asarray(wanted, float)
    twice = 2 * np.asarray(right, float)
    return lambda weights: _divided(weights @ twice, weights @ both)


def mean(values: Sequence[float]) -> Statistic:
    """Return the mean over units; a unit without a value is NaN and left out."""
    given = np.asarray(values, float)
    there = ~np.isnan(given)
    return ratio(np.where(there, given, 0.0).tolist(), there.astype(float).tolist())


def mean_average_precision(scores: Array, truth: Array) -> Statistic:
    """Return the mean over columns of average precision; both arrays are (units, classes)."""

    def statistic(weights: Array) -> Array:
        each = np.stack([_average_precision(weights, scores[:, k], truth[:, k]) for k in range(truth.shape[1])])
        there = ~np.isnan(each)
        return _divided(np.where(there, each, 0.0).sum(axis=0), there.sum(axis=0))

    return statistic


def calibration_error(scores: Array, truth: Array, counted: Array) -> Statistic:
    """Return the expected calibration error over ten equal bins of score; all arrays are (units, classes)."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    here = (bins[:, :, None] == np.arange(BINS)) & counted[:, :, None].astype(bool)
    gap = ((scores - truth)[:, :, None] * here).sum(axis=1)
    total = here.sum(axis=(1, 2)).astype(float)
    return lambda weights: _divided(np.abs(weights @ gap).sum(axis=1), weights @ total)


def _average_precision(weights: Array, scores: Array, truth: Array) -> Array:
    """Average precision by descending score; equal scores are one step, so that their order decides nothing."""
    order = np.argsort(-scores, kind="stable")
    drawn, hits = weights[:, order], weights[:, order] * truth[order]
    last = np.append(np.nonzero(np.diff(scores[order]))[0], len(order) - 1)
    found, right = np.cumsum(drawn, axis=1)[:, last], np.cumsum(hits, axis=1)[:, last]
    gained = np.diff(right, axis=1, prepend=0.0)
    return _divided((gained * _divided(right, found, 0.0)).sum(axis=1), right[:, -1])


def _divided(upper: Array, lower: Array, otherwise: float = float("nan")) -> Array:
    out = np.full(np.broadcast(upper, lower).shape, otherwise)
    np.divide(upper, lower, out=out, where=np.asarray(lower) > 0)
    return out
