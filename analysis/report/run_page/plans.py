"""Runs gathered into plans: the replications of one scenario."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.experiments.titles import joint_name
from analysis.metrics.terms import terms_of
from analysis.report.errors import ReportError
from analysis.report.run_page.digest import Digest
from analysis.statistics import observations
from analysis.words import said, unlike
from simulation.scenario.service import FROM_DOOR_TO_DOOR
from simulation.scenario.values import leaves

_MOST_IN_A_LABEL = 2  # keys


@dataclass(frozen=True)
class Plan:
    """One scenario with all its runs, by seed and replication."""

    label: str
    runs: tuple[Digest, ...]
    copies: int = 0  # runs left aside, as their log is that of the one that is shown

    @property
    def settings(self) -> dict[str, Any]:
        """Every key of the scenario, dotted, and how it was changed on its way."""
        return settings_of(self.runs[0])

    @property
    def ignored_km(self) -> float:
        """Empty ways that the scenario ignores [km], mean over the runs."""
        return math.fsum(km or 0.0 for km in self.values("ignored_km")) / len(self.runs)

    def values(self, kpi: str) -> list[float | None]:
        """Return a KPI of every run."""
        return [each.kpis.get(kpi) for each in self.runs]


def clock_of(plan: Plan) -> str:
    """Return from when the delivery times of a plan count, as of ``report.clock``."""
    return terms_of([plan.runs[0].scenario_tables]).clock


def plans_of(digests: Sequence[Digest]) -> list[Plan]:
    """Return the plans in the order in which they come, with distinct labels.

    Raises
    ------
    ReportError
        If one run is there twice: two copies are no two observations.
    """
    groups: dict[str, list[Digest]] = {}
    for each in digests:
        key = json.dumps([each.name, settings_of(each)], sort_keys=True, default=str)
        groups.setdefault(key, []).append(each)
    for group in groups.values():
        _refuse_copies(group)
    labels = _labels([group[0] for group in groups.values()])
    return [
        _plan(label, sorted(group, key=lambda each: (each.seed, each.replication)))
        for label, group in zip(labels, groups.values(), strict=True)
    ]


def _plan(label: str, runs: Sequence[Digest]) -> Plan:
    """Return a plan; runs that all have one log are one observation."""
    own = observations([(each.log_hash,) for each in runs])
    return Plan(label, tuple(runs[at] for at in own), len(runs) - len(own))


def baselines_first(digests: Iterable[Digest]) -> list[Digest]:
    """Return runs found in one folder, those first that others are compared with.

    Driving directly, with one order aboard or several, then hotspots without sharing,
    then the rest, else by name.
    """
    return sorted(digests, key=_rank)


def _rank(run: Digest) -> int:
    tables = run.scenario_tables
    mode = tables.get("service", {}).get("mode")
    if mode in FROM_DOOR_TO_DOOR:
        return FROM_DOOR_TO_DOOR.index(mode)
    refuses = tables.get("requests", {}).get("handler") == "refuse"
    return len(FROM_DOOR_TO_DOOR) + (0 if refuses else 1)


def settings_of(run: Digest) -> dict[str, Any]:
    """Return the scenario as dotted keys, without the seed."""
    settings = dict(leaves(run.scenario_tables))
    link: dict[str, Any] | None = run.fork
    while link:  # a fork of a fork has a link of its own within the last
        for key, value in leaves(link.get("changes", {})):
            settings[f"{key}, changed at {link['at_s']:g} s"] = value
        link = link.get("forked_from")
    return settings


def differing_keys(settings: Sequence[dict[str, Any]]) -> list[str]:
    """Return the keys in which settings differ, in order of appearance."""
    keys = dict.fromkeys(key for each in settings for key in each)
    return [
        key
        for key in keys
        if len({json.dumps(each.get(key), default=str) for each in settings}) > 1
    ]


def _refuse_copies(group: Sequence[Digest]) -> None:
    seen: dict[tuple[int, int], Digest] = {}
    for each in group:
        first = seen.setdefault((each.seed, each.replication), each)
        if first is not each:
            raise ReportError(
                f"{each.folder}: is the same run as {first.folder} (scenario "
                f"{each.name}, seed {each.seed}, replication {each.replication}), "
                "expected every run once."
            )


def _labels(firsts: Sequence[Digest]) -> list[str]:
    """Return a short name for each plan: the scenario's, then what sets it apart."""
    names = [each.name for each in firsts]
    short = [joint_name([(each.name, each.scenario_tables)]) for each in firsts]
    short = [name.rpartition("/")[2] for name in short]
    if len(set(short)) >= len(set(names)):
        names = short
    labels = []
    for name, first in zip(names, firsts, strict=True):
        alike = [
            settings_of(other)
            for other_name, other in zip(names, firsts, strict=True)
            if other_name == name
        ]
        keys = differing_keys(alike)
        own = settings_of(first)
        if 0 < len(keys) <= _MOST_IN_A_LABEL:
            apart = [f"{key.rpartition('.')[2]} {said(own.get(key))}" for key in keys]
            labels.append(f"{name}, {', '.join(apart)}")
        else:
            labels.append(name)
    return unlike(labels, "{} ({})")
