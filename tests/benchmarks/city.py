"""Whole cities: cost per order and memory over orders and hotspots (`make bench-city`).

Each case runs in a process of its own, so that its peak memory is its own; its log goes
to a file on the way, as that of a long run does. A line of the table is printed as soon
as it is known. Without a region, cities are made: tracts of 900 m on a grid, 10
producers and 100 consumers in each, legs along the grid.

    python -m tests.benchmarks.city --hotspots 30 100 --orders 5000
    python -m tests.benchmarks.city --region FOLDER --orders 200000 --profile
"""

import argparse
import contextlib
import cProfile
import json
import pstats
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from simulation.assemble import prepare
from simulation.region.files import save_region
from simulation.region.prepare import prepared_region
from simulation.region.region import CONSUMER, HOTSPOT, PRODUCER, Places, Tracts
from simulation.region.routers import RectilinearRouter
from simulation.scenario import load_scenario
from simulation.simulation import Simulation
from simulation.world.mesa_world import MesaWorld
from tests.benchmarks.bare_loop import bare_loop
from tests.benchmarks.taken import cpu_s, peak_mib

SERVICES = ("paper/point_to_point", "paper/hotspots_only", "city/sharing")
HOTSPOTS, ORDERS, HOURS = (
    (30, 100, 300, 801, 2190),
    (5_000, 20_000, 50_000, 200_000),
    24,
)
SPACING_DEGREES, SPEED_MPS = 0.008, 25 / 3.6  # 900 m to the north, 660 m to the east
PRODUCERS, CONSUMERS = 10, 100  # of a tract
US = 1e6  # of a second
HEAD = (
    *("service", "hotspots", "orders", "prepare [CPU s]", "loop [CPU s]"),
    *("log [CPU s]", "us an order", "us an order, bare loop", "rows an order"),
    *("peak [MiB]", "before the loop [MiB]", "decision p50 [us]", "p99 [us]", "log"),
)
# Of a profile, by folder or file; what is built in counts for who calls it.
PARTS = {
    "SimPy": ("simpy/", "world/clock.py", "world/instant.py"),
    "decisions": ("world/groups/", "sharing/", "routing/"),
    "log": ("record/",),
    "legs": ("network/", "region/"),
    "deliveries": ("world/delivery.py", "world/services/", "world/world.py"),
    "vehicles": ("world/", "dispatch/"),
}
_RECORDING = "<method 'extend' of 'list' objects>"  # `EventLog.write`


def made_city(hotspots, folder):
    """Write the region of a made city, if it is not there yet."""
    if folder.exists():
        return
    rng = np.random.default_rng(hotspots)
    side = int(np.ceil(np.sqrt(hotspots)))
    tract = np.concatenate(
        [np.arange(hotspots)]
        + [np.repeat(np.arange(hotspots), each) for each in (PRODUCERS, CONSUMERS)]
    )
    kind = np.repeat(
        [HOTSPOT, PRODUCER, CONSUMER],
        [hotspots, hotspots * PRODUCERS, hotspots * CONSUMERS],
    ).astype(np.uint8)
    within = rng.uniform(-0.5, 0.5, (2, tract.size))
    within[:, :hotspots] = 0.0  # in the middle of their tracts
    lon, lat = SPACING_DEGREES * (np.array(np.divmod(tract, side)) + within)
    square = SPACING_DEGREES * np.array(
        [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]
    )
    tracts = Tracts(
        tuple(f"{each:04}" for each in range(hotspots)),
        tuple((np.add(square, (lon[each], lat[each])),) for each in range(hotspots)),
    )
    source = np.array([f"made/{each}" for each in range(tract.size)])
    places = Places(kind, tract, lon, lat, np.full(tract.size, "made up"), source)
    router = RectilinearRouter(lon, lat, speed_mps=SPEED_MPS)
    name = f"made, {hotspots} tracts"
    save_region(
        prepared_region(name, tracts, places, router, synthetic=True, manifest={}),
        folder,
    )


def timed_decisions(world):
    """Return what the CPU times [s] of instants with decisions are noted in.

    Nothing is noted of a compiled event loop, whose functions cannot be replaced.
    """
    taken_s, instant = [], world.instant
    end = instant.end

    def noted(now_s):
        decides, begin_s = bool(instant.deciding), time.process_time()
        end(now_s)
        if decides:
            taken_s.append(time.process_time() - begin_s)

    with contextlib.suppress(AttributeError):
        instant.end = noted
    return taken_s


