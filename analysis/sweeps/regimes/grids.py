"""The cells of a map: answers on grids of two factors, for panels and slices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from analysis.numbers import NOTHING
from analysis.sweeps.regimes.answers import Answers, Atlas
from analysis.sweeps.regimes.factors import Factor
from analysis.sweeps.regimes.names import service_names, value_words, wording
from analysis.sweeps.regimes.parts import combinations_of
from analysis.words import listed, raised
from simulation.errors import RunError
from simulation.units import Floats

CELLS = (10, 9)  # of a panel, across and up
STEPS_PERCENT = (2.0, 5.0)  # leads beyond which a colour is stronger
MOST_PANELS, MOST_SLICES, _MOST_LEVELS = 36, 16, 4

Levels = Mapping[str, Sequence[float]]  # at which a range that is no axis is held


@dataclass(frozen=True)
class Layout:
    """Which factors are axes, which make panels, and which are held at levels."""

    x: Factor
    y: Factor
    panels: tuple[Factor, ...]
    held: dict[str, tuple[float, ...]]

    @property
    def columns(self) -> int | None:
        """Panels in a row: those of the first choice; None where there is only one."""
        return len(self.panels[0].values) if len(self.panels) > 1 else None


def layout_of(factors: Sequence[Factor], levels: Levels | None = None) -> Layout:
    """Return how a map is laid out.

    The first two ranges are the axes; choices and settings make panels, the last of
    them a row each; other ranges are held at their low end, middle and high end, or at
    the levels given.

    Raises
    ------
    RunError
        If a level is none of the range, or there are more panels or slices than can be
        looked at.
    """
    x, y, *others = (factor for factor in factors if factor.is_range)
    panels = tuple(factor for factor in factors if not factor.is_range)
    known = {factor.name: factor for factor in others}
    given = dict(levels or {})
    for name, values in given.items():
        if name not in known:
            raise RunError(
                f"--at {name}: is not held, expected one of "
                f"{', '.join(known) or 'none: every range is an axis'}."
            )
        low, high = (known[name].at(share) for share in (0.0, 1.0))
        wrong = [value for value in values if not low <= value <= high]
        if wrong or not 1 <= len(values) <= _MOST_LEVELS:
            raise RunError(
                f"--at {name}: is {', '.join(f'{value:g}' for value in values)}, "
                f"expected 1 to {_MOST_LEVELS} values from {low:g} to {high:g}."
            )
    held = {
        name: tuple(given.get(name, [factor.at(share) for share in (0.0, 0.5, 1.0)]))
        for name, factor in known.items()
    }
    for what, count, most in (
        ("panels", np.prod([len(f.values) for f in panels]), MOST_PANELS),
        ("slices", np.prod([len(each) for each in held.values()]), MOST_SLICES),
    ):
        if count > most:
            raise RunError(f"the map has {count:.0f} {what}, expected at most {most}.")
    return Layout(x, y, panels, held)


def cells(atlas: Atlas, layout: Layout) -> pd.DataFrame:
    """Return the cells of all panels and slices.

    Columns: `order` (of panels and slices), `slice` and `panel` (their titles), `x`,
    `y`, `winner` (empty where it is not told apart), `tied` (those who are not, between
    bars), `strength` (0 to 2, by its lead) and `text` (all of it in words).
    """
    frames: list[pd.DataFrame] = []
    shares = [(np.arange(count) + 0.5) / count for count in CELLS]
    grid = list(product(shares[0].tolist(), shares[1].tolist()))
    for held in combinations_held(layout):
        for fixed in combinations_of(_rows_first(layout.panels)):
            places = [
                {
                    **held,
                    **fixed,
                    layout.x.name: layout.x.at(x),
                    layout.y.name: layout.y.at(y),
                }
                for x, y in grid
            ]
            answers = atlas.at(atlas.coordinates(places))
            frames.append(
                pd.DataFrame(
                    {
                        "order": len(frames),
                        "slice": slice_title(layout, held, atlas.outcomes.factors),
                        "panel": panel_title(layout, fixed),
                        "x": [place[layout.x.name] for place in places],
                        "y": [place[layout.y.name] for place in places],
                        **_told(atlas, answers),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def combinations_held(layout: Layout) -> list[dict[str, float]]:
    """Return every combination of the levels at which ranges are held."""
    return [
        dict(zip(layout.held, levels, strict=True))
        for levels in product(*layout.held.values())
    ]


def slice_title(
    layout: Layout, held: Mapping[str, float], factors: Sequence[Factor]
) -> str:
    """Return what a slice is called: ``handover 30 s, consumer's door 0 s``."""
    known = {factor.name: factor for factor in factors}
    return ", ".join(
        f"{wording(known[name]).label.partition(' [')[0]} "
        f"{value_words(known[name], held[name])}"
        for name in layout.held
    )


def panel_title(layout: Layout, fixed: Mapping[str, Any]) -> str:
    """Return what a panel is called: ``Chicago, 4 seats``."""
    factors = _rows_first(layout.panels)
    return ", ".join(value_words(f, fixed[f.name]) for f in factors)


def _rows_first(panels: Sequence[Factor]) -> list[Factor]:
    """Return the factors of panels, the one that makes the rows at first."""
    return list(reversed(panels))


def _told(atlas: Atlas, answers: Answers) -> dict[str, list[Any]]:
    names = service_names(atlas.services)
    decided = answers.decided
    lead = np.nan_to_num(-answers.lead.mean, nan=np.inf)
    strength = np.searchsorted(STEPS_PERCENT, lead)
    texts, ties = [], []
    for row, best in enumerate(answers.best.tolist()):
        second = int(answers.next_best[row])
        tied = [names[one] for one in np.flatnonzero(answers.ties[row])]
        ties.append("" if decided[row] else "|".join(tied))
        head = (
            raised(names[best])
            if decided[row]
            else f"{raised(listed(tied))}: not told apart"
        )
        lines = [head]
        for other in dict.fromkeys((second, 0)):
            if other not in (best, -1):
                change = answers.over_first if other == 0 else answers.lead
                lines.append(
                    f"{_change(change.mean, change.reach, row)} {names[other]}"
                )
        texts.append("<br>".join(lines))
    return {
        "winner": [
            names[best] if sure else ""
            for best, sure in zip(answers.best.tolist(), decided, strict=True)
        ],
        "tied": ties,
        "strength": strength.tolist(),
        "text": texts,
    }


def _change(mean: Floats, reach: Floats, row: int) -> str:
    if not np.isfinite(mean[row]):
        return NOTHING
    return f"{mean[row]:+.1f} ± {reach[row]:.1f} % against".replace(
        "-", "\N{MINUS SIGN}"
    )
