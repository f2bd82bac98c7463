"""The metrics again, row by row in plain Python: slow, and written on its own."""

from collections import defaultdict
from itertools import accumulate
from statistics import mean

from tests.metrics.plain_parts import plain_parts, rows_of


def plain_legs(run):
    """Return the legs by departure; `end` is None if under way at the horizon."""
    legs, under_way, pool = [], {}, {}
    for row in rows_of(run):
        if row["kind"] == "vehicle_joined":
            pool[row["vehicle"]] = row["pool"]
        elif row["kind"] == "departed":
            legs.append(row | {"end": None, "end_row": None, "core": False})
            legs[-1]["core"] = pool[row["vehicle"]] == 0
            under_way[row["vehicle"]] = legs[-1]
        elif row["kind"] == "diverted":
            under_way[row["vehicle"]]["metres"] -= row["metres"]
        elif row["kind"] == "arrived":
            leg = under_way.pop(row["vehicle"])
            leg["end"], leg["end_row"] = row["t"], row["row"]
    return legs


def plain_stays(run):
    """Return the stays at doors as legs that go nowhere."""
    stays, at_door, pool = [], {}, {}
    for row in rows_of(run):
        if row["kind"] == "vehicle_joined":
            pool[row["vehicle"]] = row["pool"]
        elif row["kind"] == "door_started":
            core = pool[row["vehicle"]] == 0
            at_door[row["vehicle"]] = row | {"end": None, "core": core}
            stays.append(at_door[row["vehicle"]])
        elif row["kind"] == "door_finished":
            at_door.pop(row["vehicle"])["end"] = row["t"]
    return stays


def most_at_once(legs):
    """Return the most legs driven at once, tried at every departure."""

    def under_way(leg, t):
        return leg["t"] <= t and (leg["end"] is None or t < leg["end"])

    loaded = [leg for leg in legs if leg["load"]]
    return max(
        (sum(under_way(leg, at["t"]) for leg in loaded) for at in loaded), default=0
    )


def plain_meetings(run):
    """Return the number of meetings, and of those without a shared leg."""
    rows = rows_of(run)
    fruitless = meetings = 0
    for met in rows:
        if met["kind"] != "sharing_accepted":
            continue
        meetings += 1
        pair = {met["order"], met["partner"]}
        for row in rows[met["row"] + 1 :]:
            if row["kind"] == "departed" and pair <= set(row["load"]):
                break
            if row["kind"] == "sharing_ended" and row["order"] in pair:
                fruitless += 1
                break
        else:
            fruitless += 1
    return meetings, fruitless


def plain_period(run):
    """Return first release and last delivery, the end of the run if any is open."""
    at = defaultdict(list)
    for row in rows_of(run):
        at[row["kind"]].append(row["t"])
    if not at["released"]:
        return None
    over = [*at["cancelled"][-1:], *at["delivered"][-1:]][-1:]
    done = len(at["delivered"]) + len(at["cancelled"]) == len(at["released"])
    return at["released"][0], over[0] if done else run.end_s


def idle_s(run, legs):
    """Return the idle time of each vehicle within the service period [s]."""
    opens, closes = plain_period(run)

    def lasts(since, until):
        return max(0.0, min(until, closes) - max(since, opens))

    joined, busy, requested = {}, defaultdict(float), {}
    until = defaultdict(lambda: run.end_s)
    for row in rows_of(run):
        if row["kind"] == "vehicle_joined":
            joined[row["vehicle"]] = row["t"]
        elif row["kind"] == "vehicle_left":
            until[row["vehicle"]] = row["t"]
        elif row["kind"] == "dock_requested":
            requested[row["vehicle"]] = row["t"]
        elif row["kind"] == "handover_finished":
            busy[row["vehicle"]] += lasts(requested.pop(row["vehicle"]), row["t"])
    for vehicle, since in requested.items():
        busy[vehicle] += lasts(since, run.end_s)
    for leg in [*legs, *plain_stays(run)]:
        ends = run.end_s if leg["end"] is None else leg["end"]
        busy[leg["vehicle"]] += lasts(leg["t"], ends)
    return [lasts(came, until[each]) - busy[each] for each, came in joined.items()]


def rebalanced_m(run):
    """Return the metres of vehicles that were sent and not planned for since."""
    sent, metres = set(), 0.0
    for row in rows_of(run):
        if row["kind"] == "rebalanced":
            sent.add(row["vehicle"])
        elif row["kind"] == "planned":
            sent.discard(row["vehicle"])
        elif row["kind"] == "departed" and row["vehicle"] in sent:
            metres += row["metres"]
    return metres


