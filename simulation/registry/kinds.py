"""Kinds of parts: what the world asks of them, and what they may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulation.registry.sources import installed

OPTIONS = "options"

_HOTSPOTS = {
    "travel_time_s": "times between hotspots at free flow [s], (H, H)",
    "distance_m": "distances between hotspots [m], (H, H)",
}
_STREAMS = {"streams": "named random streams of the replication"}


@dataclass(frozen=True)
class Kind:
    """A kind of part."""

    name: str  # as `simulate` takes it
    key: str  # of the scenario
    group: str  # of entry points
    methods: tuple[str, ...]  # that the world calls
    shipped: Mapping[str, str]  # word to where it is, "module:Class"
    gives: Mapping[str, str]  # what its constructor may name, and what that is
    attributes: tuple[str, ...] = ()  # that the world reads

    @property
    def options_key(self) -> str:
        """The key of its options."""
        return f"{self.key.partition('.')[0]}.{OPTIONS}"

    def words(self) -> list[str]:
        """Return the words that there are: shipped, then of installed packages."""
        return list(dict.fromkeys([*self.shipped, *installed(self.group)]))


HANDLER = Kind(
    name="handler",
    key="requests.handler",
    group="deliverai.handlers",
    methods=("match",),
    attributes=("shares",),
    shipped={
        "greedy": "simulation.sharing.greedy:GreedyHandler",
        "refuse": "simulation.sharing.refuse:RefuseHandler",
        "guarded": "simulation.sharing.guarded:GuardedHandler",
        "saved_distance": "simulation.sharing.saved_distance:SavedDistanceHandler",
        "matching": "simulation.sharing.saved_distance:MatchingHandler",
        "reservation": "simulation.sharing.reservation:ReservationHandler",
    },
    gives={
        "capacity": "deliveries in a core vehicle",
        "value_of_time_m_per_s": "`requests.value_of_time_m_per_s` [m/s]",
        "arrivals_per_s": "rates of `requests.table` [1/s], (H, H), if there is one",
        "hold_s": "`requests.hold_s` [s]",
        **_HOTSPOTS,
        **_STREAMS,
    },
)
ROUTING = Kind(
    name="routing",
    key="routing.policy",
    group="deliverai.routing",
    methods=("values",),
    attributes=("hotspots",),
    shipped={
        "exact": "simulation.routing.exact:ExactPolicy",
        "q_boltzmann": "simulation.assemble.routing:learnt_policy",
        "q_epsilon": "simulation.assemble.routing:learnt_policy",
    },
    gives={
        **_HOTSPOTS,
        "discount": "`routing.discount` [1]",
        "time_scaling": "`routing.time_scaling`",
        "streams": "named random streams that all replications share",
    },
)
DISPATCH = Kind(
    name="dispatch",
    key="dispatch.rule",
    group="deliverai.dispatch",
    methods=("assign",),
    shipped={
        "nearest": "simulation.dispatch.nearest:NearestIdle",
        "nearest_trip": "simulation.dispatch.nearest:NearestTrip",
    },
    gives={
        "pool": "`core` or `peripheral`: a rule is made for each pool",
        "travel": "times and distances of the pool's legs, `TravelTimes`",
        "travels": "those of each class of vehicle, by its `pool`",
        **_STREAMS,
    },
)
SERVICE = Kind(
    name="service",
    key="service.mode",
    group="deliverai.services",
    methods=("serve", "adopt"),
    shipped={
        "relayed": "simulation.world.services.relayed:RelayedService",
        "direct": "simulation.world.services.direct:DirectService",
        "stacked": "simulation.world.services.direct:DirectService",
        "through": "simulation.world.services.direct:DirectService",
        "choice": "simulation.world.services.choice:ChoiceService",
    },
    gives={
        "env": "the clock",
        "underway": "deliveries on their way by order; strike who is delivered",
        # Only those that it names are in the world; decisions bring core vehicles.
        "peripheral": "vehicles between doors and hotspots, a `Fleet`",
        "core": "vehicles between hotspots, a `Fleet`",
        "decisions": "where deliveries go between hotspots, `CoreDecisions`",
        "calls": "when orders call a vehicle, `Calls`",
    },
)
DEMAND = Kind(
    name="demand",
    key="demand.profile",
    group="deliverai.demand",
    methods=("orders",),
    shipped={
        **dict.fromkeys(
            ("uniform", "gaussian", "gaussian_table_4", "gaussian_printed", "poisson"),
            "simulation.demand.drawing:DrawnOrders",
        ),
        "trace": "simulation.demand.resampling:FromTrace",
    },
    gives={
        "load_per_min": "`demand.load_per_min` [1/min]",
        "duration_min": "`demand.duration_min` [min]",
        "arrivals": "`demand.arrivals`",
        "hours": "`demand.hours`, orders in each hour in proportion to each other",
        "uses": "`demand.uses`, each a `Use`",
        "trace": "orders of `demand.trace_file`, if there is one",
    },
)
TRAFFIC = Kind(
    name="traffic",
    key="traffic.model",
    group="deliverai.traffic",
    methods=("duration_s",),
    shipped={"free_flow": "simulation.network.travel_times:FreeFlow"},
    gives={**_HOTSPOTS, "places": "the places of the region", **_STREAMS},
)
KINDS = (HANDLER, ROUTING, DISPATCH, SERVICE, DEMAND, TRAFFIC)
