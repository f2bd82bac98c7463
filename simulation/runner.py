"""One run of a scenario, in memory."""

import gc
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

from simulation.assemble import Setting, assemble, prepare
from simulation.demand.orders import Orders
from simulation.record.run import ReleasedOrders, Run
from simulation.scenario import Scenario, scenario_to_dict

Progress = Callable[[int, int], None]  # orders released so far, of how many

_PACKAGES = ("deliverai", "mesa", "numpy", "pyarrow", "scipy", "simpy")


def simulate(
    scenario: Scenario,
    replication: int = 0,
    *,
    setting: Setting | None = None,
    progress: Progress | None = None,
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

    Raises
    ------
    InputError
        If the scenario's region, trace or table cannot be used.
    """
    setting = setting or prepare(scenario)
    orders = setting.orders(scenario, replication)
    world = assemble(scenario, setting, orders)
    if progress is not None:
        world.report_to(lambda released: progress(released, len(orders)))
    with settled_heap():
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        world.run(scenario.horizon_s)
        wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
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
