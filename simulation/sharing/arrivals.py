"""Who comes to decide where, as counted in other replications: a table in a folder.

``arrivals.npy`` holds whole numbers of decisions, by hotspot and destination;
``manifest.json`` says over how long they were counted, of which scenario, for which
travel times, and the checksums of both.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.errors import PolicyError
from simulation.manifests import (
    FILES,
    check_format,
    checked_content,
    sha256_of,
    write_sealed,
)
from simulation.units import Floats, Ints

FORMAT = "deliverai arrivals"
FORMAT_VERSION = 1
_KIND = FORMAT, FORMAT_VERSION, "table of arrivals"
_MANIFEST, _COUNTS = "manifest.json", "arrivals.npy"


@dataclass(frozen=True)
class Arrivals:
    """Decisions by hotspot and destination, (H, H), and the time they were counted."""

    counts: Ints
    observed_s: float
    seed: int
    replications: tuple[int, ...]

    @property
    def per_s(self) -> Floats:
        """Rates [1/s]."""
        rates: Floats = self.counts / self.observed_s
        return rates


def save_arrivals(arrivals: Arrivals, folder: Path, travel_time_s: Floats) -> None:
    """Write a table to a new folder.

    Raises
    ------
    PolicyError
        If the folder exists or cannot be written; then nothing is left behind.
    """
    buffer = io.BytesIO()
    np.save(buffer, arrivals.counts.astype("<i4"), allow_pickle=False)
    contents = {_COUNTS: buffer.getvalue()}
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "hotspots": len(arrivals.counts),
        "observed_s": arrivals.observed_s,
        "seed": arrivals.seed,
        "replications": list(arrivals.replications),
        "travel_time_sha256": _fingerprint(travel_time_s),
    }
    write_sealed(folder, _MANIFEST, manifest, contents, PolicyError)


def load_arrivals(folder: Path, travel_time_s: Floats) -> Arrivals:
    """Read a table for a region of these times between hotspots [s].

    Raises
    ------
    PolicyError
        If it is no such folder, is damaged, or was counted for other times.
    """
    path = folder / _MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as cause:
        raise PolicyError(
            f"{path}: cannot be read, expected the manifest of a table of arrivals."
        ) from cause
    check_format(path, manifest, _KIND, PolicyError)
    data = checked_content(folder, _COUNTS, manifest.get(FILES), PolicyError)
    if manifest.get("travel_time_sha256") != _fingerprint(travel_time_s):
        raise PolicyError(
            f"{folder}: the arrivals were counted on other travel times, "
            "expected those of the region (train again)."
        )
    try:
        counts = np.load(io.BytesIO(data), allow_pickle=False)
        found = Arrivals(
            counts.astype(np.int64),
            float(manifest["observed_s"]),
            int(manifest["seed"]),
            tuple(manifest["replications"]),
        )
    except (KeyError, TypeError, ValueError, EOFError) as cause:
        raise PolicyError(
            f"{folder}: is damaged ({cause}), expected a table of arrivals."
        ) from cause
    if counts.shape != travel_time_s.shape or not found.observed_s > 0:
        raise PolicyError(
            f"{folder}: holds counts of shape {counts.shape} over {found.observed_s:g} "
            f"s, expected shape {travel_time_s.shape} and more than 0 s."
        )
    return found


def _fingerprint(travel_time_s: Floats) -> str:
    return sha256_of(np.ascontiguousarray(travel_time_s, dtype="<f8").tobytes())
