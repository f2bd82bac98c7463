"""Files to download of what is seen: run folder, report, map, scenario."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.experiments.conduct import Outcome, keep
from analysis.experiments.titles import slug
from analysis.replay import playback_of
from analysis.web.live_runs import LiveRun
from simulation.errors import RunError
from simulation.scenario import scenario_to_toml


@dataclass(frozen=True)
class FinishedRun:
    """A live run at its end."""

    live_run: LiveRun
    outcome: Outcome


@dataclass(frozen=True)
class File:
    """A kind of file that can be downloaded."""

    label: str
    media_type: str
    make: Callable[[Sequence[FinishedRun]], bytes]
    together: bool = False  # of two plans one file, not one each


def file_of(runs: Sequence[LiveRun], name: str) -> bytes:
    """Return a file of `FILES` made from a run, or from two where they go together.

    Raises
    ------
    RunError
        If a run is not at its end, or has failed.
    """
    finished = []
    for live_run in runs:
        if live_run.outcome is None:
            state = "has failed" if live_run.error else "is still under way"
            raise RunError(
                f"{live_run.label}: the run {state}, expected one at its end."
            )
        finished.append(FinishedRun(live_run, live_run.outcome))
    return FILES[name].make(finished)


def file_name(runs: Sequence[LiveRun], name: str) -> str:
    """Return what a file is called, such as ``deliverai-ii-4-bays.map.html``."""
    titles = "-and-".join(slug(live_run.label)[:60].strip("-") for live_run in runs)
    return f"{titles}.{name}"


def _run_zip(finished: Sequence[FinishedRun]) -> bytes:
    """Return the run folder as an archive with one folder in it."""
    [one] = finished
    name = slug(one.live_run.label)
    with tempfile.TemporaryDirectory() as place:
        keep(one.outcome, Path(place) / name)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as into:
            for path in sorted((Path(place) / name).iterdir()):
                into.write(path, f"{name}/{path.name}")
    return archive.getvalue()


def _report(finished: Sequence[FinishedRun]) -> bytes:
    from analysis.report import render  # noqa: PLC0415 - plotly is heavy
    from analysis.report.run_page.page import (  # noqa: PLC0415 - as above
        contents_of,
        run_page,
    )

    with tempfile.TemporaryDirectory() as place:
        folders = []
        for letter, one in zip("AB", finished, strict=False):
            folders.append(Path(place) / f"{letter}-{slug(one.live_run.label)}")
            keep(one.outcome, folders[-1])
        return render(run_page(contents_of(folders))).encode()


def _map(finished: Sequence[FinishedRun]) -> bytes:
    from analysis.report.animated_map import (  # noqa: PLC0415 - plotly is heavy
        animated_map_page,
    )

    playbacks = []
    for one in finished:
        assert one.live_run.region is not None  # the run has ended
        playbacks.append(playback_of(one.outcome.run, one.live_run.region))
    labels = [one.live_run.label for one in finished]
    return animated_map_page(playbacks, " and ".join(labels), labels).encode()


def _scenario(finished: Sequence[FinishedRun]) -> bytes:
    """Return the scenario file, headed by what was changed."""
    [one] = finished
    run = one.outcome.run
    head = [one.live_run.label, *(f"Changed: {each}" for each in one.live_run.changes)]
    lines = (" ".join(each.split()) for each in head)
    return "".join([*(f"# {line}\n" for line in lines), "\n"]).encode() + (
        scenario_to_toml(run.scenario).encode()
    )


FILES = {
    "run.zip": File("Run folder", "application/zip", _run_zip),
    "report.html": File("Report", "text/html", _report, together=True),
    "map.html": File("Animated map", "text/html", _map, together=True),
    "scenario.toml": File("Scenario file", "application/toml", _scenario),
}
