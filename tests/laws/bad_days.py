"""Days on which everything goes wrong at once, in every service that knows of it."""

from hypothesis import strategies as st

from tests.laws.incidents import (
    ATTEMPTS,
    BREAKDOWNS,
    CANCELLATIONS,
    DRAWN_AS,
    DRIVERS,
    served,
)
from tests.laws.operated import operated
from tests.laws.test_forks import VALUES, makes_use_of

RATES = [20.0, 4.0, 0.0, 55.0]
FAILING = {  # of what goes wrong, keys that may change in flight
    "fleet.core.breakdowns_per_h": RATES,
    "fleet.peripheral.breakdowns_per_h": RATES,
    "breakdowns.repair_s": [300.0, 0.0, 30.25],
    "breakdowns.crews": [1, 2, "unlimited"],
    "breakdowns.rescue_after_s": [0.0, "never", 20.0],
    "attempts.absent_share": [0.4, 0.0, 1.0],
    "attempts.wait_s": [0.0, 20.0],
    "attempts.retry_s": [0.0, 60.5],
}
HOURS = st.lists(
    st.sampled_from(["00:00-00:02 0.5", "00:02-00:06 1.6", "00:07-00:08 0"]),
    max_size=3,
    unique=True,
)
BOXES = (
    st.sampled_from(  # of the regions that are made up, whose corner is 87.7 W 41.8 N
        [[-87.71, 41.79, -87.694, 41.81], [-87.7, 41.8, -87.6, 41.803]]
    )
)
SIZES = st.sampled_from([2, 1, 4])
FRACTIONS = st.sampled_from([0.05, 0.4, 1.5])


@st.composite
def closures(draw):
    """Draw slow-downs of a box or a tract, and hours at which everybody stands."""
    found = {}
    for number in range(draw(st.integers(1, 3))):
        begins = draw(st.sampled_from([0.0, 0.7, 2.0, 4.5]))
        spec = {"from_min": begins, "until_min": begins + draw(st.sampled_from([1, 4]))}
        where = draw(st.sampled_from(["box", "tracts", "all"]))
        if where == "box":
            spec["box"] = draw(BOXES)
        elif where == "tracts":
            spec["tracts"] = ["tract 0"]
            spec["tract_share"] = draw(st.sampled_from([1.0, 0.4]))
        spec["speed_factor"] = 0.0 if where == "all" else draw(FRACTIONS)
        spec["seen_by"] = draw(st.sampled_from(["all", "planners", "vehicles"]))
        found[f"works_{number}"] = spec
    return found


@st.composite
def traffic(draw):
    """Draw hours, closures, chance, and what planners are told of it."""
    keys = {"hours": draw(HOURS), "closures": draw(closures())}
    keys["feed"] = {"delay_min": draw(st.sampled_from([0.0, 0.5, 90.0]))}
    keys["detector"] = {
        "threshold": draw(st.sampled_from([0.0, 0.3, 2.0])),
        "on_alarm": draw(st.sampled_from(["tell", "distrust", "distrust_all"])),
        "quiet_min": draw(st.sampled_from([0.4, 15.0])),
    }
    if draw(st.booleans()):
        noise = {"noise": 0.3, "noise_min": draw(st.sampled_from([1.0, 15.0]))}
        keys |= noise | {"noise_shared": draw(st.sampled_from([0.0, 0.5, 1.0]))}
    return keys


@st.composite
def interventions(draw, case):
    """Draw up to four, overlapping or not, of fleets, rules, failures and traffic."""
    mode = case.scenario.service.mode
    plans = case.scenario.makes_rounds
    keys = [key for key in VALUES if plans or makes_use_of(mode, key)]
    every = {key: VALUES[key] for key in keys} | FAILING
    region = case.region
    sends = region.places.tract[region.producers].tolist()
    every["recall.tracts"] = [[region.tracts.ids[sends[at]]] for at in (0, -1)]
    every["recall.box"] = [[-180.0, -90.0, 180.0, 90.0]]
    every["traffic.closures"] = [{"jam": {"speed_factor": 0.3, "until_min": 8}}]
    if mode not in {"relayed", "choice"}:
        every.pop("fleet.core.breakdowns_per_h")
    fleet = case.scenario.fleet
    for pool in ("core", "peripheral"):
        if getattr(fleet, pool).by_shifts:  # who comes when is said
            every.pop(f"fleet.{pool}.size", None)
    specs = []
    for number in range(draw(st.integers(0, 4))):
        chosen = draw(
            st.lists(
                st.sampled_from(sorted(every)), min_size=1, max_size=4, unique=True
            )
        )
        values = {key: draw(st.sampled_from(every[key])) for key in chosen}
        values |= {key: draw(SIZES) for key in values if key.endswith(".size")}
        spec = {"what": f"change {number}", "set": values}
        spec["at_min"] = draw(st.sampled_from([0.0, 0.5, 1.7, 2.5, 5.0, 11.0]))
        lasts = draw(st.sampled_from([None, 0.3, 2.0, 7.0]))
        if lasts is not None:
            spec["until_min"] = spec["at_min"] + lasts
        specs.append(spec)
    return specs


@st.composite
def bad_days(draw, service):
    """Draw a finite operation, perhaps with shifts, and all that may go wrong."""
    case = draw(operated(modes=(DRAWN_AS.get(service, service),))).case
    case = served(draw, case, service)
    keys = {"traffic": draw(traffic())}
    for pool in ("core", "peripheral"):
        keys[f"fleet__{pool}__breakdowns_per_h"] = draw(st.sampled_from(RATES))
    for name in ("bike", "van"):
        rate = draw(st.sampled_from(RATES))
        keys[f"fleet__classes__{name}__breakdowns_per_h"] = rate
    keys["breakdowns"] = draw(BREAKDOWNS)
    keys["cancellations"] = draw(CANCELLATIONS)
    keys["attempts"] = draw(ATTEMPTS)
    keys["drivers"] = draw(DRIVERS)
    case = case.but(**keys)
    return case.but(interventions=draw(interventions(case)))
