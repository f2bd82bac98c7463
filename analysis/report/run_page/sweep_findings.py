"""What a sweep found, in plain language."""

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.experiments.titles import plain_name
from analysis.metrics.catalogue import Kpi
from analysis.report.blocks import Finding, Verdict
from analysis.report.markup import literal
from analysis.report.run_page.break_even import break_even_findings
from analysis.report.run_page.changes import Change, Outcome, overall
from analysis.report.run_page.sweeps import Level, Sweep
from analysis.report.run_page.wording import change_words, in_words

_CERTAIN = {Outcome.BETTER, Outcome.WORSE, Outcome.MORE, Outcome.LESS}


def sweep_findings(sweep: Sweep) -> tuple[Finding, ...]:
    """Return findings on each scenario, where it pays, and what each key does."""
    return (
        *_of_scenarios(sweep, Level("all", sweep.frame)),
        *break_even_findings(sweep),
        *_of_keys(sweep),
    )


def _of_scenarios(sweep: Sweep, everything: Level) -> Iterator[Finding]:
    """Yield each scenario against the first, over all points."""
    first = sweep.scenarios[0]
    for scenario in sweep.scenarios[1:]:
        effects = [
            sweep.against_first(everything, scenario, kpi) for kpi in sweep.metrics
        ]
        yield _finding(
            f"{_called(scenario)} against {_called(first)}, over all points", effects
        )


def _of_keys(sweep: Sweep) -> Iterator[Finding]:
    """Yield what each key does to each scenario."""
    for key in sweep.keys:
        levels = sweep.levels(key)
        way = f"from {literal(levels[0].label)} to {literal(levels[-1].label)}"
        for scenario in sweep.scenarios:
            effects = [sweep.effect(key, scenario, kpi) for kpi in sweep.metrics]
            yield _finding(f"{literal(key)} {way}, {_called(scenario)}", effects)


def _called(scenario: str) -> str:
    return literal(plain_name(scenario))


def _finding(subject: str, effects: Sequence[Change]) -> Finding:
    """Return what some effects say together, the largest certain one first."""
    known = [each for each in effects if each.value is not None]
    certain = [each for each in known if each.outcome in _CERTAIN]
    if known and all(each.outcome is Outcome.EQUAL for each in known):
        return Finding(Verdict.EQUAL, f"{subject}: changes nothing")
    lines = "\n".join(
        f"- {each.kpi.label}: {change_words(each)}, **{each.outcome.value}**"
        for each in known
    )
    claim = f"{subject}: nothing certain"
    if certain:
        most = max(certain, key=_size)
        claim = f"{subject}: changes {in_words(most.kpi)} most, by {change_words(most)}"
    elif any(each.outcome is Outcome.ONE_RUN for each in known):
        claim = f"{subject}: one replication, so nothing is certain"
    return Finding(overall(each.outcome for each in known), claim, evidence=lines)


def _size(effect: Change) -> float:
    relative = effect.value is not None and effect.unit in {"%", "pp"}
    return abs(effect.value.mean) if effect.value and relative else 0.0


def ranking(sweep: Sweep, scenario: str, kpi: Kpi) -> list[tuple[Any, float]]:
    """Return a row of each point of a scenario with its mean, the best first."""
    own = sweep.frame[sweep.frame["scenario"] == scenario]
    known = own.dropna(subset=[kpi.name])
    columns = ["scenario", *sweep.keys]
    means = known.groupby(columns, dropna=False, sort=True)[kpi.name].mean()
    rows = means.reset_index().sort_values(
        kpi.name, ascending=kpi.better != "higher", kind="stable"
    )
    return [(row, float(row[kpi.name])) for _, row in rows.iterrows()]
