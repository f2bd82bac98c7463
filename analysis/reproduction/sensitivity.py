"""What the headline rests on: one reading of the paper changed at a time.

DeliverAI-II at the highest load against both baselines; the change is made in all
three, on the same orders.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.experiments.campaign import Results
from analysis.experiments.tasks import Row, Task
from analysis.reproduction.changes import EVERY_WAY, HEADLINES, Headline, changes
from analysis.reproduction.datasets import Category, ExperimentSetup, rows_of
from analysis.reproduction.published import (
    BASELINES,
    DELIVERAI_2,
    PEAK_LOAD,
)
from analysis.statistics import differences, interval

if TYPE_CHECKING:
    from pandas import DataFrame

_STUDIED = (*BASELINES, DELIVERAI_2)
_UNIFORM = Category("uniform", PEAK_LOAD).changes
_GAUSSIAN = Category("gaussian", PEAK_LOAD).changes


@dataclass(frozen=True)
class Reading:
    """Another way to read the paper.

    Parameters
    ----------
    words
        What is read otherwise.
    overrides
        By which keys of a scenario; none if only the counting changes.
    row
        Of paper-fidelity.md, where the choice is explained.
    demand
        The demand both ways of reading are tried with.
    counted
        KPIs that take the place of others.
    """

    words: str
    overrides: tuple[str, ...]
    row: int
    demand: tuple[str, ...] = _UNIFORM
    counted: Mapping[str, str] = field(default_factory=dict)

    @property
    def setting(self) -> str:
        """What makes the difference, as a user would type it."""
        named = [each.replace("=", " = ", 1) for each in self.overrides]
        named += [f"{new} for {old}" for old, new in self.counted.items()]
        return ", ".join(named)


def _speed(factor: float) -> tuple[str, str]:
    return (
        f"fleet.core.speed_factor={factor:g}",
        f"fleet.peripheral.speed_factor={factor:g}",
    )


READINGS = (
    Reading("Empty ways count", ("fleet.peripheral.deadheading=driven",), 9),
    Reading(
        "All vehicles that took part are counted",
        (),
        10,
        counted={
            "vehicles_active": "vehicles_fleet",
            "utilisation_mean": "utilisation_fleet_mean",
        },
    ),
    Reading(
        "Most vehicles at once, anywhere",
        (),
        10,
        counted={"vehicles_active": "vehicles_peak"},
    ),
    Reading(
        "Gaussian demand as printed",
        ("demand.profile=gaussian_printed",),
        2,
        demand=_GAUSSIAN,
    ),
    Reading("All orders on the minute", ("demand.arrivals=on_minute",), 12),
    Reading("Times scaled without zeros", ("routing.time_scaling=off_diagonal",), 3),
    Reading("Preferred set halved", ("routing.preferred_share=0.05",), 16),
    Reading("Preferred set doubled", ("routing.preferred_share=0.2",), 16),
    Reading("Interaction range 0.5 km", ("requests.interaction_range_m=500",), 18),
    Reading("Interaction range 2 km", ("requests.interaction_range_m=2000",), 18),
    Reading("Inbound orders are no peers", ("requests.count_inbound=false",), 6),
    Reading("Decisions every 30 s", ("requests.decision_interval_s=30",), 17),
    Reading("Decisions every 60 s", ("requests.decision_interval_s=60",), 17),
    Reading("Patience of 60 s", ("requests.max_wait_s=60",), 19),
    Reading("Meeting at a destination", ("requests.meet_at_destination=true",), 8),
    Reading("Revisits if new to one side", ("requests.revisit=either_side",), 7),
    Reading("Revisits allowed, at most H hops", ("requests.revisit=off",), 7),
    Reading("Half the speed", _speed(0.5), 27),
    Reading("Twice the speed", _speed(2.0), 27),
    Reading("Handover of 20 s", ("hotspots.handover_s=20",), 25),
    Reading("Handover of 60 s", ("hotspots.handover_s=60",), 25),
)


class Sensitivity:
    """The runs of every reading."""

    def __init__(self, setup: ExperimentSetup) -> None:
        readings = dict.fromkeys(
            overrides
            for reading in READINGS
            for overrides in (reading.demand, (*reading.demand, *reading.overrides))
        )
        self._tasks = {
            (overrides, policy): setup.tasks(policy, *overrides)
            for overrides in readings
            for policy in _STUDIED
        }

    def tasks(self) -> Iterator[Task]:
        """Yield every task."""
        for tasks in self._tasks.values():
            yield from tasks

    def frame(self, results: Results) -> "DataFrame":
        """Return the effects, one row per reading, metric and baseline.

        Columns: ``reading``, ``setting``, ``fidelity_row``, ``metric``,
        ``unit`` (% or pp), ``against``; ``base``, the change of DeliverAI-II against
        the baseline as shipped; ``value``, ``low``, ``high``, the same change under
        the reading; ``shift``, ``shift_low``, ``shift_high``, value less base, paired.
        """
        import pandas as pd  # noqa: PLC0415 - heavy

        rows = {key: rows_of(tasks, results) for key, tasks in self._tasks.items()}
        return pd.DataFrame(
            [
                _effect(reading, headline, against, rows)
                for reading in READINGS
                for against in BASELINES
                for headline in (EVERY_WAY, *HEADLINES)
            ]
        )


def _effect(
    reading: Reading,
    headline: Headline,
    against: str,
    rows: Mapping[tuple[tuple[str, ...], str], Sequence[Row]],
) -> Row:
    """Return what one reading does to one metric."""
    kpi = reading.counted.get(headline.kpi, headline.kpi)
    read = (*reading.demand, *reading.overrides)
    before = changes(
        headline.kpi,
        rows[reading.demand, DELIVERAI_2],
        rows[reading.demand, against],
    )
    after = changes(kpi, rows[read, DELIVERAI_2], rows[read, against])
    base, value = interval(before), interval(after)
    shift = interval(differences(after, before))
    effect: Row = {
        "reading": reading.words,
        "setting": reading.setting,
        "fidelity_row": reading.row,
        "metric": headline.name,
        "unit": headline.unit,
        "against": against,
    }
    if base is None or value is None or shift is None:
        return effect
    return effect | {
        "base": base.mean,
        "value": value.mean,
        "low": value.low,
        "high": value.high,
        "shift": shift.mean,
        "shift_low": shift.low,
        "shift_high": shift.high,
    }
