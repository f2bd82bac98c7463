"""Learnt values kept on disk, so that what was learnt once is not learnt again.

A file is known by all that its values follow from: the travel times, how agents
explore and learn, the seed, the text of the modules that learn, and the version of
numpy. It is read only if it is whole, and appears whole or not at all.
"""

import hashlib
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulation.errors import PolicyError
from simulation.folders import draft_of, make_room
from simulation.routing.q_learning.explorers import Explorer
from simulation.routing.q_learning.training import TrainingPlan, travel_time_sha256
from simulation.units import Floats

SWITCH = "DELIVERAI_TABLES"  # of the environment
MOST_BYTES = 1 << 30  # of all files
MOST_TABLE_BYTES = 1 << 28  # of one: 322 hotspots

_FORMAT = b"deliverai values 1\n"
_SUFFIX = ".values"
_HERE = Path(__file__).parent
_LEARN = ("training", "tabular", "one_by_one", "one_agent", "explorers")
_PROGRAM = (
    *(_HERE / f"{module}.py" for module in _LEARN),
    *(_HERE.parent / "mdp.py", _HERE.parents[1] / "streams.py"),
)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Neither read nor keep values meanwhile, in this process and those it starts."""
    before = os.environ.get(SWITCH)
    os.environ[SWITCH] = "off"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SWITCH]
        else:
            os.environ[SWITCH] = before


def where_kept() -> Path | None:
    """Return the folder of the user's in which values are kept; ``None``: in none.

    Raises
    ------
    PolicyError
        If the environment says nothing that is known.
    """
    said = os.environ.get(SWITCH)
    if said == "off":
        return None
    if said is not None:
        if not Path(said).is_absolute():
            raise PolicyError(
                f"{SWITCH} is {said!r}, expected off or the absolute path of a folder."
            )
        return Path(said)
    caches = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not caches.is_absolute():
        try:
            caches = Path.home() / ".cache"
        except RuntimeError:  # a user without a home
            return None
    return caches / "deliverai" / "tables"


class KeptValues:
    """The file of one training.

    Parameters
    ----------
    travel_time_s : (H, H) array
        Between the hotspots [s].
    explorer, plan
        How agents explore and learn.
    seed
        Names the stream.
    """

    def __init__(
        self, travel_time_s: Floats, explorer: Explorer, plan: TrainingPlan, seed: int
    ) -> None:
        self._shape = (travel_time_s.shape[0],) * 3
        self._path: Path | None = None
        folder = where_kept()
        if folder is None or 8 * self._shape[0] ** 3 > MOST_TABLE_BYTES:
            return
        plan = replace(plan, preferred_share=1.0)  # of the curve, not of the values
        followed_from = travel_time_sha256(travel_time_s), explorer, plan, seed
        made_by = np.__version__, platform.machine()
        digest = hashlib.sha256(repr((followed_from, made_by)).encode())
        try:
            for module in _PROGRAM:
                digest.update(hashlib.sha256(module.read_bytes()).digest())
        except OSError:  # modules without a text
            return
        self._head = _FORMAT + digest.digest()
        self._path = folder / f"{digest.hexdigest()[:32]}{_SUFFIX}"

    def read(self) -> Floats | None:
        """Return the values (H, H, H); ``None`` if there is no file that is whole."""
        if self._path is None:
            return None
        try:
            content = self._path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(self._path)  # used last now
        head, body = content[: len(self._head) + 32], content[len(self._head) + 32 :]
        if head != self._head + hashlib.sha256(body).digest():
            return None
        values: Floats = np.frombuffer(body, "<f8").reshape(self._shape)
        return values

    def write(self, values: Floats) -> None:
        """Keep values (H, H, H), if they can be written."""
        if self._path is None:
            return
        body = np.ascontiguousarray(values, dtype="<f8").data.cast("B")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            make_room(self._path.parent, _SUFFIX, MOST_BYTES - len(body))
            with draft_of(self._path) as draft, draft.open("wb") as file:
                file.write(self._head + hashlib.sha256(body).digest())
                file.write(body)  # not joined: a table may be large
