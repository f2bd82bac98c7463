"""What an order's time went to, row by row in plain Python: slow, and on its own."""

from collections import defaultdict

from simulation.record.kinds import Kind


def rows_of(run):
    """Return the events as dictionaries, `load` for the list of orders."""
    events = run.events
    return [
        {
            "row": i,
            "t": float(events.time_s[i]),
            "kind": Kind(int(events.kind[i])).label,
            "order": int(events.order[i]),
            "partner": int(events.partner[i]),
            "vehicle": int(events.vehicle[i]),
            "place": int(events.place[i]),
            "to_place": int(events.to_place[i]),
            "metres": float(events.distance_m[i]),
            "pool": int(events.pool[i]),
            "ignored_m": float(events.ignored_m[i]),
            "lost_s": float(events.lost_s[i]),
            "load": events.load(i),
        }
        for i in range(len(events))
    ]


def plain_parts(run):
    """Return per order what each second of it went to, by a state machine."""
    machine = StateMachine(len(run.orders), run)
    for row in rows_of(run):
        react = getattr(machine, f"_on_{row['kind']}", None)
        if react is not None:
            react(row)
    return machine.parts


class StateMachine:
    """Knows of each order what it is at, since when, and with what it may end."""

    def __init__(self, orders, run):
        self.ready_s, self.kinds = run.orders.ready_s, run.places.kind
        self.parts = [defaultdict(float) for _ in range(orders)]
        self.state, self.since, self.sharing = {}, {}, set()
        self.aboard = {}  # by vehicle
        self.stopped = {}  # by vehicle that stands: who came aboard, and is there yet
        self.arrived = defaultdict(list)  # stood since its arrival: for a bay or not?

    def _spend(self, order, now):
        if order not in self.state:
            return
        part, span = self.state[order], now - self.since[order]
        if isinstance(part, tuple):  # at a door, until when for food
            waits = min(max(0.0, part[1] - self.since[order]), span)
            self.parts[order]["food_wait_s"] += waits
            part, span = "door_s", span - waits
        if part == "stand":
            shares = order in self.sharing
            part = "partner_wait_s" if shares else "decision_wait_s"
        if order in self.arrived:
            self.arrived[order].append((part, span))
        else:
            self.parts[order][part] += span
        self.since[order] = now

    def _enter(self, order, state, row, *, bay=False):
        self._spend(order, row["t"])
        for part, span in self.arrived.pop(order, []):
            self.parts[order]["bay_wait_s" if bay else part] += span
        self.state[order], self.since[order] = state, row["t"]

    def _on_released(self, row):
        self._enter(row["order"], "vehicle_wait_s", row)

    _on_vehicle_requested = _on_released

    def _on_departed(self, row):
        self.aboard[row["vehicle"]] = row["load"]
        self.stopped.pop(row["vehicle"], None)
        for order in row["load"]:
            self._enter(order, "ride_s", row)

    def _on_arrived(self, row):
        self.stopped[row["vehicle"]] = set(self.aboard[row["vehicle"]])
        for order in self.aboard.pop(row["vehicle"]):
            self._enter(order, "stand", row)
            self.arrived[order] = []

    def _on_dock_requested(self, row):
        for order in row["load"]:
            self._enter(order, "bay_wait_s", row, bay=True)

    def _on_handover_started(self, row):
        for order in row["load"]:
            self._enter(order, "handover_s", row)

    def _on_handover_finished(self, row):
        for order in row["load"]:
            self._enter(order, "stand", row)

    def _on_sharing_accepted(self, row):
        for order in (row["order"], row["partner"]):
            self._spend(order, row["t"])
            self.sharing.add(order)

    def _on_sharing_ended(self, row):
        self._spend(row["order"], row["t"])
        self.sharing.discard(row["order"])

    def _at_door(self, row):
        """Return who is there: those listed, and others aboard."""
        there = set(row["load"]) | self.stopped.get(row["vehicle"], set())
        return [order for order in sorted(there) if order in self.state]

    def _on_door_started(self, row):
        ready_s = row["t"]
        if self.ready_s is not None and self.kinds[row["place"]] == 1:
            ready_s = max(self.ready_s[order] for order in row["load"])
        for order in self._at_door(row):
            self._enter(order, ("door", ready_s), row)

    def _on_door_finished(self, row):
        for order in self._at_door(row):
            self._enter(order, "vehicle_wait_s", row)

    def _on_delivered(self, row):
        self._enter(row["order"], "gone", row)
        del self.state[row["order"]]
        for there in self.stopped.values():
            there.discard(row["order"])

    _on_still_open = _on_cancelled = _on_delivered
