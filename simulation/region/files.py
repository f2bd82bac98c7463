"""The prepared region's folder: written whole or not at all, checked when read."""

import hashlib
import json
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.errors import RegionError
from simulation.folders import check_new
from simulation.manifests import CHECKSUM, manifest_checksum, sha256_of, write_sealed
from simulation.region.checks import check_matrix
from simulation.region.content import FORMAT_VERSION, region_checksum
from simulation.region.left_out import NOTHING, LeftOut
from simulation.region.region import Region
from simulation.region.router_kinds import (
    MATRICES,
    router_from_arrays,
    router_to_arrays,
)
from simulation.region.street_labels import NO_LABELS, StreetLabels
from simulation.region.tables import (
    arrays_from_bytes,
    arrays_to_bytes,
    matrix_from_bytes,
    matrix_to_bytes,
    places_from_bytes,
    places_to_bytes,
    tracts_from_bytes,
    tracts_to_bytes,
)

EMBEDDED = "embedded"
_EARLIER_STREETS = "street"  # the kind of router of regions built before "streets"
MANIFEST = "manifest.json"
_TRACTS, _PLACES, _ROUTER = "tracts.parquet", "places.parquet", "router.npz"
_TIMES, _DISTANCES = "travel_time_s.npy", "distance_m.npy"
_OF_ROUTER = {name: f"router_{name}.npy" for name in MATRICES}  # read where they lie
_LEFT_OUT = "left_out.parquet"  # not in regions built before it was kept
_LABELS = "street_labels.parquet"  # nor in those built before streets had names
_FILES = (_TRACTS, _PLACES, _TIMES, _DISTANCES, _ROUTER)
_ORIGIN = ("sources", "licences", "counts", "unread_tags", "parameters")


def save_region(region: Region, folder: Path | str) -> None:
    """Write a prepared region's folder, whole or not at all.

    Raises
    ------
    RegionError
        If the folder exists already, or cannot be written.
    """
    folder = Path(folder)
    check_new(folder, RegionError)
    kind, arrays = router_to_arrays(region.router)
    mapped = {name: arrays.pop(name) for name in _OF_ROUTER if name in arrays}
    contents = {
        _TRACTS: tracts_to_bytes(region.tracts),
        _PLACES: places_to_bytes(region.places),
        _TIMES: matrix_to_bytes(region.travel_time_s),
        _DISTANCES: matrix_to_bytes(region.distance_m),
        _ROUTER: arrays_to_bytes(arrays),
        _LEFT_OUT: region.left_out.to_bytes(),
        **({_LABELS: region.labels.to_bytes()} if len(region.labels) else {}),
        **{_OF_ROUTER[name]: matrix_to_bytes(each) for name, each in mapped.items()},
    }
    manifest: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "name": region.name,
        "synthetic": region.synthetic,
        "region_checksum": region_checksum(region),
        "router": kind,
        **{key: region.manifest[key] for key in _ORIGIN if key in region.manifest},
    }
    write_sealed(folder, MANIFEST, manifest, contents, RegionError)


def embedded_region() -> Region:
    """Return the synthetic region that is shipped with the package."""
    return load_region(Path(str(files("scenarios") / "regions" / EMBEDDED)))


def is_region(folder: Path) -> bool:
    """Return whether a folder looks like that of a prepared region."""
    return all((folder / name).is_file() for name in (MANIFEST, *_FILES))


