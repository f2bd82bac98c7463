"""Where which answer holds: a place's factors cut into a few parts that can be said.

A shallow tree of decisions is grown over answers all over the factors; each of its
leaves is a part with plain bounds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.sweeps.regimes.answers import Answers, Atlas
from analysis.sweeps.regimes.factors import Factor, spread
from simulation.units import Floats

_PLACES = 1024  # looked at in each geography
_MOST_PARTS = 4
_LEAST_SHARE = 0.06  # of the places, in a part
_WORTH = 0.01  # by which a cut must better the tree
_STEPS = 60  # of a range, to whose length bounds are rounded
_NICE = (1.0, 2.0, 5.0, 10.0)

Bounds = dict[str, tuple[float | None, float | None]]  # by factor: above, up to


@dataclass(frozen=True)
class Part:
    """A part of the places that are looked at, with the answer that is the rule in it.

    Answers are sets of services: one that wins, or several not told apart.
    """

    bounds: Bounds
    answer: frozenset[int]
    rows: NDArray[np.int64]  # the places in it
    holds: NDArray[np.int64]  # those of them where this is the answer


@dataclass(frozen=True)
class Surveyed:
    """A geography, or whatever words were varied, and its parts."""

    title: str
    fixed: dict[str, Any]
    points: Floats  # coordinates of the places looked at
    answers: Answers
    parts: tuple[Part, ...]

    def share(self, answer: frozenset[int]) -> float:
        """Return the share of all places where this is the answer."""
        return float(np.mean([each == answer for each in sets_of(self.answers)]))


def survey(atlas: Atlas) -> Iterator[Surveyed]:
    """Yield what holds where, for each combination of the factors that are words."""
    factors = atlas.outcomes.factors
    numbers = [factor for factor in factors if factor.is_number]
    for fixed in combinations_of([f for f in factors if not f.is_number]):
        places = spread(factors, _PLACES, **fixed)
        points = atlas.coordinates(places)
        answers = atlas.at(points)
        title = ", ".join(map(str, fixed.values())) or "Everywhere"
        parts = _parts(numbers, places, answers)
        yield Surveyed(title, fixed, points, answers, tuple(parts))


def combinations_of(factors: Sequence[Factor]) -> list[dict[str, Any]]:
    """Return every combination of the values of some factors."""
    names = [factor.name for factor in factors]
    every = product(*(factor.values for factor in factors))
    return [dict(zip(names, values, strict=True)) for values in every]


def sets_of(answers: Answers) -> list[frozenset[int]]:
    """Return the answer of each place."""
    return [frozenset(np.flatnonzero(row).tolist()) for row in answers.ties]


def _parts(
    factors: Sequence[Factor], places: Sequence[Mapping[str, Any]], answers: Answers
) -> Iterator[Part]:
    """Yield the leaves of a tree, those beside each other with one answer as one."""
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - heavy

    found = sets_of(answers)
    kinds = sorted(set(found), key=sorted)
    labels = np.array([kinds.index(each) for each in found])
    values = np.array([[place[f.name] for f in factors] for place in places])
    grown = DecisionTreeClassifier(
        max_leaf_nodes=_MOST_PARTS,
        min_samples_leaf=max(1, int(_LEAST_SHARE * len(places))),
        ccp_alpha=_WORTH,
        random_state=1,
    ).fit(values, labels)
    for bounds in _leaves(grown.tree_, factors, 0, {}):
        rows = np.flatnonzero(_within(values, factors, bounds))
        if not rows.size:  # rounding took it all
            continue
        answer = int(np.bincount(labels[rows]).argmax())
        yield Part(bounds, kinds[answer], rows, rows[labels[rows] == answer])


def _leaves(
    tree: Any,  # noqa: ANN401 - of scikit-learn
    factors: Sequence[Factor],
    node: int,
    bounds: Bounds,
) -> Iterator[Bounds]:
    answers = {int(tree.value[leaf].argmax()) for leaf in _below(tree, node)}
    if len(answers) == 1:
        yield bounds
        return
    factor = factors[tree.feature[node]]
    cut = _rounded(factor, float(tree.threshold[node]))
    low, high = bounds.get(factor.name, (None, None))
    for child, limits in (
        (tree.children_left[node], (low, cut)),
        (tree.children_right[node], (cut, high)),
    ):
        yield from _leaves(tree, factors, child, {**bounds, factor.name: limits})


def _below(tree: Any, node: int) -> Iterator[int]:  # noqa: ANN401 - of scikit-learn
    left, right = tree.children_left[node], tree.children_right[node]
    if left < 0:
        yield node
        return
    yield from _below(tree, left)
    yield from _below(tree, right)


def _rounded(factor: Factor, cut: float) -> float:
    """Return a bound as people would say it: to a step of 1, 2 or 5."""
    if not factor.is_range:
        return cut
    low, high = factor.values
    step = (high - low) / _STEPS
    size = 10.0 ** np.floor(np.log10(step))
    nice = min(_NICE, key=lambda each: abs(np.log(each * size / step))) * size
    return float(np.clip(round(cut / nice) * nice, low, high))


def _within(
    values: Floats, factors: Sequence[Factor], bounds: Bounds
) -> NDArray[np.bool_]:
    """Return which rows lie within bounds."""
    inside = np.ones(len(values), dtype=np.bool_)
    for column, factor in enumerate(factors):
        low, high = bounds.get(factor.name, (None, None))
        if low is not None:
            inside &= values[:, column] > low
        if high is not None:
            inside &= values[:, column] <= high
    return inside
