"""What all visitors of one server share; set once, before the first comes."""

from dataclasses import dataclass
from pathlib import Path

from analysis.web.library import Library
from analysis.web.shows import Stage
from analysis.web.view import DEFAULT_PLAN


@dataclass(frozen=True)
class Desk:
    """Where visitors are served from."""

    library: Library
    stage: Stage
    plan: str = DEFAULT_PLAN  # of a link that names none


_desks: list[Desk] = []


def set_up(desk: Desk) -> None:
    """Serve visitors from this desk from now on."""
    _desks[:] = [desk]


def desk() -> Desk:
    """Return the desk; without one, the working folder's."""
    if not _desks:
        set_up(Desk(Library(Path.cwd()), Stage()))
    return _desks[0]
