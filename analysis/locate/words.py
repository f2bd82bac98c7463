"""What is told of hotspots at chosen places: a row each, in terminal and page."""

from collections.abc import Iterator, Sequence

from analysis.locate.locate import Measure, Placed
from analysis.numbers import NOTHING, plain
from analysis.words import counted
from simulation.medians import SMALLEST_GAP
from simulation.units import METRES_PER_KM, SECONDS_PER_MINUTE

HEADS = (
    "hotspots",
    "door [min]",
    "p95 [min]",
    "door [km]",
    "between [km]",
    "relayed [km]",
    "gap [%]",
)


def cells(placed: Placed) -> tuple[str, ...]:
    """Return the row of a choice; no gap where it was not chosen."""
    return (
        str(placed.hotspots),
        plain(placed.door_s / SECONDS_PER_MINUTE, 2),
        plain(placed.door_p95_s / SECONDS_PER_MINUTE, 2),
        *(
            plain(metres / METRES_PER_KM, 2)
            for metres in (placed.door_m, placed.between_m, placed.relayed_m)
        ),
        NOTHING if placed.gap is None else plain(100 * placed.gap, 2),
    )


def assumed(orders: int, now: Placed, measure: Measure) -> str:
    """Return what was minimised, and what is not in it."""
    direct_km = now.direct_m / METRES_PER_KM
    return (
        f"By {counted(orders, 'order')}, {direct_km:.2f} km from door to door. Least "
        f"in all is the {measure} from producers' doors to hotspots and from hotspots "
        "to consumers' doors, at free flow, each tract by one hotspot; door: one such "
        "mile, on average and p95; between: straight from the first hotspot to the "
        "last; relayed: both miles and between. Empty ways, sharing and waits are not "
        "in it: simulate."
    )


def notes(found: Sequence[Placed]) -> Iterator[str]:
    """Yield what else is to be known of the choices."""
    open_gaps = [each for each in found if each.gap and each.gap > SMALLEST_GAP]
    if open_gaps:
        widest = max(open_gaps, key=lambda each: each.gap or 0.0)
        yield (
            f"{len(open_gaps)} of {counted(len(found), 'choice')} may not be the best: "
            f"{widest.hotspots} hotspots by {100 * (widest.gap or 0.0):.2g} % at most."
        )
    else:
        yield "Each choice is the best there is of its number."
    for each in found:
        if each.unused:
            yield (
                f"Of {each.hotspots} hotspots {each.unused} are nearest to no tract, "
                "and left out of its region."
            )
