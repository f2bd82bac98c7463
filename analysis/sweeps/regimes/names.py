"""What services and factors are called in the sentences and figures of a map."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.experiments.titles import plain_name
from analysis.sweeps.regimes.factors import Factor
from analysis.words import raised

_SERVICES = {
    "paper/point_to_point": "direct driving",
    "paper/hotspots_only": "relaying alone",
    "paper/deliverai_1": "relaying",
    "paper/deliverai_2": "relaying",
    "baselines/stacked": "stacking",
    "sharing/through": "meeting at hotspots",
    "sharing/saved_distance": "relaying",
    "sharing/saved_distance_on_a_beat": "relaying",
    "sharing/matching": "relaying",
    "sharing/reservation": "relaying",
}
_UNITS = {"_s": "s", "_m": "m", "_min": "min", "_per_min": "1/min"}  # by a key's end


@dataclass(frozen=True)
class Wording:
    """How a factor is spoken of: axis, subject of a clause, and unit after a number."""

    label: str
    subject: str
    unit: str


_FACTORS = {
    "demand.load_per_min": Wording("Load [orders/min]", "there are", "orders a minute"),
    "producers.door_s": Wording(
        "Producer's door [s]", "a stop at a producer takes", "s"
    ),
    "consumers.door_s": Wording(
        "Consumer's door [s]", "a stop at a consumer takes", "s"
    ),
    "hotspots.handover_s": Wording("Handover [s]", "a handover takes", "s"),
    "fleet.peripheral.capacity": Wording("Seats [1]", "a vehicle has", "seats"),
    "fleet.core.capacity": Wording("Seats [1]", "a vehicle has", "seats"),
}


def service_names(services: Sequence[str]) -> list[str]:
    """Return what services are called; by their own names where two would be one."""
    names = [_SERVICES.get(service, plain_name(service)) for service in services]
    if len(set(names)) < len(names):
        return [plain_name(service) for service in services]
    return names


def wording(factor: Factor) -> Wording:
    """Return how a factor is spoken of."""
    if factor.name in _FACTORS:
        return _FACTORS[factor.name]
    if not factor.is_number:
        return Wording(raised(factor.name), f"{factor.name} is", "")
    ends = [end for end in _UNITS if factor.name.endswith(end)]
    unit = _UNITS[max(ends, key=len)] if ends else ""
    return Wording(f"{factor.name} [{unit or 1}]", f"{factor.name} is", unit)


def value_words(factor: Factor, value: object) -> str:
    """Return a value of a factor, such as ``4 seats``."""
    unit = wording(factor).unit
    number = f"{value:g}" if isinstance(value, int | float) else str(value)
    return f"{number} {unit}".strip()


def bounds_words(factor: Factor, low: float | None, high: float | None) -> str:
    """Return a clause that a factor lies above `low` and up to `high`."""
    told = wording(factor)
    if factor.is_range:
        if low is None:
            text = f"at most {high:g}"
        else:
            text = f"more than {low:g}" if high is None else f"{low:g} to {high:g}"
    else:
        inside = [
            value
            for value in factor.values
            if (low is None or value > low) and (high is None or value <= high)
        ]
        first, last = f"{min(inside):g}", f"{max(inside):g}"
        if first == last:
            text = first
        elif high is None:
            text = f"{first} or more"
        else:
            text = f"{first} to {last}" if low is not None else f"at most {last}"
    return f"{told.subject} {text} {told.unit}".rstrip()
