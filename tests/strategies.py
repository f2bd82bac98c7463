"""Hypothesis strategies: small random regions, and scenarios over all keys.

Structure and keys are drawn by hypothesis, which shrinks them; the numbers inside
matrices come from a drawn seed, which keeps an example to a few milliseconds.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from simulation.assemble import Prepared, prepare
from simulation.demand.orders import Orders
from simulation.errors import PolicyError
from simulation.network.overlay import Overlay
from simulation.record.run import Run
from simulation.region.region import Region
from simulation.scenario import Scenario, scenario_from_dict
from simulation.simulation import simulate
from tests.made_regions import TICKS, Square, made_region

Keys = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A scenario on a region in memory."""

    keys: Keys
    region: Region = field(repr=False)
    trace: Orders | None = None

    def __repr__(self) -> str:
        """Return what is needed to see the case again."""
        places = self.region.places
        return (
            f"Case({self.keys}, region={self.region.name}, "
            f"tracts={places.tract.tolist()}, trace={self.trace})"
        )

    def _repr_pretty_(self, printer, _):  # what hypothesis shows
        printer.text(repr(self))

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario."""
        return scenario_from_dict(self.keys)

    def prepared(self) -> Prepared:
        """Return the ground of the run, its policy learnt if that is asked."""
        region = self.region
        overlay = Overlay(region.travel_time_s, region.distance_m)
        ground = (self.scenario.region, None)
        bare = Prepared(region, overlay, None, self.trace, made_from=(ground, "none"))
        return prepare(self.scenario, share=[bare])

    def run(self) -> Run:
        """Return the run."""
        return simulate(self.scenario, prepared=self.prepared())

    def but(self, **changed: object) -> "Case":
        """Return the case with other keys, such as ``requests__handler="refuse"``."""
        keys = {
            name: dict(value) if isinstance(value, dict) else value
            for name, value in self.keys.items()
        }
        for path, value in changed.items():
            *tables, key = path.split("__")
            table = keys
            for name in tables:
                table = table.setdefault(name, {})
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
        return Case(keys, self.region, self.trace)


# Regions -----------------------------------------------------------------------


@st.composite
def regions(draw, *, least=2, most=12, metric=False, positive=False, turns=False):
    """Draw a region of `least` to `most` hotspots.

    Parameters
    ----------
    metric
        No way is longer than one over a third place.
    positive
        No way between two places takes no time.
    turns
        There may be waypoints, where vehicles can turn off.
    """
    hotspots = draw(st.integers(least, most))
    producers = draw(st.integers(1, 6))
    consumers = draw(st.integers(1, 8))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    kinds = ["grid", "streets"] if metric else ["grid", "detours", "any", "streets"]
    kind = draw(st.sampled_from(kinds))
    ticks = draw(st.sampled_from(TICKS[:-1] if positive else TICKS))
    side = draw(st.integers(2, 6))  # cells: few make ties and places that coincide
    name = f"{kind} of {ticks} ticks, seed {seed}"
    counts = (hotspots, producers, consumers)
    square = Square(side, ticks)
    if turns:
        counts = (*counts, draw(st.sampled_from([0, 8, 30])))
    return made_region(name, rng, kind, counts, square, positive=positive)


# Scenarios ---------------------------------------------------------------------

WAITS = ("unbounded", 0.0, 1.0, 30.0, 120.5)


@st.composite
def cases(draw, *, region=None, trained=True, stacked=True, **fixed):
    """Draw a scenario over all keys, with 0 to about 60 orders.

    Parameters
    ----------
    region
        A strategy of regions; absent: all of them.
    trained
        Whether Q-learning may be asked for, now and then.
    stacked
        Whether stacked service may be asked for, whose vehicles no rule chooses.
    fixed
        Keys that are given, such as ``service__mode="direct"``.
    """
    modes = ["relayed"] * 8 + ["direct"] + ["stacked"] * stacked
    mode = fixed.get("service__mode") or draw(st.sampled_from(modes))
    planned = mode in {"stacked", "through"}
    ground = draw(regions(turns=planned) if region is None else region)
    seats = {"capacity": st.sampled_from([4, 2, 3, 1])} if planned else {}
    keys = {
        "seed": draw(st.integers(0, 2**31)),
        "demand": draw(demands()),
        "service": {"mode": mode},
        "routing": draw(routings(trained=trained and ground.hotspots <= 6)),
        "requests": draw(REQUESTS),
        "fleet": {
            "core": draw(pools(capacity=st.sampled_from([2, 3, 2, 4, 5, 1]))),
            "peripheral": draw(pools(deadheading=DEADHEADING, **seats)),
        },
        "hotspots": {
            "docks": draw(st.sampled_from(["unlimited", "unlimited", 1, 2, 3])),
            "handover_s": draw(st.sampled_from([0.0, 0.0, 5.0, 30.25, 0.1])),
        },
    }
    if draw(st.integers(0, 4)) == 0:
        keys["horizon_s"] = draw(st.sampled_from([20.0, 60.0, 150.5, 400.0, 1000.0]))
    if planned:
        keys["dispatch"] = draw(DISPATCH)
    if mode == "through":
        keys["dispatch"] |= draw(MEETINGS)
    trace = draw(st.one_of(st.none(), st.none(), traces(ground)))
    case = Case(keys, ground, trace).but(**fixed)
    if case.keys["routing"]["policy"] != "exact":
        assume(learnable(case))
    return case


EXPECTING = "tests.contracts.test_shipped:expecting"  # reservation, without a table
WEIGHED = ("saved_distance", "matching", "guarded", EXPECTING)
KEEPER = "tests.world.test_holds:Keeper"  # holds everybody for a minute
HOLDING = (KEEPER, EXPECTING)
DEADHEADING = st.sampled_from(["driven", "ignored"])
REQUESTS = st.fixed_dictionaries(
    {
        "handler": st.sampled_from(["greedy"] * 6 + ["refuse", *WEIGHED, KEEPER]),
        "value_of_time_m_per_s": st.sampled_from([3.0, 0.0, 20.5]),
        "interaction_range_m": st.sampled_from([1e6, 1000.0, 1e6, 450.0, 0.0]),
        "decision_interval_s": st.sampled_from([0.0, 0.0, 10.0, 60.0, 0.5]),
        "lookahead_s": st.sampled_from(WAITS),
        "max_wait_s": st.sampled_from(WAITS),
        "count_inbound": st.sampled_from([True, True, False]),
        "meet_at_destination": st.booleans(),
        "revisit": st.sampled_from(["never", "never", "either_side", "off"]),
    }
)


DISPATCH = st.fixed_dictionaries(
    {
        "interval_s": st.sampled_from([15.0, 0.0, 60.0, 0.5]),
        "order": st.sampled_from(["oldest", "nearest"]),
        "rounds": st.sampled_from([0, 10, 40]),
        "most_moved": st.sampled_from([10, 1, 3]),
        "new_vehicle_m": st.sampled_from([1500.0, 0.0, 1e5]),
        "max_detour": st.sampled_from([3.0, 1.0, 1.5]),
        "detour_slack_s": st.sampled_from([300.0, 0.0, 60.0]),
        "orders_ahead": st.sampled_from([4, 0, 1]),
        "hold_s": st.sampled_from([60.0, 0.0, 200.5]),
        "spare_s": st.sampled_from([60.0, 0.0]),
        "end_weight": st.sampled_from([0.0, 0.0, 1.0]),
        "memory_s": st.sampled_from([1800.0, 60.0]),
        "rebalance_s": st.sampled_from([0.0, 0.0, 30.0, 5.5]),
        "rebalance_ahead_s": st.sampled_from([300.0, 20.0]),
    }
)


MEETINGS = st.fixed_dictionaries(
    {
        "least_saving_m": st.sampled_from([0.0, 0.0, 100.0, 350.0]),
        "transfers": st.sampled_from([1, 1, 2, 3]),
        "stacks": st.sampled_from([False, True]),
        "busy_m_per_s": st.sampled_from([0.0, 0.0, 2.5]),
        "value_of_time_m_per_s": st.sampled_from([0.0, 1.0, 7.5]),
    }
)


def demands():
    """Return a strategy of demand: few orders, spread, or all on the minute."""
    return st.fixed_dictionaries(
        {
            "profile": st.sampled_from(
                ["uniform"] * 5
                + ["poisson", "gaussian", "gaussian_table_4", "gaussian_printed"]
            ),
            "load_per_min": st.sampled_from([20.0, 10.0, 20.0, 5.5, 1.5]),
            "duration_min": st.integers(1, 3),
            "arrivals": st.sampled_from(["spread", "on_minute"]),
        }
    )


@st.composite
def routings(draw, *, trained):
    """Draw how deliveries are routed."""
    routing = {
        "policy": "exact",
        "preferred_share": draw(st.sampled_from([0.5, 1.0, 0.7, 0.1])),
        "discount": draw(st.sampled_from([0.99, 0.99, 0.5])),
        "time_scaling": draw(st.sampled_from(["max", "max", "off_diagonal"])),
    }
    if trained and draw(st.integers(0, 9)) == 0:
        routing["policy"] = draw(st.sampled_from(["q_boltzmann", "q_epsilon"]))
        routing["episodes"] = 200
    return routing


def pools(**others):
    """Return a strategy of a pool of vehicles."""
    sizes = st.sampled_from(["elastic", "elastic", 1, 2, 3, 4, 6])
    factors = st.sampled_from([1.0, 1.0, 0.5, 1.5, 3.0])
    return st.fixed_dictionaries({"size": sizes, "speed_factor": factors, **others})


@st.composite
def traces(draw, region):
    """Draw up to 40 orders that start on a few instants, so that many coincide."""
    size = draw(st.sampled_from([40, 25, 10, 5, 2, 0]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gap_s = draw(st.sampled_from([1.0, 20.0, 45.5]))
    return Orders(
        start_s=np.sort(rng.integers(0, 12, size)) * gap_s,
        producer=rng.choice(region.producers, size),
        consumer=rng.choice(region.consumers, size),
    )


def learnable(case):
    """Return whether a policy trained so briefly leads to every destination."""
    try:
        case.prepared()
    except PolicyError:
        return False
    return True
