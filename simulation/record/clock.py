"""What clocks show at time zero of a run, as its manifest says it."""

import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from simulation.errors import RunError

_ZERO, _ZONE = "time_zero", "time_zone"


def clock_to_manifest(zero: datetime | None) -> dict[str, str]:
    """Return the keys of a manifest; none where orders have no clock."""
    if zero is None:
        return {}
    zone = getattr(zero.tzinfo, "key", None)
    return {_ZERO: zero.isoformat()} | ({} if zone is None else {_ZONE: zone})


def clock_of_manifest(manifest: Mapping[str, Any], path: Path) -> datetime | None:
    """Return time zero in its zone; None where a manifest says nothing of it.

    Where this machine does not know the zone, its offset at time zero stays.

    Raises
    ------
    RunError
        If it is no time.
    """
    said = manifest.get(_ZERO)
    if said is None:
        return None
    try:
        zero = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        raise RunError(f"{path}: {_ZERO} is {said!r}, expected an ISO time.") from None
    zone = manifest.get(_ZONE)
    if zone is None or zero.tzinfo is None:
        return zero
    try:
        return zero.astimezone(zoneinfo.ZoneInfo(str(zone)))
    except (zoneinfo.ZoneInfoNotFoundError, OSError, ValueError):
        return zero
