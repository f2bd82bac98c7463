r"""The fewest metres that serve orders from door to door, vehicles meeting at hotspots.

The model, in which every order is known beforehand:

- A vehicle joins at the door or hotspot where it is needed, and leaves when it is
  empty: no way there or back is driven (an elastic fleet, at its best). It has so many
  seats.
- An order is taken up at its producer, not before it is placed, and is at its consumer
  when it is due. A stop at a door takes the door's time.
- Where vehicles meet at a hotspot, one hands over all it has, or a part of it, and
  another goes on with that, `handover_s` for each order later, as often as pays.
- Legs have the least time and the least metres there are between two places, over
  whatever others; each is then no longer than any vehicle drives.
- Who hands over to whom makes no circle: two vehicles whose orders came from one and
  the same do not meet again. (They could have gone on in one, unless it was full.)

*Search.* Such a plan is a tree: vehicles between two meetings are its branches. What is
behind a branch matters to what is before it by two numbers, when it is there and how
many metres it took. So for each set S of orders picked up so far, and each part A of it
that is still aboard, the *labels* (time, metres) that no other undercuts are kept, at
each door and hotspot; they are extended by a door, a hotspot, another branch that joins
there, or one that leaves. A branch that leaves is priced the other way round: by the
latest time at which it may begin. Sets grow, so that each is made of smaller ones.

*What is left out.* A label of S that took no fewer metres than S takes in all by
another plan: put that one in its place, and the vehicles that went on with A drive on
without it. Since legs obey the triangle inequality, that costs no more.

Nothing else is left out, so that what is found is the least there is.
"""

from analysis.optimum.branches import (
    ROUNDING_M,
    Branches,
    Label,
    members_of,
    parts_of,
)
from analysis.optimum.doors import DoorInstance
from analysis.optimum.onwards import Onwards


def least_metres(instance: DoorInstance, *, meeting: bool = True) -> float:
    """Return the fewest metres that serve all orders in time [m].

    Parameters
    ----------
    instance
        The orders.
    meeting
        Whether vehicles may meet; else an order stays in one vehicle.
    """
    alone = _Search(Branches(instance, hubs=0)).run()
    if not meeting:
        return alone[-1]
    hubs = len(instance.time_s) - 2 * len(instance)
    return _Search(Branches(instance, hubs, alone)).run()[-1]