def plain_kpis(run):
    """Return most of the KPIs; those of no observation are left out."""
    legs, parts = plain_legs(run), plain_parts(run)
    rows = rows_of(run)
    gone = {row["order"]: row["t"] for row in rows if row["kind"] == "cancelled"}
    start = {row["order"]: row["t"] for row in rows if row["kind"] == "released"}
    end = {row["order"]: row["t"] for row in rows if row["kind"] == "delivered"}
    times = {order: end[order] - start[order] for order in end}
    meetings, fruitless = plain_meetings(run)
    slowed = [row for row in rows if row["kind"] == "slowed"]
    km = [(leg["metres"] / 1000, leg) for leg in legs]
    opens, closes = (60 * minute for minute in run.scenario.report.window_min)
    closes = min(closes, run.scenario.horizon_s or closes)
    period = plain_period(run)
    opens = max(opens, period[0]) if period else closes
    working = [leg for leg in [*legs, *plain_stays(run)] if leg["load"]]
    busy_s = sum(
        max(0.0, min(leg["end"] or run.end_s, closes) - max(leg["t"], opens))
        for leg in working
    )
    active, core_active = (
        sum(
            most_at_once([g for g in some if run.places.tract[g["place"]] == tract])
            for tract in range(len(run.tract_ids))
        )
        for some in (working, [leg for leg in working if leg["core"]])
    )
    fleet = most_there(rows)
    core_km = sum(d for d, leg in km if leg["core"])
    ignored = [(g["ignored_m"] / 1000, g["core"]) for g in legs if g["ignored_m"] > 0]
    ignored_km = sum(d for d, _ in ignored)
    values = {
        "orders": len(start),
        "delivered": len(end),
        "open": len(start) - len(end) - len(gone),
        "orders_cancelled": len(gone),
        "distance_km": sum(d for d, _ in km),
        "distance_all_km": sum(d for d, _ in km) + ignored_km,
        "peripheral_all_km": sum(d for d, leg in km if not leg["core"])
        + sum(d for d, core in ignored if not core),
        "deadhead_all_km": sum(d for d, leg in km if not leg["load"]) + ignored_km,
        "rebalanced_km": rebalanced_m(run) / 1000,
        "core_km": core_km,
        "peripheral_km": sum(d for d, leg in km if not leg["core"]),
        "deadhead_km": sum(d for d, leg in km if not leg["load"]),
        "ignored_km": ignored_km,
        "traffic_lost_h": sum(row["lost_s"] for row in slowed) / 3600,
        "times_learnt": sum(row["kind"] == "times_learnt" for row in rows),
        "detour_km": sum(row["metres"] for row in slowed) / 1000,
        "vehicles_active": active,
        "core_vehicles_active": core_active,
        "vehicles_fleet": fleet,
        "vehicles_peak": most_at_once(working),
        "meetings": meetings,
        "meetings_without_shared_leg": fruitless,
    }
    values |= plain_service(run, start, end, gone)
    if active and opens < min(closes, period[1]):
        values["utilisation_mean"] = busy_s / (closes - opens) / active
        values["utilisation_fleet_mean"] = busy_s / (closes - opens) / fleet
    if core_km:
        shared = sum(d for d, leg in km if leg["core"] and len(leg["load"]) > 1)
        values["shared_core_share"] = shared / core_km
        carried = sum(d * len(leg["load"]) for d, leg in km if leg["core"])
        values["core_load_mean"] = carried / core_km
    peripheral_km = sum(d for d, leg in km if not leg["core"])
    if peripheral_km:
        stacked = sum(d for d, leg in km if not leg["core"] and len(leg["load"]) > 1)
        values["shared_peripheral_share"] = stacked / peripheral_km
    if fleet and period:
        values["vehicle_idle_mean_s"] = mean(idle_s(run, legs))
    if end:
        values["delivery_time_mean_s"] = mean(times.values())
        values["hops_mean"] = mean(
            sum(order in leg["load"] for leg in legs) for order in end
        )
        for part in ("ride", "decision_wait", "partner_wait", "vehicle_wait"):
            values[f"{part}_mean_s"] = mean(parts[order][f"{part}_s"] for order in end)
        for part in ("bay_wait", "handover", "food_wait", "door"):
            values[f"{part}_mean_s"] = mean(parts[order][f"{part}_s"] for order in end)
    return values


def most_there(rows):
    """Return the most vehicles at once; who leaves in an instant is gone in it."""
    kinds = {"vehicle_left": -1, "vehicle_joined": 1}
    moves = sorted((r["t"], kinds[r["kind"]]) for r in rows if r["kind"] in kinds)
    return max([0, *accumulate(change for _, change in moves)])


def plain_service(run, start, end, gone):
    """Return lateness, and times by clock; those of no observation are left out.

    Of orders that start, end or are cancelled at times by order.
    """
    values = {}
    due = run.orders.due_s
    due = {o: start[o] + 60 if due is None else due[o] for o in start}
    kept = [order for order in end if end[order] <= due[order]]
    lasts = {o: end.get(o, run.end_s) for o in start if o not in gone}
    late = [order for order in lasts if lasts[order] > due[order]]
    if start:
        values["undecided"] = len(lasts) - len(kept) - len(late)
        values["late_min"] = sum(lasts[o] - due[o] for o in late) / 60
    if kept or late:
        values["success_ratio"] = len(kept) / (len(kept) + len(late))
    left = {}
    for leg in plain_legs(run):
        for order in leg["load"]:
            left.setdefault(order, leg["t"])
    ready_s = run.orders.ready_s
    if left and ready_s is not None:
        values["ready_to_pickup_mean_s"] = mean(left[o] - ready_s[o] for o in left)
    if end and ready_s is not None:
        values["ready_to_door_mean_s"] = mean(end[o] - ready_s[o] for o in end)
        values["click_to_door_mean_s"] = mean(end[o] - start[o] for o in end)
    return values
