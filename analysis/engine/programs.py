"""Where OSRM's programs and its profiles are on this machine."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from simulation.errors import RegionError

NAMED_BY = "DELIVERAI_OSRM"  # a folder, such as an unpacked wheel
_NAMES = ("osrm-extract", "osrm-contract", "osrm-routed")
# From the programs' folder: the wheel's layout, then that of an installed OSRM.
_PROFILES = ("../share/profiles", "../share/osrm/profiles")
# A bicycle has a profile of its own; everything with a motor drives as a car does.
_PROFILE_OF = {"bicycle": "bicycle.lua"}
_HOW_TO_GET_IT = (
    'expected them from pip install "deliverai[osrm]" (Python 3.12 or later), or '
    f"from the unpacked wheel osrm-bindings in the folder that {NAMED_BY} names "
    "(docs/how-to/bring-your-city.md says how)"
)


@dataclass(frozen=True)
class Programs:
    """OSRM's programs and profiles."""

    extract: Path
    contract: Path
    routed: Path
    profiles: Path

    def profile(self, vehicle: str) -> Path:
        """Return the engine's profile for a class of vehicles.

        Raises
        ------
        RegionError
            If it is missing.
        """
        profile = self.profiles / _PROFILE_OF.get(vehicle, "car.lua")
        if not profile.is_file():
            raise RegionError(f"{profile}: no such file, expected a profile of OSRM.")
        return profile


def find_programs() -> Programs:
    """Return the programs: where `NAMED_BY` says, in the wheel, or on the path.

    Raises
    ------
    RegionError
        If they are nowhere; how to get them is said.
    """
    named = os.environ.get(NAMED_BY)
    for folder in _named(Path(named)) if named else _usual():
        places = [folder / name for name in _NAMES]
        profiles = next(
            (folder / each for each in _PROFILES if (folder / each).is_dir()), None
        )
        if profiles is not None and all(os.access(each, os.X_OK) for each in places):
            extract, contract, routed = places
            return Programs(extract, contract, routed, profiles)
    where = f"{NAMED_BY} is {named}" if named else "none installed, none on the path"
    raise RegionError(
        f"OSRM: no programs {', '.join(_NAMES)} with their profiles found ({where}), "
        f"{_HOW_TO_GET_IT}."
    )


def _named(folder: Path) -> Iterator[Path]:
    yield from (folder, folder / "bin", folder / "osrm" / "bin")


def _usual() -> Iterator[Path]:
    wheel = find_spec("osrm")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "bin"
    on_path = shutil.which(_NAMES[0])
    if on_path is not None:
        yield Path(on_path).resolve().parent
