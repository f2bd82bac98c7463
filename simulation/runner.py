"""One run of a scenario, in memory."""

import gc
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

from simulation.assemble import Assembly, Setting, amend, prepare
from simulation.demand.orders import Orders
from simulation.record.log import EventLog
from simulation.record.run import ReleasedOrders, Run
from simulation.scenario import Scenario, scenario_to_dict

Progress = Callable[[int, int], None]  # orders released so far, of how many

_PACKAGES = ("deliverai", "mesa", "numpy", "pyarrow", "scipy", "simpy")


@dataclass(frozen=True)
class Moment:
    """From when on a run goes on under another scenario."""

    at_s: float  # [s], on the time grid; before all that happens at that instant
    scenario: Scenario  # in force from then on
    setting: Setting
    check: Callable[[EventLog], None] = lambda _: None  # told the log so far


def simulate(
    scenario: Scenario,
    replication: int = 0,
    *,
    setting: Setting | None = None,
    progress: Progress | None = None,
    moments: Sequence[Moment] = (),
) -> Run:
    """Return the run of one replication of a scenario.

    The same scenario and replication give the same event log everywhere.

    Parameters
    ----------
    scenario
        All that is asked.
    replication
        Names the random streams, together with the scenario's seed.
    setting
        Region, legs and policy from :func:`prepare`, to share between runs;
        absent: prepared here.
    progress
        Told now and then how many orders are released.
    moments
        In order of time: when keys change, see :mod:`simulation.forking`.

    Raises
    ------
    InputError
        If the scenario's region, trace or table cannot be used.
    """
    setting = setting or prepare(scenario)
    orders = setting.orders(scenario, replication)
    assembly = Assembly(scenario, setting, orders)
    world = assembly.world
    if progress is not None:
        world.report_to(lambda released: progress(released, len(orders)))
    try:
        with settled_heap():
            wall_s, cpu_s = time.perf_counter(), time.process_time()
            for moment in moments:
                if moment.at_s > world.env.now:
                    world.advance(moment.at_s)
                moment.check(world.log)
                scenario, setting = moment.scenario, moment.setting
                amend(assembly, scenario, setting)
            world.run(scenario.horizon_s)
            wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    finally:
        world.let_go()
    return Run(
        name=scenario.name,
        scenario=scenario_to_dict(
            scenario.model_copy(update={"routing": setting.routing or scenario.routing})
        ),
        seed=scenario.seed,
        replication=replication,
        region_checksum=setting.region.checksum,
        versions=versions(),
        inputs=setting.inputs,
        wall_s=wall_s,
        cpu_s=cpu_s,
        end_s=world.end_s,
        events=world.log.table(),
        orders=_released(orders, world.released),
        places=setting.region.places,
        tract_ids=setting.region.tracts.ids,
        decisions=None if world.decisions is None else world.decisions.table(),
    )


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages a run depends on."""
    return {"python": platform.python_version()} | {
        package: version(package) for package in _PACKAGES
    }


@contextmanager
def settled_heap() -> Iterator[None]:
    """Keep the garbage collector out of the event loop.

    It would walk every vehicle and every object of every imported library again
    and again, at high loads for half of the time, and find nothing: the loop
    leaves no circles of objects behind (a test counts them).
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _released(orders: Orders, count: int) -> ReleasedOrders:
    return ReleasedOrders(
        start_s=orders.start_s[:count],
        producer=orders.producer[:count],
        consumer=orders.consumer[:count],
    )
