"""Folders that appear whole or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulation.errors import RunError


def refuse_existing(folder: Path) -> None:
    """Raise a `RunError` if there is anything at `folder` already."""
    if folder.exists() or folder.is_symlink():
        raise RunError(f"{folder}: exists already, expected a new folder's name.")


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder that becomes `folder` if the block ends well.

    The files are written to a hidden sibling, renamed in one step at the end.
    Missing parents are made. If the block fails, nothing of all this remains.

    Raises
    ------
    RunError
        If `folder` exists, even empty, or cannot be written.
    """
    parents: list[Path] = []
    draft = folder.parent / f".{folder.name}.{secrets.token_hex(4)}"
    done = False
    try:
        refuse_existing(folder)
        _make_parents(folder, parents)
        draft.mkdir()
        yield draft
        refuse_existing(folder)  # someone else may have been faster
        draft.rename(folder)
        done = True
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            f"{folder}: cannot be written ({reason}), expected a writable place "
            f"with room on the disk."
        ) from error
    finally:
        if not done:
            shutil.rmtree(draft, ignore_errors=True)
            for parent in reversed(parents):
                with suppress(OSError):  # not empty: somebody else's by now
                    parent.rmdir()


def _make_parents(folder: Path, made: list[Path]) -> None:
    """Make the missing parents of `folder`, listing them in `made` as they come."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(exist_ok=True)
        made.append(parent)
