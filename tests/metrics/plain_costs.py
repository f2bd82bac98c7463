"""What a run costs, row by row in plain Python: slow, and written on its own."""

from tests.metrics.plain import plain_legs, plain_period, rows_of


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
            due[row["order"]] = row["t"] + run.scenario.promise_s
        elif row["kind"] in {"delivered", "still_open"}:
            late_min += max(0.0, row["t"] - due.pop(row["order"])) / 60
            done += row["kind"] == "delivered"
    parts = {
        "cost_core_km": prices["core_km"] * metres[True] / 1000,
        "cost_peripheral_km": prices["peripheral_km"] * metres[False] / 1000,
        "cost_vehicle_hours": prices["vehicle_hour"] * hours,
        "cost_handovers": prices["handover"] * handed_over,
        "cost_late": prices["late_minute"] * late_min,
    }
    paid = {"vehicle_hours": hours, "handovers": handed_over, "late_min": late_min}
    whole = {"cost_total": sum(parts.values())}
    if done:
        whole["cost_per_order"] = whole["cost_total"] / done
    return {**paid, **parts, **whole}
