"""Trained tables as folders, written whole or not at all.

``values.npy`` holds the Q-values (destination, current and next hotspot),
``learning.parquet`` the error and agreement of each agent after each episode,
and ``manifest.json`` how they were learnt, for which travel times, and the
checksums of the two and its own.
"""

import io
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.errors import PolicyError
from simulation.manifests import check_format, checked_content, write_sealed
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy, Explorer
from simulation.routing.q_learning.training import (
    TrainedTable,
    TrainingPlan,
    travel_time_sha256,
)
from simulation.units import Floats

FORMAT = "deliverai routing table"
FORMAT_VERSION = 1
_KIND = FORMAT, FORMAT_VERSION, "routing table"
_EXPLORERS: dict[str, type[Boltzmann | EpsilonGreedy]] = {
    "boltzmann": Boltzmann,
    "epsilon_greedy": EpsilonGreedy,
}
TABLE_MANIFEST = "manifest.json"
_VALUES = "values.npy"
_LEARNING = "learning.parquet"


def save_table(trained: TrainedTable, folder: Path, seed: int) -> None:
    """Write a trained table to a new folder.

    Parameters
    ----------
    trained
        The table.
    folder
        Must not exist; its parent is made where missing.
    seed
        Named the stream it was trained from.

    Raises
    ------
    PolicyError
        If the folder exists or cannot be written; then nothing is left behind.
    """
    contents = {_VALUES: _values_bytes(trained), _LEARNING: _learning_bytes(trained)}
    manifest = _manifest(trained, seed)
    write_sealed(folder, TABLE_MANIFEST, manifest, contents, PolicyError)


def load_table(folder: Path, travel_time_s: Floats) -> TrainedTable:
    """Read a trained table for a region.

    Parameters
    ----------
    folder
        As :func:`save_table` wrote it.
    travel_time_s : (H, H) array
        Between the hotspots of the region that is to use the table [s].

    Raises
    ------
    PolicyError
        If it is no such folder, is damaged, or was learnt for other times.
    """
    manifest = _read_manifest(folder)
    try:
        hotspots, fingerprint, plan, explorer, checksums = _described(manifest)
    except (KeyError, TypeError, ValueError, PolicyError) as error:
        raise PolicyError(
            f"{folder / TABLE_MANIFEST}: is damaged ({error}), expected a manifest "
            "as training writes it."
        ) from error
    if hotspots != travel_time_s.shape[0]:
        raise PolicyError(
            f"{folder}: the routing table has {hotspots} hotspots, "
            f"expected the {travel_time_s.shape[0]} of the region."
        )
    if fingerprint != travel_time_sha256(travel_time_s):
        raise PolicyError(
            f"{folder}: the routing table was trained on other travel times, "
            "expected those of the region (train it again)."
        )
    data = {
        name: checked_content(folder, name, checksums, PolicyError)
        for name in (_VALUES, _LEARNING)
    }
    values, error_, agreement = _decoded(folder, data, hotspots, plan.episodes)
    return TrainedTable(values, error_, agreement, plan, explorer, fingerprint)


def _manifest(trained: TrainedTable, seed: int) -> dict[str, Any]:
    names: dict[type, str] = {each: name for name, each in _EXPLORERS.items()}
    kind = type(trained.explorer)
    explorer = trained.explorer
    if kind not in names or not isinstance(explorer, Boltzmann | EpsilonGreedy):
        raise PolicyError(
            f"a table trained with {kind.__name__} cannot be saved, "
            f"expected one of {', '.join(_EXPLORERS)}."
        )
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "hotspots": trained.hotspots,
        "seed": seed,
        "explorer": {"kind": names[type(explorer)], **asdict(explorer)},
        "plan": asdict(trained.plan),
        "travel_time_sha256": trained.travel_time_sha256,
        "final": {
            "mean_absolute_error": float(trained.error[-1].mean()),
            "preferred_sets_equal_share": float(trained.agreement[-1].mean()),
        },
    }


def _values_bytes(trained: TrainedTable) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, trained.values.astype("<f8"), allow_pickle=False)
    return buffer.getvalue()


def _learning_bytes(trained: TrainedTable) -> bytes:
    episodes, agents = trained.error.shape
    table = pa.table(
        {
            "episode": np.repeat(np.arange(1, episodes + 1, dtype=np.int32), agents),
            "agent": np.tile(np.arange(agents, dtype=np.int32), episodes),
            "mean_absolute_error": trained.error.reshape(-1),
            "preferred_sets_equal_share": trained.agreement.reshape(-1),
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not os.path.isdir(folder):  # noqa: PTH112 - the method may raise
        what = "is no folder" if os.path.lexists(folder) else "does not exist"
        raise PolicyError(f"{folder}: {what}, expected a folder with a routing table.")
    path = folder / TABLE_MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except OSError as error:
        raise PolicyError(
            f"{path}: cannot be read ({error.strerror}), "
            "expected the manifest of a routing table."
        ) from error
    except (ValueError, RecursionError) as error:
        raise PolicyError(
            f"{path}: is no JSON, expected the manifest of a routing table."
        ) from error
    check_format(path, manifest, _KIND, PolicyError)
    described: dict[str, Any] = manifest
    return described


def _described(
    manifest: dict[str, Any],
) -> tuple[int, str, TrainingPlan, Explorer, dict[str, str]]:
    """Return what a manifest says; any error means that it is damaged."""
    explorer = dict(manifest["explorer"])
    kind = _EXPLORERS[explorer.pop("kind")]
    checksums = {name: str(manifest["files"][name]) for name in (_VALUES, _LEARNING)}
    return (
        int(manifest["hotspots"]),
        str(manifest["travel_time_sha256"]),
        TrainingPlan(**manifest["plan"]),
        kind(**explorer),
        checksums,
    )


def _decoded(
    folder: Path, data: dict[str, bytes], hotspots: int, episodes: int
) -> tuple[Floats, Floats, Floats]:
    """Return values (H, H, H), error and agreement (episodes, H)."""
    try:
        values = np.load(io.BytesIO(data[_VALUES]), allow_pickle=False)
        table = pq.ParquetFile(pa.BufferReader(data[_LEARNING])).read()
        error, agreement = (
            np.array(table[name], dtype=np.float64).reshape(episodes, hotspots)
            for name in ("mean_absolute_error", "preferred_sets_equal_share")
        )
    except (ValueError, KeyError, TypeError, EOFError, pa.ArrowException) as problem:
        raise PolicyError(
            f"{folder}: the routing table cannot be decoded ({problem}), "
            "expected files as training writes them."
        ) from problem
    if values.shape != (hotspots,) * 3 or values.dtype.kind != "f":
        raise PolicyError(
            f"{folder / _VALUES}: holds {values.dtype} of shape {values.shape}, "
            f"expected numbers of shape {(hotspots,) * 3}."
        )
    return values.astype(np.float64), error, agreement
