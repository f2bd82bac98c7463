"""Cases of an operation as it is, and what their shifts and doors come to.

Shifts are drawn as numbers and written as the texts of the scenario's keys, so that
who works when is known here without reading them back.
"""

from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

from simulation.demand.orders import Orders
from simulation.units import on_time_grid
from tests.laws.replay import CORE, PERIPHERAL, rows_of
from tests.strategies import DISPATCH, REQUESTS, Case, regions

CLASSES = ("bike", "van")  # pools 2 and 3
HORIZONS = (None, None, None, 90.0, 400.5)


@dataclass(frozen=True)
class Shift:
    """One shift of some vehicles of a class, in minutes."""

    many: int
    of_class: str
    on: int
    off: int
    breaks: tuple[tuple[int, int], ...] = ()

    @property
    def text(self):
        """The text of the scenario's key."""
        spans = [(self.on, self.off), *self.breaks]
        said = [f"00:{begin:02}-00:{end:02}" for begin, end in spans]
        words = [str(self.many), self.of_class, " break ".join(said)]
        return " ".join(each for each in words if each)


@dataclass(frozen=True)
class Operated:
    """A case with its shifts by pool; none where the pool has a size."""

    case: Case
    shifts: dict[int, list[Shift]] = field(default_factory=dict)

    def __repr__(self):
        return f"Operated({self.case!r}, orders={self.case.trace})"

    def of_vehicles(self, run):
        """Return the shift of each vehicle that has one."""
        rows = [row for row in rows_of(run.events) if row.kind == "vehicle_joined"]
        found = {}
        for pool, shifts in self.shifts.items():
            ours = [row.vehicle for row in rows if (row.pool == CORE) == (pool == CORE)]
            if pool == PERIPHERAL:  # those that are always there have joined before
                classes = self.case.keys["fleet"]["classes"].values()
                ours = ours[sum(each.get("size", 0) for each in classes) :]
            turns = sorted(shifts, key=lambda shift: shift.on)
            each_one = [shift for shift in turns for _ in range(shift.many)]
            found |= dict(zip(ours, each_one, strict=False))
        return found

    def last_call_s(self, vehicle_pool, shift):
        """Return from when on a vehicle is given no trip."""
        fleet = self.case.scenario.fleet
        spec = fleet.core if vehicle_pool == CORE else fleet.peripheral
        return max(60.0 * shift.on, 60.0 * shift.off - spec.last_call_s)


@st.composite
def shifts_of(draw, names):
    """Draw one to three shifts of a pool; the first is of the pool's own class."""
    found = []
    for name in [names[0], *draw(st.lists(st.sampled_from(names), max_size=2))]:
        on = draw(st.integers(0, 4))
        off = on + draw(st.integers(1, 25))
        marks = draw(st.lists(st.integers(on, off), max_size=4, unique=True))
        ends = iter(sorted(marks))
        breaks = tuple(zip(ends, ends, strict=False))
        found.append(Shift(draw(st.integers(1, 3)), name, on, off, breaks))
    return found


@st.composite
def detailed(draw, region, seats):
    """Draw orders with all that may be said of them."""
    size = draw(st.sampled_from([25, 40, 10, 3, 1]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    start_s = np.sort(rng.integers(0, 12, size)) * draw(
        st.sampled_from([20.0, 45.5, 1.0])
    )

    def perhaps(values):
        return values if draw(st.booleans()) else None

    cancelled_s = start_s + rng.integers(1, 40, size) * 15.25
    cancelled_s[rng.random(size) < 0.6] = np.nan
    return Orders(
        start_s,
        rng.choice(region.producers, size),
        rng.choice(region.consumers, size),
        ready_s=perhaps(start_s + rng.integers(0, 12, size) * 20.0),
        due_s=perhaps(start_s + rng.integers(1, 20, size) * 45.5),
        pickup_service_s=perhaps(rng.integers(0, 4, size) * 7.5),
        dropoff_service_s=perhaps(rng.integers(0, 4, size) * 11.0),
        seats=perhaps(rng.integers(1, seats + 1, size)),
        cancelled_s=perhaps(cancelled_s),
        priority=perhaps(rng.integers(-1, 3, size)),
    )


@st.composite
def operated(draw, *, modes=("relayed", "stacked", "direct"), by=None):
    """Draw a case of an operation over all of its keys."""
    region = draw(regions(most=6, turns=True))
    mode = draw(st.sampled_from(modes))
    stacked = mode == "stacked"
    classes = {
        name: {
            "speed_factor": draw(st.sampled_from([1.0, 0.5, 1.25])),
            "capacity": draw(st.sampled_from([1, 2, 4])),
        }
        for name in CLASSES
    }
    fleet, shifts = {"classes": classes}, {}
    for pool, key, names in (
        (CORE, "core", ("",)),
        (PERIPHERAL, "peripheral", ("", *CLASSES)),
    ):
        spec = fleet[key] = {
            "speed_factor": draw(st.sampled_from([1.0, 1.0, 0.5, 1.5])),
            "last_call_s": draw(st.sampled_from([0.0, 30.0, 75.5, 5000.0])),
        }
        sized = draw(st.booleans()) if by is None else by == "size"
        if sized:
            spec["size"] = draw(st.sampled_from([3, 1, 6]))
        elif pool == PERIPHERAL or mode == "relayed":
            shifts[pool] = draw(shifts_of(names))
            spec["shifts"] = [shift.text for shift in shifts[pool]]
    if draw(st.booleans()):
        classes["bike"]["size"] = draw(st.integers(1, 3))
    fleet["core"]["capacity"] = draw(st.sampled_from([2, 3, 1]))
    if stacked:
        fleet["peripheral"]["capacity"] = draw(st.sampled_from([4, 2, 1]))
    keys = {
        "seed": draw(st.integers(0, 2**31)),
        "service": {"mode": mode},
        "routing": {"policy": "exact"},
        "requests": draw(REQUESTS),
        "fleet": fleet,
        "producers": draw(DOORS),
        "consumers": draw(DOORS),
        "dispatch": {"lead_s": draw(st.sampled_from([600.0, 0.0, 45.0, "unlimited"]))},
        "hotspots": {"handover_s": draw(st.sampled_from([0.0, 5.0]))},
    }
    if stacked:
        keys["dispatch"] |= draw(DISPATCH)
    horizon_s = draw(st.sampled_from(HORIZONS))
    if horizon_s is not None:
        keys["horizon_s"] = horizon_s
    of = "core" if mode == "relayed" else "peripheral"
    seats = fleet[of].get("capacity", 1)
    return Operated(Case(keys, region, draw(detailed(region, seats))), shifts)


DOORS = st.sampled_from(
    [{}, {"door_s": 30.0}, {"door_s": 20.25}, {"distribution": "gamma(2, scale=12)"}]
)


def column(orders, name, otherwise):
    """Return a column of orders, or what holds where it is absent."""
    values = getattr(orders, name)
    return otherwise if values is None else on_time_grid(values)
