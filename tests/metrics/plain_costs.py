"""What a run costs, row by row in plain Python: slow, and written on its own."""

from tests.metrics.plain import plain_legs, plain_period
from tests.metrics.plain_parts import rows_of


def plain_costs(run):
    """Return what is paid for, its cost by part, and the cost of the whole."""
    prices = run.scenario_tables["costs"]
    metres, handed_over = {True: 0.0, False: 0.0}, 0
    hotspots = len(run.tract_ids)  # the places numbered first
    for leg in plain_legs(run):
        metres[leg["core"]] += leg["metres"]
        if not leg["core"] and leg["ignored_m"] > 0:
            metres[False] += leg["ignored_m"]  # ignored ways are paid for
        if leg["end"] is not None and leg["to_place"] < hotspots:
            handed_over += len(leg["load"])
    opens, closes = plain_period(run) or (run.end_s, run.end_s)
    hours = late_min = 0.0
    due, done = {}, 0
    for row in rows_of(run):
        if row["kind"] == "vehicle_joined":
            hours += max(0.0, closes - max(row["t"], opens)) / 3600
        elif row["kind"] == "vehicle_left":
            hours -= max(0.0, closes - max(row["t"], opens)) / 3600
        elif row["kind"] == "released":
            own = run.orders.due_s
            promised = row["t"] + run.scenario.promise_s
            due[row["order"]] = promised if own is None else own[row["order"]]
        elif row["kind"] in {"delivered", "still_open"}:
            late_min += max(0.0, row["t"] - due.pop(row["order"])) / 60
            done += row["kind"] == "delivered"
    parts = {
        "cost_core_km": prices["core_km"] * metres[True] / 1000,
        "cost_peripheral_km": prices["peripheral_km"] * metres[False] / 1000,
        **plain_vehicles(run, prices, (opens, closes)),
        "cost_vehicle_hours": prices["vehicle_hour"] * hours,
        "cost_handovers": prices["handover"] * handed_over,
        "cost_late": prices["late_minute"] * late_min,
    }
    paid = {"vehicle_hours": hours, "handovers": handed_over, "late_min": late_min}
    whole = {"cost_total": sum(parts.values())}
    if done:
        whole["cost_per_order"] = whole["cost_total"] / done
        whole["co2_g_per_order"] = plain_grams(run, prices) / done
    return {**paid, **parts, **whole}


def plain_vehicles(run, prices, period):
    """Return what vehicles cost in all, and what their drivers are paid."""
    opens, closes = period
    drivers, vehicles = {}, 0
    for row in rows_of(run):
        hours = max(0.0, closes - max(row["t"], opens)) / 3600
        if row["kind"] == "vehicle_joined":
            vehicles += 1
            if row["pool"] != 0:
                drivers[row["vehicle"]] = [hours, set()]
        elif row["vehicle"] in drivers and row["kind"] == "vehicle_left":
            drivers[row["vehicle"]][0] -= hours
        elif row["vehicle"] in drivers and row["kind"] == "departed":
            drivers[row["vehicle"]][1] |= set(row["load"])
    order, hour = prices["pay_per_order"], prices["pay_per_hour"]
    pay = [max(order * len(load), hour * hours) for hours, load in drivers.values()]
    return {"cost_vehicles": prices["vehicle"] * vehicles, "cost_pay": sum(pay)}


def plain_grams(run, prices):
    """Return what all ways emit [g], ignored ones included."""
    grams = 0.0
    for leg in plain_legs(run):
        metres = leg["metres"] + (leg["ignored_m"] if leg["ignored_m"] > 0 else 0.0)
        kind = "core" if leg["core"] else "peripheral"
        grams += prices[f"{kind}_g_co2_per_km"] * metres / 1000
    return grams
