"""Files and folders that appear whole or not at all."""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulation.errors import InputError

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
            _remove_empty(parents)


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
def passing_file(beside: Path, error: type[InputError]) -> Iterator[Path]:
    """Give the name of a hidden file beside a path to be, gone at the end.

    Missing parents are made, and go again if nothing else came into them.

    Raises
    ------
    InputError
        Of the given kind, if there is no place for it.
    """
    parents: list[Path] = []
    file: Path | None = None
    try:
        with writing(beside, error):
            place = _place_of(beside)
            _make_parents(place, parents)
            file = _hidden_beside(place)
        yield file
    finally:
        if file is not None:
            with suppress(OSError):
                file.unlink()
        _remove_empty(parents)


@contextmanager
def new_file(file: Path, error: type[InputError]) -> Iterator[Path]:
    """Give a draft that becomes `file` if the block ends well; else none is left.

    Raises
    ------
    InputError
        Of the given kind, if `file` exists, or cannot be written.
    """
    _refuse_existing(file, file, error, "file")
    with passing_file(file, error) as draft:
        yield draft
        # Somebody else may have been faster.
        _refuse_existing(file, file, error, "file")
        with writing(file, error):
            draft.rename(file)


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


def make_room(folder: Path, suffix: str, most_bytes: int) -> None:
    """Remove the files used longest ago, if those in a folder take up too much.

    Who has one of them open goes on with it.
    """
    files = []
    for path in folder.glob(f"*{suffix}"):
        with suppress(OSError):  # another process was faster
            state = path.stat()
            files.append((state.st_mtime, path, 512 * state.st_blocks))
    taken = sum(size for _, _, size in files)
    for _, path, size in sorted(files):
        if taken <= most_bytes:
            break
        path.unlink(missing_ok=True)
        taken -= size


def duplicate(file: Path, other: Path) -> None:
    """Let `other` be a file with the same content: on one disk, the same one.

    Both names lead to it then, and it is there until both are gone.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    try:
        os.link(file, other)
    except OSError:  # another disk, or one that knows no such names
        shutil.copyfile(file, other)


def is_draft(path: Path) -> bool:
    """Return whether this is what a process that was killed has left half-written."""
    return _DRAFT.fullmatch(path.name) is not None


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _hidden_beside(place: Path) -> Path:
    """Return a name for a draft of `place` that nobody else has."""
    if "\0" in place.name:  # Python's ValueError; to a user a bad name like others
        raise OSError(errno.EINVAL, "a name with a null byte")
    return place.with_name(f".{place.name}.{secrets.token_hex(4)}")


def _place_of(folder: Path) -> Path:
    """Return where a folder is to be: without "..", which would make stray parents."""
    return Path(os.path.abspath(folder))  # noqa: PTH100 -- leaves links alone


def _refuse_existing(
    name: Path, place: Path, error: type[InputError], what: str = "folder"
) -> None:
    if os.path.lexists(place):
        raise error(f"{name}: exists already, expected a new {what}'s name.")


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders, the last one first, but those that somebody else uses."""
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()


def _make_parents(folder: Path, made: list[Path]) -> None:
    """Make the missing parents of `folder`, listing them in `made` as they come."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(exist_ok=True)
        made.append(parent)