def one_case(asked):
    """Carry out one case, and return the cells of its line."""
    minutes = round(60 * asked.hours)
    keys = (
        f"region={asked.region}",
        f"demand.duration_min={minutes}",
        f"demand.load_per_min={asked.orders[0] / minutes}",
    )
    scenario = load_scenario(asked.services[0], [*keys, *asked.set])
    prepare_s, prepared = cpu_s(lambda: prepare(scenario))
    world = MesaWorld()
    assemble_s, run = cpu_s(
        lambda: Simulation(scenario, prepared=prepared, world=world)
    )
    orders = prepared.orders(scenario, 0)
    before_mib = peak_mib()
    profile = cProfile.Profile()
    taken_s = [] if asked.profile else timed_decisions(world)
    with TemporaryDirectory() as folder:
        log = Path(folder) / "events.parquet"
        call = partial(run.result, log)
        if asked.profile:
            call = partial(profile.runcall, run.result, log)
        whole_s, done = cpu_s(call)
    loop_s, most_mib, rows = done.cpu_s, peak_mib(), len(world.log)
    ride_s, _ = prepared.region.router.legs(orders.producer, orders.consumer)
    bare = bare_loop(orders.start_s.tolist(), ride_s.tolist())
    bare_s, _ = cpu_s(bare.run)
    p50, p99 = np.quantile(taken_s, [0.5, 0.99]) * US if taken_s else (0.0, 0.0)
    cells = (
        *(scenario.name, prepared.overlay.hotspots, len(orders)),
        *(f"{prepare_s + assemble_s:.1f}", f"{loop_s:.1f}", f"{whole_s - loop_s:.1f}"),
        *(f"{US * each / len(orders):.0f}" for each in (loop_s, bare_s)),
        *(f"{rows / len(orders):.1f}", f"{most_mib:.0f}", f"{before_mib:.0f}"),
        *(f"{p50:.0f}", f"{p99:.0f}", done.log_hash[:8]),
    )
    return cells, shares(profile) if asked.profile else {}


def shares(profile):
    """Return what share of a profile each part has by itself."""
    taken_s = dict.fromkeys((*PARTS, "others"), 0.0)
    for (file, _, name), each in pstats.Stats(profile).stats.items():
        _, _, own_s, _, callers = each
        if name == _RECORDING:
            taken_s["log"] += own_s
        elif file.startswith("/") or not callers:
            taken_s[part_of(file)] += own_s
        else:
            for (caller, _, _), (_, _, of_caller_s, _) in callers.items():
                taken_s[part_of(caller)] += of_caller_s
    whole_s = sum(taken_s.values())
    return {part: of_part_s / whole_s for part, of_part_s in taken_s.items()}


def part_of(file):
    """Return the part that a file belongs to."""
    for part, marks in PARTS.items():
        if any(mark in file.replace("\\", "/") for mark in marks):
            return part
    return "others"


def arguments():
    """Return what is asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--services", nargs="+", default=SERVICES)
    parser.add_argument("--orders", nargs="+", type=int, default=ORDERS)
    parser.add_argument("--hotspots", nargs="+", type=int, default=HOTSPOTS)
    parser.add_argument("--region", type=Path, help="In place of made cities.")
    parser.add_argument("--hours", type=float, default=HOURS, help="Of orders.")
    parser.add_argument("--set", action="append", default=[], help="KEY=VALUE.")
    parser.add_argument("--profile", action="store_true", help="What takes how long.")
    parser.add_argument("--made", type=Path, default=Path("build/made_cities"))
    parser.add_argument("--case", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    """Print the table, a line for each case; the first of each are the small ones."""
    asked = arguments()
    if asked.case:
        print(json.dumps(one_case(asked)))
        return
    print(f"| {' | '.join(HEAD)} |\n| --- |{' ---: |' * (len(HEAD) - 1)}")
    regions = [asked.region] if asked.region else []
    for hotspots in () if asked.region else asked.hotspots:
        regions.append(asked.made / str(hotspots))
        made_city(hotspots, regions[-1])
    for region in regions:
        for service in asked.services:
            for orders in asked.orders:
                case = ["--case", "--region", region, "--services", service]
                case += ["--orders", orders, "--hours", asked.hours]
                case += [f"--set={each}" for each in asked.set]
                case += ["--profile"] * asked.profile
                command = [
                    sys.executable,
                    "-m",
                    "tests.benchmarks.city",
                    *map(str, case),
                ]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
                cells, parts = json.loads(done.stdout)
                print(f"| {' | '.join(map(str, cells))} |", flush=True)
                for part, share in parts.items():
                    print(f"    {part}: {share:.0%}")


if __name__ == "__main__":
    main()
