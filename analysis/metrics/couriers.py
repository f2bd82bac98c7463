"""Couriers: who drives peripheral vehicles, what they do, and what they are paid.

The metrics by which the literature on meal delivery measures a plan (the meal
delivery routing problem; Reyes and others, 2018), each over orders, bundles or
couriers with how it is spread.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.metrics.activity import service_period, within
from analysis.metrics.fleet import in_fleet_s
from analysis.metrics.summaries import mean, quantile, total
from analysis.tables.deliveries import DeliveryColumns, delivery_columns
from analysis.tables.doors import door_columns
from analysis.tables.legs import LegColumns, leg_columns
from simulation.record.kinds import CORE, Kind
from simulation.record.run import Run
from simulation.scenario import CostsSpec
from simulation.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, Bools, Floats, Ints

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Couriers:
    """Columns over the vehicles that are not core vehicles, as they joined."""

    vehicle: Ints  # (n,)
    paid_s: Floats  # (n,) in the fleet, within the service period
    driving_s: Floats  # (n,) of it, empty ways included
    service_s: Floats  # (n,) of it, at doors, but for waiting for food
    orders: Ints  # (n,) carried, each once; in relayed service first and last miles

    def pay(self, prices: CostsSpec) -> Floats:
        """Return what each is paid [money]: by order, at least the guarantee, (n,)."""
        pay: Floats = np.maximum(self._by_order(prices), self._guaranteed(prices))
        return pay

    def on_guarantee(self, prices: CostsSpec) -> Bools:
        """Return who is paid more than the orders alone come to, (n,)."""
        more: Bools = self._guaranteed(prices) > self._by_order(prices)
        return more

    def _by_order(self, prices: CostsSpec) -> Floats:
        return prices.pay_per_order * self.orders.astype(np.float64)

    def _guaranteed(self, prices: CostsSpec) -> Floats:
        return prices.pay_per_hour * (self.paid_s / SECONDS_PER_HOUR)


def couriers_of(run: Run, legs: LegColumns, table: DeliveryColumns) -> Couriers:
    """Return the couriers of a run, of which legs and deliveries are at hand."""
    events, period = run.events, service_period(run, table)
    joined = events.rows(Kind.VEHICLE_JOINED)
    number = events.vehicle[joined].astype(np.int64)
    count = int(number.max(initial=-1)) + 1
    doors, couriers = door_columns(run), events.pool[joined] != CORE
    vehicle = number[couriers]

    def summed(of: Ints, spent_s: Floats) -> Floats:
        sums: Floats = np.bincount(of, spent_s, minlength=count)[vehicle]
        return sums.astype(np.float64)

    driving_s = within(period, legs.depart_s, legs.arrive_s)
    service_s = within(period, doors.food_s, doors.finished_s)
    pair = np.unique(legs.vehicle[legs.leg] * len(run.orders) + legs.order)
    carries = pair // max(1, len(run.orders))
    return Couriers(
        vehicle=vehicle,
        paid_s=in_fleet_s(run, table)[couriers],
        driving_s=summed(legs.vehicle, driving_s),
        service_s=summed(doors.vehicle, service_s),
        orders=np.bincount(carries, minlength=count)[vehicle],
    )


def orders_per_bundle(legs: LegColumns) -> Floats:
    """Return how many orders each bundle has, (n,).

    A bundle is what one vehicle leaves one producer with for the first time, at one
    departure.
    """
    first = np.full(int(legs.order.max(initial=-1)) + 1, len(legs))
    np.minimum.at(first, legs.order, legs.leg)  # legs come in order of departure
    taken = np.bincount(first[first < len(legs)], minlength=len(legs))
    return taken[taken > 0].astype(np.float64)


def mdrp(run: Run) -> "DataFrame":
    """Return the metrics of the meal delivery routing problem, a row each.

    Index: ``metric``, with its unit. Over delivered orders ``click_to_door_min``,
    ``overage_min`` (beyond what was promised: the order's own due time, else
    ``promise_s``) and, where ready times are given, ``ready_to_door_min`` and
    ``ready_to_pickup_min``; ``orders_per_bundle``, of what leaves a producer together;
    over couriers ``orders_per_courier_hour``, ``courier_utilisation_share`` (driving
    and services over paid time), and, where there are ``costs.pay_*``,
    ``courier_pay`` and ``on_guarantee_share`` (1 for each who is paid more than their
    orders come to).

    Columns: ``count`` (of orders, bundles or couriers), ``mean``, ``sd`` (of a
    sample), ``min``, ``p10``, ``median``, ``p90``, ``max``; NaN of nothing.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    legs = leg_columns(run)
    table = delivery_columns(run, legs)
    rows = {name: _spread(values) for name, values in _observed(run, legs, table)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("metric")


def _observed(
    run: Run, legs: LegColumns, table: DeliveryColumns
) -> list[tuple[str, Floats]]:
    """Return every observation of each metric."""
    done, ready_s = table.delivered, run.orders.ready_s
    couriers, prices = couriers_of(run, legs, table), run.scenario.costs
    paid = couriers.paid_s > 0
    paid_s = couriers.paid_s[paid]
    busy_s = (couriers.driving_s + couriers.service_s)[paid]
    found = [
        ("click_to_door_min", table.time_s[done] / SECONDS_PER_MINUTE),
        ("overage_min", table.late_s[done] / SECONDS_PER_MINUTE),
    ]
    if ready_s is not None:
        found += [
            ("ready_to_door_min", (table.end_s - ready_s)[done] / SECONDS_PER_MINUTE),
            (
                "ready_to_pickup_min",
                (table.picked_up_s - ready_s)[done] / SECONDS_PER_MINUTE,
            ),
        ]
    found += [
        ("orders_per_bundle", orders_per_bundle(legs)),
        (
            "orders_per_courier_hour",
            couriers.orders[paid] / (paid_s / SECONDS_PER_HOUR),
        ),
        ("courier_utilisation_share", busy_s / paid_s),
    ]
    if prices.pay_per_order or prices.pay_per_hour:
        on_guarantee = couriers.on_guarantee(prices).astype(np.float64)
        found += [
            ("courier_pay", couriers.pay(prices)),
            ("on_guarantee_share", on_guarantee),
        ]
    return found


def _spread(values: Floats) -> dict[str, float | int | None]:
    """Return how observations are spread; NaN of nothing."""
    middle = mean(values)
    spread = {
        "mean": middle,
        "sd": None,
        "min": quantile(values, 0.0),
        "p10": quantile(values, 0.1),
        "median": quantile(values, 0.5),
        "p90": quantile(values, 0.9),
        "max": quantile(values, 1.0),
    }
    if middle is not None and values.size > 1:
        squares = total((values - middle) ** 2)
        spread["sd"] = float(np.sqrt(squares / (values.size - 1)))
    known = {name: np.nan if x is None else x for name, x in spread.items()}
    return {"count": int(values.size), **known}
