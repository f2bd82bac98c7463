"""Files to keep of what is seen: the run folder, the report, the map, the scenario."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.experiments.conduct import Outcome, keep
from analysis.replay import film_of
from analysis.web.shows import Show
from simulation.errors import RunError
from simulation.scenario import scenario_from_dict, scenario_to_toml


@dataclass(frozen=True)
class File:
    """A kind of file that can be kept."""

    label: str
    media_type: str
    make: Callable[[Show, Outcome], bytes]


def file_of(show: Show, name: str) -> bytes:
    """Return a file of `FILES` made from a show.

    Raises
    ------
    RunError
        If the run is not at its end, or has failed.
    """
    if show.outcome is None:
        state = "has failed" if show.error else "is still under way"
        raise RunError(f"{show.label}: the run {state}, expected one at its end.")
    return FILES[name].make(show, show.outcome)


def _run_zip(show: Show, outcome: Outcome) -> bytes:
    """Return the run folder as an archive with one folder in it."""
    name = _folder_name(show)
    with tempfile.TemporaryDirectory() as place:
        keep(outcome, Path(place) / name)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as into:
            for path in sorted((Path(place) / name).iterdir()):
                into.write(path, f"{name}/{path.name}")
    return archive.getvalue()


def _report(show: Show, outcome: Outcome) -> bytes:
    from analysis.report import render  # noqa: PLC0415 - plotly is heavy
    from analysis.report.run_page.page import (  # noqa: PLC0415 - as above
        contents_of,
        run_page,
    )

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / _folder_name(show)
        keep(outcome, folder)
        return render(run_page(contents_of([folder]))).encode()


def _map(show: Show, outcome: Outcome) -> bytes:
    from analysis.report.animated_map import (  # noqa: PLC0415 - plotly is heavy
        animated_map_page,
    )

    assert show.region is not None  # the run has ended
    films = [film_of(outcome.run, show.region)]
    return animated_map_page(films, show.label).encode()


def _scenario(show: Show, outcome: Outcome) -> bytes:
    scenario = scenario_from_dict(outcome.run.scenario, show.label)
    return scenario_to_toml(scenario).encode()


def _folder_name(show: Show) -> str:
    kept = (sign if sign.isalnum() or sign in "-_" else "-" for sign in show.label)
    return "".join(kept).strip("-")[:60] or "run"


FILES = {
    "run.zip": File("Run folder", "application/zip", _run_zip),
    "report.html": File("Report", "text/html", _report),
    "map.html": File("Animated map", "text/html", _map),
    "scenario.toml": File("Scenario file", "application/toml", _scenario),
}