class _Search:
    """Labels of all sets of orders, the smaller first.

    Parameters
    ----------
    at
        What is known at the beginning.
    """

    def __init__(self, at: Branches) -> None:
        self._at = at
        self._onwards = Onwards(at)

    def run(self) -> list[float]:
        """Return the metres of each set of orders [m], (2^n,)."""
        everybody = range(1, len(self._at.best))
        for orders in sorted(everybody, key=int.bit_count):
            self._combine(orders)
            self._pick_up(orders)
            if self._at.hubs:
                self._join(orders)
            for aboard in sorted(parts_of(orders), key=int.bit_count, reverse=True):
                self._go_on(orders, aboard)
        return self._at.best

    # Forward -------------------------------------------------------------------

    def _combine(self, orders: int) -> None:
        """Serve a set by two plans that have nothing to do with each other."""
        lowest = orders & -orders
        for part in parts_of(orders ^ lowest):
            rest = orders ^ part
            self._at.best[orders] = min(
                self._at.best[orders], self._at.best[part] + self._at.best[rest]
            )

    def _put(self, orders: int, aboard: int, place: int, label: Label) -> None:
        time_s, metres = label
        latest_s, far_m = self._at.ahead(place, aboard)
        if orders == self._at.everybody:
            metres += far_m
        if metres >= self._at.best[orders] - ROUNDING_M or time_s > latest_s:
            return
        metres = label[1]
        for order in members_of(orders):
            bit = 1 << order
            if fewer := aboard & ~bit:
                below_m = metres - self._at.best[bit] + ROUNDING_M
                for t, m in self._at.labels[orders ^ bit].get(fewer, {}).get(place, ()):
                    if t <= time_s and m <= below_m:
                        return
        at = self._at.labels[orders].setdefault(aboard, {}).setdefault(place, [])
        if not any(t <= time_s and m <= metres for t, m in at):
            at[:] = [each for each in at if each[0] < time_s or each[1] < metres]
            at.append(label)

    def _pick_up(self, orders: int) -> None:
        for order in members_of(orders):
            before = orders ^ (1 << order)
            if not before:
                first_s = self._at.placed[order] + self._at.stands[order]
                self._put(orders, orders, order, (first_s, 0.0))
            for aboard, at in self._at.labels[before].items():
                if aboard.bit_count() >= self._at.seats:
                    continue
                for place, labels in at.items():
                    leg_s = self._at.time[place][order]
                    leg_m = self._at.metres[place][order]
                    for time_s, metres in labels:
                        there_s = max(time_s + leg_s, self._at.placed[order])
                        label = there_s, metres + leg_m
                        self._put(orders, aboard | 1 << order, order, label)

    def _go_on(self, orders: int, aboard: int) -> None:
        """Deliver, or go to a hotspot and let a part leave there with nobody else."""
        at = self._at.labels[orders].get(aboard)
        if not at:
            return
        for hub in self._at.hubs:
            arrivals = _arrivals(at, hub, self._at.time, self._at.metres)
            for time_s, metres in arrivals:
                self._put(orders, aboard, hub, (time_s, metres))
        for hub in self._at.hubs:
            self._leave(orders, aboard, hub, 0)
        for place, labels in at.items():
            for order in members_of(aboard):
                for label in labels:
                    self._deliver(orders, aboard, order, place, label)

    def _deliver(
        self, orders: int, aboard: int, order: int, place: int, label: Label
    ) -> None:
        target, rest = self._at.n + order, aboard ^ (1 << order)
        there_s = label[0] + self._at.time[place][target]
        metres = label[1] + self._at.metres[place][target]
        if rest:
            self._put(orders, rest, target, (there_s, metres))
        elif there_s <= self._at.due[order]:
            self._at.best[orders] = min(self._at.best[orders], metres)

    def _join(self, orders: int) -> None:
        """Let branches of two parts of a set join, or one leave that takes up more."""
        for part in parts_of(orders):
            rest = orders ^ part
            if not rest:
                continue
            for hub in self._at.hubs:
                if part > rest:
                    self._meet(part, rest, hub)
                for aboard in list(self._at.labels[part]):
                    self._leave(part, aboard, hub, rest)

    def _meet(self, one: int, other: int, hub: int) -> None:
        for mine, at in self._at.labels[one].items():
            if hub not in at:
                continue
            for theirs, there in self._at.labels[other].items():
                both = mine | theirs
                if hub not in there or both.bit_count() > self._at.seats:
                    continue
                i_give_s = self._at.handover * mine.bit_count()
                they_give_s = self._at.handover * theirs.bit_count()
                for time_s, metres in at[hub]:
                    for other_s, other_m in there[hub]:
                        from_s = min(
                            max(time_s + i_give_s, other_s),
                            max(time_s, other_s + they_give_s),
                        )
                        self._put(one | other, both, hub, (from_s, metres + other_m))

    def _leave(self, orders: int, aboard: int, hub: int, more: int) -> None:
        """Let a part of those aboard leave with another, which takes up `more`."""
        labels = self._at.labels[orders].get(aboard, {}).get(hub)
        if not labels:
            return
        everybody = orders | more
        for part in parts_of(aboard):
            rest = aboard ^ part
            if not rest:
                continue
            given_s = self._at.handover * part.bit_count()
            kept_s = self._at.handover * rest.bit_count()
            below_m = self._at.best[everybody] - self._at.least_on(hub, more, part)
            for time_s, metres in [each for each in labels if each[1] < below_m]:
                for latest_s, more_m in self._onwards.labels(hub, more, part):
                    # Either the part is unloaded, or the rest, and the part rides on.
                    if time_s + given_s <= latest_s:
                        label = time_s + given_s, metres + more_m
                        self._put(everybody, rest, hub, label)
                    if time_s <= latest_s:
                        label = time_s + kept_s, metres + more_m
                        self._put(everybody, rest, hub, label)


def _arrivals(
    at: dict[int, list[Label]],
    hub: int,
    time: list[list[float]],
    metres: list[list[float]],
) -> list[Label]:
    """Return labels of all places, driven to a hotspot."""
    return [
        (time_s + time[place][hub], done_m + metres[place][hub])
        for place, labels in at.items()
        for time_s, done_m in labels
    ]