def load_region(folder: Path | str) -> Region:
    """Return the prepared region of a folder, or the shipped one for "embedded".

    Checks that every file is the one that was written, and the matrices.

    Raises
    ------
    RegionError
        If the folder is not named, missing, incomplete, altered or of another version.
    NetworkError
        If a matrix has a fault; the pair is named.
    """
    if folder == EMBEDDED:
        return embedded_region()
    if folder == "":
        raise RegionError(
            f'The region is "", expected a prepared region or "{EMBEDDED}".'
        )
    folder = Path(folder)
    manifest = read_manifest(folder)
    later = [name for name in (_LEFT_OUT, _LABELS) if name in manifest["files"]]
    names = [*_FILES, *later]
    contents = {name: _read(folder, name, manifest["files"]) for name in names}
    mapped = {
        name: _mapped(folder, file, manifest["files"])
        for name, file in _OF_ROUTER.items()
        if file in manifest["files"]
    }
    try:
        region = _restored(manifest, contents, mapped)
    except RegionError as error:
        raise RegionError(f"{folder}: {error}") from error
    except (
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        EOFError,
        AttributeError,
        zipfile.BadZipFile,
        pa.ArrowException,
    ) as error:
        raise RegionError(
            folder,
            f"the files are not those of a prepared region ({error})",
            "what `deliverai region build` writes",
        ) from error
    names = region.place_names[: region.hotspots]
    check_matrix(f"{folder / _TIMES}", region.travel_time_s, names)
    check_matrix(f"{folder / _DISTANCES}", region.distance_m, names)
    return region


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the checked manifest of a prepared region.

    Raises
    ------
    RegionError
        If it is missing, altered, of another version or no manifest.
    """
    path = folder / MANIFEST
    try:
        if not folder.is_dir():
            found = "is a file" if folder.exists() else "no such folder"
            raise RegionError(folder, found, "a prepared region")
        manifest = json.loads(path.read_bytes())
    except OSError as error:
        raise RegionError(
            path, f"cannot be read ({error.strerror or error})", "a prepared region"
        ) from error
    except (ValueError, RecursionError) as error:
        raise RegionError(
            path, f"is not JSON ({error})", "a region's manifest"
        ) from error
    if not isinstance(manifest, dict) or "format_version" not in manifest:
        raise RegionError(path, "has no format_version", str(FORMAT_VERSION))
    version = manifest["format_version"]
    if version != FORMAT_VERSION:
        raise RegionError(
            path,
            f"format_version is {version!r}",
            f"{FORMAT_VERSION}: build the region again",
        )
    if manifest.get(CHECKSUM) != manifest_checksum(manifest):
        raise RegionError(
            path,
            "was altered after the region was built",
            "it as `deliverai region build` wrote it",
        )
    missing = {"name", "synthetic", "region_checksum", "router", "files"} - set(
        manifest
    )
    if missing:
        raise RegionError(path, f"has no {min(missing)}", "a whole manifest")
    if _EARLIER_STREETS in str(manifest["router"]).split("+"):
        raise RegionError(
            f"{folder}: was built by an earlier street model, whose ways led along "
            "tunnels and to nodes, and has to be built again "
            "(`deliverai region build`)."
        )
    return manifest


def _restored(
    manifest: dict[str, Any],
    contents: dict[str, bytes],
    mapped: dict[str, NDArray[Any]],
) -> Region:
    tracts = tracts_from_bytes(contents[_TRACTS])
    places = places_from_bytes(contents[_PLACES], len(tracts.ids))
    router = router_from_arrays(
        str(manifest["router"]),
        arrays_from_bytes(contents[_ROUTER]) | mapped,
        places.lon,
        places.lat,
    )
    return Region(
        name=str(manifest["name"]),
        synthetic=bool(manifest["synthetic"]),
        tracts=tracts,
        places=places,
        travel_time_s=matrix_from_bytes(contents[_TIMES]),
        distance_m=matrix_from_bytes(contents[_DISTANCES]),
        router=router,
        checksum=str(manifest["region_checksum"]),
        manifest=manifest,
        left_out=(
            LeftOut.from_bytes(contents[_LEFT_OUT])
            if _LEFT_OUT in contents
            else NOTHING
        ),
        labels=(
            StreetLabels.from_bytes(contents[_LABELS])
            if _LABELS in contents
            else NO_LABELS
        ),
    )


def _read(folder: Path, name: str, checksums: dict[str, str]) -> bytes:
    """Return a file's bytes, checked against the manifest."""
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unread(path, error) from error
    if sha256_of(content) != checksums.get(name):
        raise _altered(path)
    return content


def _mapped(folder: Path, name: str, checksums: dict[str, str]) -> NDArray[Any]:
    """Return a matrix that stays in its file, checked against the manifest."""
    path = folder / name
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        if digest.hexdigest() != checksums[name]:
            raise _altered(path)
        matrix: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise _unread(path, error) from error
    return matrix


def _unread(path: Path, error: Exception) -> RegionError:
    said = getattr(error, "strerror", None) or error
    return RegionError(
        path, f"cannot be read ({said})", "a file of the prepared region"
    )


def _altered(path: Path) -> RegionError:
    return RegionError(
        f"{path}: was altered after the region was built, "
        "its checksum is not the manifest's."
    )
