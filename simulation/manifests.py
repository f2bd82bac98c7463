"""Manifests, by which a folder is known again.

The manifest of a folder carries the SHA-256 of every other file in it and, of all
that it says itself, one more: whoever reads the folder notices what was changed,
swapped or lost since it was written.
"""

import hashlib
import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from simulation.errors import InputError, UncheckedWarning
from simulation.folders import new_folder

Read = TypeVar("Read")

FILES, CHECKSUM = "files", "manifest_checksum"  # keys of a manifest


def sha256_of(content: bytes | Path) -> str:
    """Return the SHA-256 of a file's content, at hand or read piece by piece."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sealed(
    manifest: Mapping[str, Any], contents: Mapping[str, bytes | Path]
) -> dict[str, Any]:
    """Return a manifest with the checksums of a folder's other files and its own."""
    files = {name: sha256_of(content) for name, content in contents.items()}
    return with_checksum({**manifest, FILES: files})


def write_sealed(
    folder: Path,
    name: str,
    manifest: Mapping[str, Any],
    contents: Mapping[str, bytes],
    error: type[InputError],
) -> None:
    """Write files to a new folder, with a manifest that has their checksums.

    Raises
    ------
    InputError
        If the folder exists or cannot be written; then nothing is left behind.
    """
    text = json.dumps(sealed(manifest, contents), indent=2, ensure_ascii=False)
    with new_folder(folder, error) as draft:
        for each, data in {**contents, name: f"{text}\n".encode()}.items():
            (draft / each).write_bytes(data)


def check_format(
    path: Path, manifest: object, kind: tuple[str, int, str], error: type[InputError]
) -> None:
    """Check that a manifest is of a format and version, and as it was written.

    `kind`: both, and what such a folder holds, in words.

    Raises
    ------
    InputError
        Of the given class, if it is not.
    """
    name, version, what = kind
    if not isinstance(manifest, dict) or manifest.get("format") != name:
        raise error(f"{path.parent}: is something else, expected a {what}.")
    found = manifest.get("format_version")
    if found != version:
        raise error(
            f"{path.parent}: the {what} has format version {found}, expected {version}."
        )
    check_manifest(path, manifest, error)


def with_checksum(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest with the checksum of all that it says."""
    return {**manifest, CHECKSUM: manifest_checksum(manifest)}


def manifest_checksum(manifest: Mapping[str, Any]) -> str:
    """Return the checksum of what a manifest says, but for its own checksum."""
    rest = {key: manifest[key] for key in manifest if key != CHECKSUM}
    return sha256_of(json.dumps(rest, sort_keys=True).encode())


def check_manifest(
    path: Path, manifest: Mapping[str, Any], error: type[InputError]
) -> None:
    """Check that a manifest says what it said when it was written.

    One of an earlier version has no checksum: a warning says so.

    Raises
    ------
    InputError
        Of the given kind, if it was changed since.
    """
    if CHECKSUM not in manifest:
        warnings.warn(
            f"{path}: is of an earlier version, without checksums; whether its folder "
            "was changed since it was written cannot be told.",
            UncheckedWarning,
            stacklevel=2,
        )
    elif manifest[CHECKSUM] != manifest_checksum(manifest):
        raise error(
            f"{path}: was changed since it was written (its {CHECKSUM} is not that of "
            "its content), expected it as it was."
        )


def checked_content(
    folder: Path,
    name: str,
    checksums: Mapping[str, Any] | None,
    error: type[InputError],
) -> bytes:
    """Return the bytes of a file that the manifest of its folder names.

    Parameters
    ----------
    folder, name
        Where the file is, and its path in there.
    checksums
        What the manifest says of the folder's files, by their paths in it; None: it
        is silent.
    error
        The class of the errors raised.

    Raises
    ------
    InputError
        If the file cannot be read, or is not the one that the manifest was written
        with.
    """
    content, checksum = _read(folder / name, _content_and_checksum, error)
    _check(folder / name, checksum, name, checksums, error)
    return content


def check_content(
    folder: Path,
    name: str,
    checksums: Mapping[str, Any] | None,
    error: type[InputError],
) -> None:
    """Check a file as :func:`checked_content` does, whatever its size in memory."""
    checksum = _read(folder / name, sha256_of, error)
    _check(folder / name, checksum, name, checksums, error)


def _content_and_checksum(path: Path) -> tuple[bytes, str]:
    content = path.read_bytes()
    return content, sha256_of(content)


def _read(path: Path, read: Callable[[Path], Read], error: type[InputError]) -> Read:
    try:
        return read(path)
    except FileNotFoundError as cause:
        raise error(
            f"{path}: does not exist, expected a file as it was written."
        ) from cause
    except OSError as cause:
        raise error(
            f"{path}: cannot be read ({cause.strerror or cause}), expected a file as "
            "it was written."
        ) from cause


def _check(
    path: Path,
    checksum: str,
    name: str,
    checksums: Mapping[str, Any] | None,
    error: type[InputError],
) -> None:
    if checksums is not None and checksum != checksums.get(name):
        raise error(
            f"{path}: is not the file that was written with the manifest beside it "
            "(another checksum): it was changed, or one of the two is of another "
            "folder; expected both as they were."
        )
