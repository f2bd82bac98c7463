"""Files and folders that appear whole or not at all, and are known again.

The manifest of a folder carries the SHA-256 of every other file in it and, of all
that it says itself, one more: whoever reads the folder notices what was changed,
swapped or lost since it was written.
"""

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from simulation.errors import InputError, UncheckedWarning

FILES, CHECKSUM = "files", "manifest_checksum"  # keys of a manifest
_DRAFT = re.compile(r"\..+\.[0-9a-f]{8}")  # see _hidden_beside


def check_new(folder: Path, error: type[InputError]) -> None:
    """Check that `folder` can be made, before the work for it begins.

    Raises
    ------
    InputError
        Of the given kind, if anything is there already, even an empty folder, or
        its place is not writable.
    """
    try:
        place = _place_of(folder)
        _refuse_existing(folder, place, error)
        above = next(each for each in place.parents if each.exists())
    except (OSError, ValueError) as cause:
        raise error(
            f"{folder}: cannot be a folder ({cause}), expected a new folder's name."
        ) from cause
    if not above.is_dir():
        raise error(f"{folder}: {above} is a file, expected a folder.")
    if not os.access(above, os.W_OK | os.X_OK):
        raise error(f"{folder}: {above} is not writable, expected a writable place.")


@contextmanager
def new_folder(folder: Path, error: type[InputError]) -> Iterator[Path]:
    """Give an empty folder that becomes `folder` if the block ends well.

    The files are written to a hidden sibling, renamed in one step at the end.
    Missing parents are made. If the block fails, nothing of all this remains.

    Raises
    ------
    InputError
        Of the given kind, if `folder` exists, even empty, or cannot be written.
    """
    parents: list[Path] = []
    draft: Path | None = None
    done = False
    try:
        with writing(folder, error):
            place = _place_of(folder)
            _refuse_existing(folder, place, error)
            _make_parents(place, parents)
            draft = _hidden_beside(place)
            draft.mkdir()
            yield draft
            _refuse_existing(folder, place, error)  # someone else may have been faster
            draft.rename(place)
            done = True
    finally:
        if not done:
            if draft is not None:
                shutil.rmtree(draft, ignore_errors=True)
            for parent in reversed(parents):
                with suppress(OSError):  # not empty: somebody else's by now
                    parent.rmdir()


@contextmanager
def draft_of(file: Path) -> Iterator[Path]:
    """Give the name of a file that becomes `file` if the block ends well.

    It is a hidden sibling, renamed in one step at the end: whoever opens `file` sees
    what was there before or all that is new. If the block fails, the draft goes.

    Raises
    ------
    OSError
        If `file` cannot be replaced; `writing` makes a sentence of it.
    """
    draft = _hidden_beside(file)
    try:
        yield draft
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def whole_file(file: Path, error: type[InputError]) -> Iterator[Path]:
    """Give a draft that becomes `file` if the block ends well.

    Raises
    ------
    InputError
        Of the given kind, if it cannot be written.
    """
    with writing(file, error), draft_of(file) as draft:
        yield draft


@contextmanager
def writing(path: Path, error: type[InputError]) -> Iterator[None]:
    """Turn what hinders writing to `path` into one sentence.

    Raises
    ------
    InputError
        Of the given kind, if the block meets an ``OSError``.
    """
    try:
        yield
    except OSError as cause:
        raise error(
            f"{path}: cannot be written ({cause.strerror or cause}), expected a "
            "writable place with room on the disk."
        ) from cause


def is_draft(path: Path) -> bool:
    """Return whether this is what a process that was killed has left half-written."""
    return _DRAFT.fullmatch(path.name) is not None


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def sealed(
    manifest: Mapping[str, Any], contents: Mapping[str, bytes]
) -> dict[str, Any]:
    """Return a manifest with the checksums of a folder's other files and its own."""
    files = {name: sha256_of(content) for name, content in contents.items()}
    return with_checksum({**manifest, FILES: files})


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
    path = folder / name
    try:
        content = path.read_bytes()
    except FileNotFoundError as cause:
        raise error(
            f"{path}: does not exist, expected a file as it was written."
        ) from cause
    except OSError as cause:
        raise error(
            f"{path}: cannot be read ({cause.strerror or cause}), expected a file as "
            "it was written."
        ) from cause
    if checksums is not None and sha256_of(content) != checksums.get(name):
        raise error(
            f"{path}: is not the file that was written with the manifest beside it "
            "(another checksum): it was changed, or one of the two is of another "
            "folder; expected both as they were."
        )
    return content


def _hidden_beside(place: Path) -> Path:
    """Return a name for a draft of `place` that nobody else has."""
    if "\0" in place.name:  # Python's ValueError; to a user a bad name like others
        raise OSError(errno.EINVAL, "a name with a null byte")
    return place.with_name(f".{place.name}.{secrets.token_hex(4)}")


def _place_of(folder: Path) -> Path:
    """Return where a folder is to be: without "..", which would make stray parents."""
    return Path(os.path.abspath(folder))  # noqa: PTH100 -- leaves links alone


def _refuse_existing(folder: Path, place: Path, error: type[InputError]) -> None:
    if os.path.lexists(place):
        raise error(f"{folder}: exists already, expected a new folder's name.")


def _make_parents(folder: Path, made: list[Path]) -> None:
    """Make the missing parents of `folder`, listing them in `made` as they come."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(exist_ok=True)
        made.append(parent)
