"""How much of a run's distance is chance of who meets whom.

Every order of a replication is moved by up to so many seconds, all else the same, and
the spread of the distance over such moves is held against that from day to day:

    python docs/scripts/measure_chance.py --region embedded
"""

import argparse

import numpy as np

from simulation.assemble import Prepared, assemble, prepare
from simulation.demand.orders import Orders
from simulation.interpreter import settled_heap
from simulation.record.kinds import Kind
from simulation.scenario import Scenario, load_scenario
from simulation.streams import Streams
from simulation.units import on_time_grid

SCENARIOS = ("paper/point_to_point", "paper/deliverai_2")
MOVES_S = (0.5, 5.0, 30.0)
MOVED = 2  # times, beside the orders as they are


def distance_km(scenario: Scenario, prepared: Prepared, orders: Orders) -> float:
    """Return what all vehicles drive."""
    world = assemble(scenario, prepared, orders)
    with settled_heap():
        world.run(scenario.horizon_s)
    events = world.log.table()
    return float(events.distance_m[events.rows(Kind.DEPARTED)].sum()) / 1000


def moved(orders: Orders, by_s: float, streams: Streams, time: int) -> Orders:
    """Return the orders, each at another moment."""
    rng = streams.get(f"move/{time}")
    start_s = on_time_grid(
        np.maximum(orders.start_s + by_s * (2 * rng.random(len(orders)) - 1), 0.0)
    )
    order = np.argsort(start_s, kind="stable")
    return Orders(start_s[order], orders.producer[order], orders.consumer[order])


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the chance of meetings.")
    parser.add_argument("--region", default="embedded", help="embedded, or a folder")
    parser.add_argument("--replications", type=int, default=30)
    given = parser.parse_args()
    settings = []
    print(f"{'':24} moved by   day to day   by moving   share of variance")
    for name in SCENARIOS:
        scenario = load_scenario(name, {"region": given.region})
        settings.append(prepare(scenario, settings))
        for by_s in MOVES_S:
            km = np.array(
                [
                    spread(scenario, settings[-1], number, by_s)
                    for number in range(given.replications)
                ]
            )
            days, moves = km[:, 0].var(ddof=1), km.var(axis=1, ddof=1).mean()
            print(
                f"{name:24} {by_s:6.1f} s {days**0.5:8.1f} km {moves**0.5:8.1f} km "
                f"{moves / days:10.0%}"
            )


def spread(
    scenario: Scenario, prepared: Prepared, number: int, by_s: float
) -> list[float]:
    """Return the distances of one day as it is and moved."""
    orders = prepared.orders(scenario, number)
    streams = Streams(scenario.seed, number)
    other = [moved(orders, by_s, streams, time) for time in range(MOVED)]
    return [distance_km(scenario, prepared, each) for each in (orders, *other)]


if __name__ == "__main__":
    main()
