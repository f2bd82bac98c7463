"""A run, or two side by side, as a map that plays: one HTML file, offline."""

import base64
import gzip
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from analysis.experiments.titles import captioned
from analysis.experiments.titles import title as plan_title
from analysis.replay import SLICE_S, Playback, playback_of
from analysis.replay.player import script, style
from analysis.report.errors import ReportError
from analysis.report.markup import without_odd_signs
from simulation.errors import InputError
from simulation.record.run import Run
from simulation.record.same_region import region_of_run
from simulation.region import Region

MOST_RUNS = 2  # maps side by side

_TEMPLATE = Path(__file__).parent / "templates" / "animated_map.html.j2"
_STYLE = """
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; }
#player { flex: 1 1 0; min-height: 0; }
noscript { padding: 1rem; font-family: sans-serif; }
"""
_START = """
(async () => {
  const host = document.getElementById("player");
  try {
    const playback = document.getElementById("playback");
    const given = await DeliverAI.embedded(playback.textContent);
    playback.remove();
    window.player = DeliverAI.player(host, given);
  } catch (cause) {
    host.textContent = "This map cannot be shown: " + cause.message;
  }
})();
"""


def animated_map_page(
    playbacks: Sequence[Playback], title: str, labels: Sequence[str] | None = None
) -> str:
    """Return one self-contained HTML document that plays recorded runs.

    It fetches nothing, and tells the browser so; the same runs give the same text.

    Parameters
    ----------
    playbacks
        One or two, side by side, each not told before.
    title
        Of the document; plain text.
    labels
        What the runs are called; by their plans' titles if not given.

    Raises
    ------
    ReportError
        If there are no playbacks or more than two.
    """
    _check_number(len(playbacks))
    names: Sequence[str | None] = labels or [None] * len(playbacks)
    scripts, styles = (script(), _START), (_STYLE, style())
    return (
        jinja2.Environment(
            autoescape=True,
            keep_trailing_newline=True,
            undefined=jinja2.StrictUndefined,
        )
        .from_string(_TEMPLATE.read_text(encoding="utf-8"))
        .render(
            title=without_odd_signs(title),
            playback=Markup(_compressed(playbacks, names)),
            scripts=[Markup(each) for each in scripts],
            styles=[Markup(each) for each in styles],
            script_hashes=_hashes(scripts),
            style_hashes=_hashes(styles),
        )
    )


def animated_map_of(folders: Sequence[Path]) -> str:
    """Return the document that plays kept runs, named so that they differ.

    Raises
    ------
    ReportError
        If they are not one or two, or a region is gone or another one by now.
    InputError
        If a folder is no run.
    """
    _check_number(len(folders))
    runs = [Run.read(folder) for folder in folders]
    playbacks = [playback_of(run, _region_of(run)) for run in runs]
    labels = _labels(runs, folders)
    return animated_map_page(playbacks, " and ".join(labels), labels)


def _check_number(count: int) -> None:
    if not 1 <= count <= MOST_RUNS:
        raise ReportError(
            f"--animated-map: {count} runs are given, expected one run folder, or two "
            "to play side by side."
        )


def _labels(runs: Sequence[Run], folders: Sequence[Path]) -> list[str]:
    """Return the titles of the runs; those of one title with their folder's."""
    names = [plan_title(run.name, run.scenario_tables) for run in runs]
    if len(set(names)) == len(names):
        return names
    return [
        f"{name} ({folder.name}, seed {run.seed}, replication {run.replication})"
        for name, folder, run in zip(names, folders, runs, strict=True)
    ]


def _region_of(run: Run) -> Region:
    """Return the region that a run was made on."""
    try:
        region = region_of_run(run)
    except InputError as cause:
        raise ReportError(
            f"--animated-map: {cause} It is the region of run {run.name}, and has the "
            "streets and tracts to draw."
        ) from cause
    if run.tract_ids != region.tracts.ids or len(run.places) < len(region.places):
        raise ReportError(
            f"{run.scenario.region}: has other tracts or more places than run "
            f"{run.name}, whose places.parquet is of another region, expected both of "
            "one region."
        )
    return region


def _compressed(playbacks: Sequence[Playback], labels: Sequence[str | None]) -> str:
    """Return playbacks as gzip in base64; a shared basemap is there once.

    Slice by slice, so that what is packed already need not be in memory as text.
    """
    basemaps: list[Any] = []
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(b'{"playbacks":[')
        for number, (playback, label) in enumerate(zip(playbacks, labels, strict=True)):
            header, basemap = captioned(playback.header()), playback.basemap()
            if label is not None:
                header = {**header, "label": label}
            if basemap not in basemaps:
                basemaps.append(basemap)
            file.write(b'%s{"header":' % (b"," if number else b""))
            file.write(_json(header))
            file.write(b',"basemap":%d,"slices":[' % basemaps.index(basemap))
            for count, piece in enumerate(playback.slices(SLICE_S)):
                file.write((b"," if count else b"") + _json(piece))
            file.write(b"]}")
        file.write(b'],"basemaps":%s}' % _json(basemaps))
    return base64.b64encode(packed.getbuffer()).decode("ascii")


def _json(told: object) -> bytes:
    return json.dumps(told, allow_nan=False, separators=(",", ":")).encode()


def _hashes(sources: Sequence[str]) -> str:
    """Return what a content security policy calls these sources by."""
    digests = (hashlib.sha256(each.encode()).digest() for each in sources)
    return " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in digests)
