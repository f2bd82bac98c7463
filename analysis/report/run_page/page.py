"""The page of runs, put together."""

from collections.abc import Sequence
from pathlib import Path

from analysis.experiments.stored_runs import stored_runs_in
from analysis.experiments.titles import joint_name, joint_title
from analysis.report.blocks import Command
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, Plan, sections_of, settings_of
from analysis.report.run_page.contents import Contents, grounds_of
from analysis.report.run_page.costs import costs
from analysis.report.run_page.digest import Digest, digest_of
from analysis.report.run_page.distributions import distributions
from analysis.report.run_page.findings import findings
from analysis.report.run_page.meetings import meetings
from analysis.report.run_page.method import method
from analysis.report.run_page.metrics import metrics
from analysis.report.run_page.places import places
from analysis.report.run_page.plans import baselines_first, plans_of
from analysis.report.run_page.sensitivity import sensitivity
from analysis.report.run_page.series import series
from analysis.report.run_page.settings import settings
from analysis.report.run_page.sweeps import Sweep, read_sweep
from analysis.words import counted, raised, time_zero_words

_OF_PLANS = (settings, metrics, costs, series, places, meetings, distributions)
_MOST_IN_THE_TITLE = 3
_LONGEST_TITLE = 72  # characters, of a heading


def contents_of(
    folders: Sequence[Path], question: str = "", command: Command | None = None
) -> Contents:
    """Return what a page about some folders shows.

    Parameters
    ----------
    folders
        Run folders, folders of several, or sweeps.
    question
        What they were made to answer; absent, that of the sweeps is taken.
    command
        What makes the page again.

    Raises
    ------
    InputError
        If a folder holds nothing, a run or table is damaged, or a run is there twice.
    """
    digests: list[Digest] = []
    sweeps: dict[Path, Path] = {}
    known: set[Path] = set()
    for each in folders:
        found = stored_runs_in([each])
        new = [run for run in found.runs if run.resolve() not in known]
        known |= {run.resolve() for run in new}
        digests += baselines_first([digest_of(run) for run in new])
        sweeps |= {sweep.resolve(): sweep for sweep in found.sweeps}
    return Contents(
        question=question,
        command=command,
        plans=plans_of(digests),
        grounds=grounds_of(digests),
        sweeps=[read_sweep(folder) for folder in sweeps.values()],
    )


def run_page(shown: Contents) -> Page:
    """Return the page."""
    sweeps = enumerate(shown.sweeps, start=1)
    only = len(shown.sweeps) == 1
    return Page(
        title=_title(shown),
        subtitle=_subtitle(shown),
        facts=tuple(_facts(shown)),
        sections=(
            findings(shown),
            *(sections_of(shown, _OF_PLANS) if shown.plans else ()),
            *(sensitivity(sweep, number, only=only) for number, sweep in sweeps),
            method(shown),
        ),
        versions=_versions(shown),
        licences=tuple(
            dict.fromkeys(
                licence
                for ground in shown.grounds.values()
                for licence in ground.licences
            )
        ),
    )


def _title(shown: Contents) -> str:
    """Return the titles of what is compared, or how many there are."""
    names = [sweep.name for sweep in shown.sweeps]
    if len(shown.plans) + len(names) > _MOST_IN_THE_TITLE:
        return f"{len(shown.plans) + len(names)} plans side by side"
    whole = _settings_in_words(shown)
    if len(whole) > _LONGEST_TITLE:  # the subtitle has it
        whole = joint_name([each[:2] for each in _plans(shown)])
    return " and ".join(filter(None, (whole, *names)))


def _settings_in_words(shown: Contents) -> str:
    """Return what the plans are and what was changed in them, if there are plans."""
    named = [(name, scenario) for name, scenario, _ in _plans(shown)]
    return joint_title(named) if 0 < len(named) <= _MOST_IN_THE_TITLE else ""


def _plans(shown: Contents) -> list[Plan]:
    firsts = (plan.runs[0] for plan in shown.plans)
    return [(run.name, run.scenario_tables, run.fork) for run in firsts]


def _subtitle(shown: Contents) -> str:
    runs = len(shown.runs)
    rows = sum(len(sweep.frame) for sweep in shown.sweeps)
    parts = [f"{len(shown.plans)} plans, {counted(runs, 'run')}"] if runs else []
    if len(shown.plans) == 1:
        parts = [counted(runs, "run")]
    sweeps = "A sweep" if len(shown.sweeps) == 1 else f"{len(shown.sweeps)} sweeps"
    parts += [f"{sweeps}, {counted(rows, 'run')}"] if rows else []
    settings = _settings_in_words(shown)
    parts = [settings, *parts] if len(settings) > _LONGEST_TITLE else parts
    return raised("; ".join(parts))


def _facts(shown: Contents) -> list[Fact]:
    facts = [Fact("Region", ground.words) for ground in shown.grounds.values()]
    if shown.runs:
        orders = {int(run.kpis["orders"] or 0) for run in shown.runs}
        least, most = min(orders), max(orders)
        words = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        facts.append(Fact("Orders a run", words))
        zeros = {each.time_zero for each in shown.runs if each.time_zero is not None}
        facts += [
            Fact("Clocks at minute 0", literal(time_zero_words(zero)))
            for zero in sorted(zeros, key=str)
        ]
        seeds = sorted({run.seed for run in shown.runs})
        facts.append(
            Fact("Seeds" if len(seeds) > 1 else "Seed", ", ".join(map(str, seeds)))
        )
    own_due = bool(shown.runs) and all(run.own_due for run in shown.runs)
    facts += settings_of(_plans(shown), shown.labels, own_due=own_due)
    for sweep in shown.sweeps:
        facts += _facts_of(sweep, "" if len(shown.sweeps) == 1 else f" in {sweep.name}")
    return facts


def _facts_of(sweep: Sweep, of: str) -> list[Fact]:
    """Return what a sweep asks, of which scenarios, and which keys it sets."""
    keys = [
        f"{key} ({', '.join(level.label for level in sweep.levels(key))})"
        for key in sweep.keys
    ]
    changed = [f"{key} = {value}" for key, value in sweep.changed.items()]
    return [
        Fact("Study", literal(sweep.question or sweep.name)),
        Fact(f"Scenarios{of}", literal(", ".join(sweep.scenarios))),
        Fact(f"Replications{of}", f"{sweep.frame['replication'].nunique():,}"),
        Fact(f"Varied{of}", literal("; ".join(keys) or "nothing")),
        Fact(f"Changed{of}", literal("; ".join(changed) or "nothing else")),
    ]


def _versions(shown: Contents) -> dict[str, str]:
    """Return the versions that made the runs, all of them where they differ."""
    found: dict[str, dict[str, None]] = {}
    for run in shown.runs:
        for name, version in run.versions.items():
            found.setdefault(name, {})[version] = None
    return {name: ", ".join(several) for name, several in found.items()}
