"""What is paid for, in its own units and at the scenario's prices."""

from collections.abc import Mapping

import numpy as np

from analysis.metrics.fleet import in_fleet_s
from analysis.metrics.summaries import ratio, total
from analysis.tables.deliveries import DeliveryColumns
from analysis.tables.legs import NEVER, LegColumns
from simulation.record.run import Run
from simulation.region.region import HOTSPOT
from simulation.scenario import CostsSpec
from simulation.units import SECONDS_PER_MINUTE

Amount = int | float | None

_SECONDS_PER_HOUR = 3600
_PARTS = {  # price and KPI by part
    "cost_core_km": ("core_km", "core_km"),
    "cost_peripheral_km": ("peripheral_km", "peripheral_all_km"),  # ignored ones too
    "cost_vehicle_hours": ("vehicle_hour", "vehicle_hours"),
    "cost_handovers": ("handover", "handovers"),
    "cost_late": ("late_minute", "late_min"),
}


def paid_for(
    run: Run, legs: LegColumns, deliveries: DeliveryColumns
) -> dict[str, Amount]:
    """Return vehicle-hours [h], deliveries handed over, and minutes late [min].

    A handover that takes no time at no bay is not in the log as such; the arrival
    of a load at a hotspot is, and stands for it everywhere.
    """
    at_hotspot = run.places.kind[legs.to_place] == HOTSPOT
    handed_over = legs.load[at_hotspot & (legs.arrive_row != NEVER)]
    late_s = np.maximum(deliveries.time_s - run.scenario.promise_s, 0.0)
    return {
        "vehicle_hours": total(in_fleet_s(run, deliveries)) / _SECONDS_PER_HOUR,
        "handovers": int(handed_over.sum()),
        "late_min": total(late_s) / SECONDS_PER_MINUTE,
    }


def costs(
    prices: CostsSpec, amounts: Mapping[str, Amount], delivered: int
) -> dict[str, Amount]:
    """Return the cost's parts, their sum, and the sum per delivered order [money].

    All are None where every price is 0: nothing was asked, and "costs nothing"
    would be an answer.

    Parameters
    ----------
    prices
        Those of the scenario; all 0 in runs older than these keys.
    amounts
        Of what is paid for, by KPI.
    delivered
        Orders delivered.
    """
    price_of: dict[str, float] = prices.model_dump()
    if not any(price_of.values()):
        return dict.fromkeys((*_PARTS, "cost_total", "cost_per_order"))
    parts = {
        part: price_of[price] * (amounts[amount] or 0.0)
        for part, (price, amount) in _PARTS.items()
    }
    whole = total(np.array(list(parts.values())))
    return {**parts, "cost_total": whole, "cost_per_order": ratio(whole, delivered)}
