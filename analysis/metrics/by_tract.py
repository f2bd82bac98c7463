"""What happens where: flows between tracts, waiting and service by tract."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.metrics.summaries import total
from analysis.tables.deliveries import delivery_columns, parts_in_use
from analysis.tables.legs import leg_columns
from analysis.tables.spells import PARTS, spells_of, touches
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import METRES_PER_KM, Floats, Ints

if TYPE_CHECKING:
    from pandas import DataFrame

WAITS = tuple(part for part in PARTS if part.endswith("_wait_s"))

# Kinds whose place is where their order is; the others say nothing of it, or, as
# `sharing_accepted`, name where it goes.
_STANDS = (
    Kind.RELEASED,
    Kind.VEHICLE_REQUESTED,
    Kind.DEPARTED,
    Kind.ARRIVED,
    Kind.DOCK_REQUESTED,
    Kind.HANDOVER_STARTED,
    Kind.HANDOVER_FINISHED,
    Kind.DOOR_STARTED,
    Kind.DOOR_FINISHED,
    Kind.CANCELLED,
)


def flows(run: Run, *, core: bool = True) -> "DataFrame":
    """Return what one pool of vehicles drives from tract to tract.

    One row per pair of tracts that a leg joins, the largest distance first.
    Columns: ``tract``, ``to_tract`` (ids); ``vehicles`` (legs), ``empty`` (those
    with nothing aboard), ``orders`` (deliveries aboard, summed over the legs),
    ``distance_all_km`` and ``distance_km``, which leaves ignored ways out. They add
    up to the KPI `core_km`, or `peripheral_all_km` and `peripheral_km`.

    Parameters
    ----------
    run
        A run.
    core
        Core vehicles, else peripheral ones.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    legs = leg_columns(run)
    chosen = legs.core == core
    tracts = len(run.tract_ids)
    pair = legs.tract[chosen] * tracts + run.places.tract[legs.to_place[chosen]]
    pairs, inverse = np.unique(pair, return_inverse=True)
    load, metres = legs.load[chosen], legs.distance_m[chosen]
    whole = metres + legs.ignored_m[chosen]

    def summed(values: Floats) -> Floats:
        sums = np.bincount(inverse, values, minlength=pairs.size)
        return sums.astype(np.float64)

    ids = np.array(run.tract_ids, dtype=np.str_)
    frame = pd.DataFrame(
        {
            "tract": ids[pairs // max(1, tracts)],
            "to_tract": ids[pairs % max(1, tracts)],
            "vehicles": summed(np.ones(load.size)).astype(np.int64),
            "empty": summed((load == 0).astype(np.float64)).astype(np.int64),
            "orders": summed(load.astype(np.float64)).astype(np.int64),
            "distance_all_km": summed(whole) / METRES_PER_KM,
            "distance_km": summed(metres) / METRES_PER_KM,
        }
    )
    ranked = frame.sort_values("distance_all_km", ascending=False, kind="stable")
    return ranked.reset_index(drop=True)


def waiting_by_tract(run: Run) -> "DataFrame":
    """Return how long orders waited in each tract, and for what.

    One row per tract, in the region's order. Columns: ``tract`` (id); ``orders``,
    the distinct orders that were at a place of it; ``decision_wait_s``,
    ``partner_wait_s``, ``vehicle_wait_s``, ``bay_wait_s`` and, where doors take time,
    ``food_wait_s``, summed over all orders, open ones included; ``wait_s``, their
    sum. Waiting at a producer's door counts for the producer's tract. Over all tracts
    the columns add up to those of :func:`analysis.tables.deliveries`.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    legs = leg_columns(run)
    order, row = touches(run, legs)
    kind = run.events.kind[row]
    tract = run.places.tract[_stands_at(run, row, kind)]
    tracts = len(run.tract_ids)
    spells = spells_of(run, legs)
    key = order * len(run.events) + row  # rising: spells begin with touches
    spent_in = tract[np.searchsorted(key, spells.order * len(run.events) + spells.row)]
    names = [name for name in WAITS if name in parts_in_use(run)]
    columns: dict[str, Floats] = {}
    for name in names:
        waits = spells.part == PARTS.index(name)
        columns[name] = np.bincount(
            spent_in[waits], spells.lasts_s[waits], minlength=tracts
        ).astype(np.float64)
    there = np.isin(kind, _STANDS) & (kind != Kind.DEPARTED)
    met = np.unique(tract[there] * len(run.orders) + order[there])
    visitors = np.bincount(met // max(1, len(run.orders)), minlength=tracts)
    frame = pd.DataFrame(
        {"tract": list(run.tract_ids), "orders": visitors.astype(np.int64), **columns}
    )
    return frame.assign(wait_s=frame[names].sum(axis=1))


def _stands_at(run: Run, row: Ints, kind: NDArray[np.uint8]) -> Ints:
    """Return by touch the place where its order is, or that it left last, (n,)."""
    says = np.isin(kind, _STANDS)
    last = np.maximum.accumulate(np.where(says, np.arange(row.size), 0))
    places: Ints = run.events.place[row[last]].astype(np.int64)
    return places


def service_by_tract(run: Run) -> "DataFrame":
    """Return how the consumers of each tract were served.

    One row per tract, in the region's order. Columns: ``tract`` (id); ``orders``
    and ``delivered``; ``undecided``, open and not past their due time; ``late``,
    delivered or open past it; ``cancelled``, where any is; ``delivery_time_mean_s``
    over delivered ones (NaN without any).
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    table = delivery_columns(run)
    tract = run.places.tract[run.orders.consumer]
    settled, open_yet = table.decided, table.open & ~table.decided
    too_late = settled & ~table.on_time
    rows = []
    for number, name in enumerate(run.tract_ids):
        here = tract == number
        done = here & table.delivered
        count = int(done.sum())
        mean_s = total(table.delivery_time_s[done]) / count if count else np.nan
        counts = (int((here & some).sum()) for some in (open_yet, too_late))
        rows.append((name, int(here.sum()), count, *counts, mean_s))
    columns = ("tract", "orders", "delivered", "undecided", "late")
    frame = pd.DataFrame(rows, columns=[*columns, "delivery_time_mean_s"])
    if table.cancelled.any():
        gone = np.bincount(tract[table.cancelled], minlength=len(run.tract_ids))
        frame.insert(len(columns), "cancelled", gone)
    return frame


def distance_by_load(run: Run) -> "DataFrame":
    """Return what vehicles drove with so many deliveries aboard.

    Columns: ``pool`` (core or peripheral), ``load`` [deliveries], ``legs``,
    ``distance_all_km`` and ``distance_km``, which leaves ignored ways out; a row per
    pool and load that occurs.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    legs = leg_columns(run)
    rows = []
    for pool, chosen in (("core", legs.core), ("peripheral", ~legs.core)):
        for load in np.unique(legs.load[chosen]).tolist():
            alike = chosen & (legs.load == load)
            driven = legs.distance_m[alike]
            metres = (total(driven + legs.ignored_m[alike]), total(driven))
            km = (each / METRES_PER_KM for each in metres)
            rows.append((pool, load, int(alike.sum()), *km))
    columns = ["pool", "load", "legs", "distance_all_km", "distance_km"]
    return pd.DataFrame(rows, columns=columns)
