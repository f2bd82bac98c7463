"""The region that a run was made on, where it is still at hand and the same."""

from collections.abc import Mapping
from typing import Any, Protocol

from simulation.errors import InputError, RunError
from simulation.region.files import load_region
from simulation.region.region import Region


class Recorded(Protocol):
    """A run, as far as it says where it was made."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def scenario_tables(self) -> Mapping[str, Any]:
        """Its scenario, nested as in TOML."""

    @property
    def region_checksum(self) -> str:
        """That of its region."""


def region_of_run(run: Recorded, where: str = "") -> Region:
    """Return the region that a run was made on, read from where its scenario says.

    Parameters
    ----------
    run
        The run.
    where
        What begins the sentence if it is another one.

    Raises
    ------
    InputError
        If it cannot be read, or is another region by now.
    """
    region = load_region(str(run.scenario_tables.get("region", "")))
    check_region(region, run, where)
    return region


def region_at_hand(run: Recorded) -> Region | None:
    """Return the region that a run was made on; None if it is gone or has changed."""
    try:
        return region_of_run(run)
    except InputError:
        return None


def check_region(region: Region, run: Recorded, where: str = "") -> None:
    """Refuse a region that is not the one of a run; `where` begins the sentence.

    Raises
    ------
    RunError
        If its checksum is another than that of the run.
    """
    if region.checksum != run.region_checksum:
        said = (
            f"{run.scenario_tables.get('region')} is another region by now: its "
            f"checksum is {region.checksum}"
        )
        expected = f"{run.region_checksum} as run {run.name} recorded"
        if where:
            raise RunError(where, f"its region {said}", expected)
        raise RunError(f"{said}, expected {expected}.")
