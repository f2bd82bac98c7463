"""Worlds of a few hotspots, small enough to be solved by hand.

A world is written as its travel times, a test plays a few orders in it and reads
what happened as lines::

    world = tiny_world('''
             A    B    C
        A    0   60  120
        B   60    0   60
        C  120   60    0
    ''')
    story = play(world, [(0, "A", "C")])
    assert story.overlay == ["10 decided d1 at A to C", ...]

Orders are d1, d2, ... as listed; core vehicles v1, v2, ... and peripheral ones
p1, p2, ... in the order they join. Hotspot A has the producer shopA and the
consumer homeA. All ways lead over the hotspots: from one door to another it takes
the door's way to its hotspot, the way between the hotspots, and the other's way.
Ten metres a second, if not said otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.assemble import Prepared
from simulation.demand.orders import Orders
from simulation.forks import replay_of
from simulation.network.overlay import Overlay
from simulation.region.region import CONSUMER, HOTSPOT, PRODUCER, Places, Region, Tracts
from simulation.region.routers import MatrixRouter
from simulation.routing.exact import ExactPolicy
from simulation.routing.protocol import RoutingPolicy
from simulation.scenario import Scenario, scenario_from_dict
from simulation.simulation import simulate
from simulation.units import Floats, Ints
from tests.world.story import Story, lines_of

METRES_PER_S = 10.0
MILE_S = 10.0  # first and last mile, if not said otherwise

Doors = Mapping[str, tuple[str, float]]  # name -> hotspot, seconds to or from it


@dataclass(frozen=True)
class TinyWorld:
    """A region in memory and the names of its places."""

    region: Region
    names: tuple[str, ...]  # of all places, hotspots first

    @property
    def hotspots(self) -> tuple[str, ...]:
        """Names of the hotspots."""
        return self.names[: self.region.hotspots]

    def share_of(self, hops: int) -> float:
        """Return the ``routing.preferred_share`` of sets of so many hops."""
        return hops / len(self.hotspots)


def tiny_world(
    times_s: str,
    *,
    metres: Mapping[str, float] | None = None,
    shops: Doors | None = None,
    homes: Doors | None = None,
) -> TinyWorld:
    """Return the world of a table of travel times.

    Parameters
    ----------
    times_s
        A line with the names of the hotspots, then one line each: its name, and
        the travel times [s] from it to all of them.
    metres
        Distances [m] other than ten metres a second, such as ``{"A>B": 900}``.
    shops, homes
        Further producers and consumers, or other miles of the first ones; by name
        the hotspot and the first or last mile [s].
    """
    hotspots, time_s = _table(times_s)
    distance_m = time_s * METRES_PER_S
    for way, length_m in (metres or {}).items():
        here, there = (hotspots.index(name) for name in way.split(">"))
        distance_m[here, there] = length_m
    producers = {f"shop{name}": (name, MILE_S) for name in hotspots} | dict(shops or {})
    consumers = {f"home{name}": (name, MILE_S) for name in hotspots} | dict(homes or {})
    doors = [(name, 0.0) for name in hotspots]
    doors += [*producers.values(), *consumers.values()]
    tract = np.array([hotspots.index(name) for name, _ in doors])
    mile_s = np.array([seconds for _, seconds in doors])
    return TinyWorld(
        _region(
            hotspots,
            [HOTSPOT] * len(hotspots)
            + [PRODUCER] * len(producers)
            + [CONSUMER] * len(consumers),
            tract,
            MatrixRouter(
                _from_door_to_door(time_s, tract, mile_s),
                _from_door_to_door(distance_m, tract, mile_s * METRES_PER_S),
            ),
        ),
        (*hotspots, *producers, *consumers),
    )


def clique(
    hotspots: str,
    *,
    seconds: float = 60,
    times_s: Mapping[str, float] | None = None,
    metres: Mapping[str, float] | None = None,
    shops: Doors | None = None,
    homes: Doors | None = None,
) -> TinyWorld:
    """Return hotspots, a letter each, `times_s` such as ``{"A>B": 90}`` apart."""
    other = times_s or {}
    rows = [
        f"{here} "
        + " ".join(
            str(0 if here == there else other.get(f"{here}>{there}", seconds))
            for there in hotspots
        )
        for here in hotspots
    ]
    table = "\n".join([" ".join(hotspots), *rows])
    return tiny_world(table, metres=metres, shops=shops, homes=homes)


class Wishes:
    """What agents want, as written: a policy with values already in [0, 1].

    Parameters
    ----------
    world
        The world.
    rows
        By "place>destination", the hops and their values, such as
        ``{"A>D": "B 1, C 0.75"}``; the best is worth 1 and hops not named 0, so
        that normalising changes nothing. Rows not written want the destination only.
    """

    def __init__(self, world: TinyWorld, rows: Mapping[str, str]) -> None:
        names = world.hotspots
        self._rows: dict[tuple[int, int], Floats] = {}
        for way, hops in rows.items():
            here, destination = (names.index(name) for name in way.split(">"))
            row = np.zeros(len(names))
            for hop in hops.split(","):
                name, value = hop.split()
                row[names.index(name)] = float(value)
            assert row.max() == 1, way
            assert row[here] == 0, way
            self._rows[destination, here] = row
        self.hotspots = len(names)

    def values(self, destination: int, here: int) -> Floats:
        """Return the values of the hops from `here`, (H,)."""
        if (destination, here) in self._rows:
            return self._rows[destination, here].copy()
        row = np.zeros(self.hotspots)
        row[destination] = 1.0
        return row


def play(
    world: TinyWorld,
    orders: Sequence[tuple[float, str, str]],
    keys: Mapping[str, object] | None = None,
    policy: RoutingPolicy | None = None,
    **details: Sequence[float],
) -> Story:
    """Return what happens to some orders in a world.

    Parameters
    ----------
    world
        Where.
    orders
        When [s], from which and to which hotspot, shop or home; in order of time.
    keys
        Scenario keys, dotted as on the command line.
    policy
        What agents want; the exact policy if absent.
    details
        Columns of what else is said of the orders, such as ``ready_s=(0, 90)``.
    """
    scenario = scenario_from_dict(_nested(keys or {}))
    prepared = _setting(world, orders, scenario, policy)
    columns = {name: np.array(values) for name, values in details.items()}
    trace = replace(prepared.trace, **columns)
    run = simulate(scenario, prepared=replace(prepared, trace=trace))
    return Story(run, lines_of(run, world.names))


def play_on(
    world: TinyWorld,
    orders: Sequence[tuple[float, str, str]],
    keys: Mapping[str, object],
    at_s: float,
    changes: Mapping[str, object],
    *later: tuple[float, Mapping[str, object]],
) -> Story:
    """Return what happens if keys change at a moment [s]; else as `play`.

    `later`: further moments and changes, each forking the fork before it.
    """
    scenario = scenario_from_dict(_nested(keys))
    prepared = _setting(world, orders, scenario, None)
    run = simulate(scenario, prepared=prepared)
    for moment_s, changed in ((at_s, changes), *later):
        run = replay_of(run, prepared=prepared).fork(moment_s, changed)
    return Story(run, lines_of(run, world.names))


def _setting(
    world: TinyWorld,
    orders: Sequence[tuple[float, str, str]],
    scenario: Scenario,
    policy: RoutingPolicy | None,
) -> Prepared:
    region = world.region
    overlay = Overlay(region.travel_time_s, region.distance_m)
    relayed = scenario.service.mode == "relayed"
    routed = (scenario.routing, scenario.seed) if relayed else None
    return Prepared(
        region=region,
        overlay=overlay,
        policy=policy or ExactPolicy(overlay.travel_time_s),
        trace=_orders(world, orders),
        made_from=((scenario.region, None), routed),
    )


def _table(text: str) -> tuple[tuple[str, ...], Floats]:
    head, *body = [line.split() for line in text.strip().splitlines()]
    assert [row[0] for row in body] == head, "rows and columns differ"
    return tuple(head), np.array([[float(cell) for cell in row[1:]] for row in body])


def _from_door_to_door(between: Floats, tract: Ints, mile: Floats) -> Floats:
    ways = mile[:, None] + between[np.ix_(tract, tract)] + mile[None, :]
    np.fill_diagonal(ways, 0.0)
    return ways


def _region(
    hotspots: tuple[str, ...], kinds: list[int], tract: Ints, router: MatrixRouter
) -> Region:
    places, number = len(kinds), len(hotspots)
    east = np.array([1.0, 0.0])
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    return Region(
        name="tiny",
        synthetic=True,
        tracts=Tracts(hotspots, tuple((square + east * at,) for at in range(number))),
        places=Places(
            kind=np.array(kinds, dtype=np.uint8),
            tract=tract,
            lon=tract + 0.5,
            lat=np.full(places, 0.5),
            category=np.full(places, ""),
            source_id=np.full(places, ""),
        ),
        travel_time_s=router.travel_time_s[:number, :number],
        distance_m=router.distance_m[:number, :number],
        router=router,
        checksum="tiny",
    )


def _orders(world: TinyWorld, orders: Sequence[tuple[float, str, str]]) -> Orders:
    start_s = np.array([start for start, _, _ in orders], dtype=np.float64)
    assert (np.diff(start_s) >= 0).all(), "orders are not in order of time"

    def numbers(names: list[str], kind: str) -> Ints:
        doors = [kind + name if name in world.hotspots else name for name in names]
        return np.array([world.names.index(door) for door in doors])

    return Orders(
        start_s,
        numbers([source for _, source, _ in orders], "shop"),
        numbers([destination for _, _, destination in orders], "home"),
    )


def _nested(keys: Mapping[str, object]) -> dict[str, object]:
    tables: dict[str, Any] = {}
    for key, value in keys.items():
        *path, last = key.split(".")
        table = tables
        for name in path:
            table = table.setdefault(name, {})
        table[last] = value
    return tables
