r"""The fewest metres that serve orders from door to door, vehicles meeting at hotspots.

The model, in which every order is known beforehand:

- A vehicle joins at the door or hotspot where it is needed, and leaves when it is empty:
  no way there or back is driven (an elastic fleet, at its best). It has so many seats.
- An order is taken up at its producer, not before it is placed, and is at its consumer
  when it is due. A stop at a door takes the door's time.
- Where vehicles meet at a hotspot, one hands over all it has, or a part of it, and
  another goes on with that, `handover_s` for each order later, as often as pays.
- Legs have the least time and the least metres there are between two places, over
  whatever others; each is then no longer than any vehicle drives.
- Who hands over to whom makes no circle: two vehicles whose orders came from one and
  the same do not meet again.

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

from collections.abc import Iterator
from math import inf

from analysis.optimum.doors import DoorInstance

Label = tuple[float, float]  # when [s], and metres
_ROUNDING_M = 1e-6


def least_metres(instance: DoorInstance, *, meeting: bool = True) -> float:
    """Return the fewest metres that serve all orders in time [m].

    Parameters
    ----------
    instance
        The orders.
    meeting
        Whether vehicles may meet; else an order stays in one vehicle.
    """
    alone = _Search(instance, hubs=0).run()
    if not meeting:
        return alone[-1]
    hubs = len(instance.time_s) - 2 * len(instance)
    return _Search(instance, hubs, alone).run()[-1]


class _Search:
    """Labels of all sets of orders, the smaller first.

    Parameters
    ----------
    instance, hubs
        The problem, and how many of its hotspots may be used.
    known
        By set: metres that serve it, by some plan.
    """

    def __init__(
        self, instance: DoorInstance, hubs: int, known: list[float] | None = None
    ) -> None:
        self._n = n = len(instance)
        self._time = instance.time_s.tolist()
        self._metres = instance.distance_m.tolist()
        self._placed, self._due = instance.placed_s.tolist(), instance.due_s.tolist()
        self._stands = instance.stands_s.tolist()
        self._seats, self._handover = instance.seats, instance.handover_s
        self._hubs = range(2 * n, 2 * n + hubs)
        self._best = known or self._direct()
        # By set, part aboard, and place: labels, the earlier the dearer.
        self._labels: list[dict[int, dict[int, list[Label]]]] = [{} for _ in self._best]
        self._after: dict[tuple[int, int, int], list[Label]] = {}
        self._known: dict[int, Label] = {}
        self._everybody = len(self._best) - 1

    def _direct(self) -> list[float]:
        n, best = self._n, [0.0]
        for order in range(n):
            least_m = self._metres[order][n + order]
            best += [metres + least_m for metres in best]
        return best

    def run(self) -> list[float]:
        """Return the metres of each set of orders [m], (2^n,)."""
        everybody = range(1, len(self._best))
        for orders in sorted(everybody, key=int.bit_count):
            self._combine(orders)
            self._pick_up(orders)
            if self._hubs:
                self._join(orders)
            for aboard in sorted(_parts(orders), key=int.bit_count, reverse=True):
                self._go_on(orders, aboard)
        return self._best

    # Forward -------------------------------------------------------------------

    def _combine(self, orders: int) -> None:
        """Serve a set by two plans that have nothing to do with each other."""
        lowest = orders & -orders
        for part in _parts(orders ^ lowest):
            rest = orders ^ part
            self._best[orders] = min(
                self._best[orders], self._best[part] + self._best[rest]
            )

    def _put(self, orders: int, aboard: int, place: int, label: Label) -> None:
        time_s, metres = label
        latest_s, far_m = self._ahead(place, aboard)
        if orders == self._everybody:
            metres += far_m
        if metres >= self._best[orders] - _ROUNDING_M or time_s > latest_s:
            return
        metres = label[1]
        for order in _members(orders):
            bit = 1 << order
            if fewer := aboard & ~bit:
                below_m = metres - self._best[bit] + _ROUNDING_M
                for t, m in self._labels[orders ^ bit].get(fewer, {}).get(place, ()):
                    if t <= time_s and m <= below_m:
                        return
        at = self._labels[orders].setdefault(aboard, {}).setdefault(place, [])
        if not any(t <= time_s and m <= metres for t, m in at):
            at[:] = [each for each in at if each[0] < time_s or each[1] < metres]
            at.append(label)

    def _ahead(self, place: int, aboard: int) -> Label:
        """Return when all aboard can just be in time [s], and how far they go [m]."""
        key = place << self._n | aboard
        known = self._known.get(key)
        if known is None:
            time, metres = self._time[place], self._metres[place]
            members = [(order, self._n + order) for order in _members(aboard)]
            known = self._known[key] = (
                min(self._due[order] - time[target] for order, target in members),
                max(metres[target] for _, target in members),
            )
        return known

    def _least_on(self, place: int, more: int, aboard: int) -> float:
        """Return metres that it takes at least from a place on: as of `_onwards`."""
        return max(self._ahead(place, aboard)[1], self._best[more])

    def _pick_up(self, orders: int) -> None:
        for order in _members(orders):
            before = orders ^ (1 << order)
            if not before:
                first_s = self._placed[order] + self._stands[order]
                self._put(orders, orders, order, (first_s, 0.0))
            for aboard, at in self._labels[before].items():
                if aboard.bit_count() >= self._seats:
                    continue
                for place, labels in at.items():
                    leg_s, leg_m = self._time[place][order], self._metres[place][order]
                    for time_s, metres in labels:
                        there_s = max(time_s + leg_s, self._placed[order])
                        label = there_s, metres + leg_m
                        self._put(orders, aboard | 1 << order, order, label)

    def _go_on(self, orders: int, aboard: int) -> None:
        """Deliver, or go to a hotspot and let a part leave there with nobody else."""
        at = self._labels[orders].get(aboard)
        if not at:
            return
        for hub in self._hubs:
            arrivals = _arrivals(at, hub, self._time, self._metres)
            for time_s, metres in arrivals:
                self._put(orders, aboard, hub, (time_s, metres))
        for hub in self._hubs:
            self._leave(orders, aboard, hub, 0)
        for place, labels in at.items():
            for order in _members(aboard):
                target = self._n + order
                leg_s, leg_m = self._time[place][target], self._metres[place][target]
                for time_s, metres in labels:
                    if time_s + leg_s > self._due[order]:
                        continue
                    label = time_s + leg_s, metres + leg_m
                    rest = aboard ^ (1 << order)
                    if rest:
                        self._put(orders, rest, target, label)
                    elif label[1] < self._best[orders]:
                        self._best[orders] = label[1]

    def _join(self, orders: int) -> None:
        """Let branches of two parts of a set join, or one leave that takes up more."""
        for part in _parts(orders):
            rest = orders ^ part
            if not rest:
                continue
            for hub in self._hubs:
                if part > rest:
                    self._meet(part, rest, hub)
                for aboard in list(self._labels[part]):
                    self._leave(part, aboard, hub, rest)

    def _meet(self, one: int, other: int, hub: int) -> None:
        for mine, at in self._labels[one].items():
            if hub not in at:
                continue
            for theirs, there in self._labels[other].items():
                both = mine | theirs
                if hub not in there or both.bit_count() > self._seats:
                    continue
                i_give_s = self._handover * mine.bit_count()
                they_give_s = self._handover * theirs.bit_count()
                for time_s, metres in at[hub]:
                    for other_s, other_m in there[hub]:
                        from_s = min(
                            max(time_s + i_give_s, other_s),
                            max(time_s, other_s + they_give_s),
                        )
                        self._put(one | other, both, hub, (from_s, metres + other_m))

    def _leave(self, orders: int, aboard: int, hub: int, more: int) -> None:
        """Let a part of those aboard leave with another, which takes up `more`."""
        labels = self._labels[orders].get(aboard, {}).get(hub)
        if not labels:
            return
        everybody = orders | more
        for part in _parts(aboard):
            rest = aboard ^ part
            if not rest:
                continue
            given_s = self._handover * part.bit_count()
            kept_s = self._handover * rest.bit_count()
            below_m = self._best[everybody] - self._least_on(hub, more, part)
            for time_s, metres in [each for each in labels if each[1] < below_m]:
                for latest_s, more_m in self._onwards(hub, more, part):
                    # Either the part is unloaded, or the rest, and the part rides on.
                    if time_s + given_s <= latest_s:
                        label = time_s + given_s, metres + more_m
                        self._put(everybody, rest, hub, label)
                    if time_s <= latest_s:
                        label = time_s + kept_s, metres + more_m
                        self._put(everybody, rest, hub, label)

    # Backward ------------------------------------------------------------------

    def _onwards(self, place: int, more: int, aboard: int) -> list[Label]:
        """Return what it takes from a place on, by the latest time to be there.

        All aboard are delivered, and `more` orders picked up and delivered.
        """
        if not aboard:
            return [] if more else [(inf, 0.0)]
        key = place, more, aboard
        if key not in self._after:
            found: list[Label] = []
            most_m = self._best[more | aboard]
            for label in self._ways_on(place, more, aboard):
                _add_latest(found, label, most_m)
            self._after[key] = self._worth(found, place, more, aboard)
        return self._after[key]

    def _worth(
        self, found: list[Label], place: int, more: int, aboard: int
    ) -> list[Label]:
        """Return those labels that are shorter than with an order driven on its own."""
        for order in _members(more | aboard):
            bit = 1 << order
            if found and (fewer := aboard & ~bit):
                alone_m = self._best[bit] - _ROUNDING_M
                without = self._onwards(place, more & ~bit, fewer)
                found = [
                    (latest_s, metres)
                    for latest_s, metres in found
                    if not any(
                        t >= latest_s and m + alone_m <= metres for t, m in without
                    )
                ]
        return found

    def _ways_on(self, place: int, more: int, aboard: int) -> Iterator[Label]:
        time, metres = self._time[place], self._metres[place]
        most_m = self._best[more | aboard]
        for order in _members(aboard):
            target = self._n + order
            for latest_s, rest_m in self._onwards(target, more, aboard ^ (1 << order)):
                until_s = min(latest_s, self._due[order])
                yield until_s - time[target], rest_m + metres[target]
        if aboard.bit_count() < self._seats:
            for order in _members(more):
                bit = 1 << order
                least_m = self._least_on(order, more ^ bit, aboard | bit)
                if metres[order] + least_m >= most_m:
                    continue
                for latest_s, rest_m in self._onwards(order, more ^ bit, aboard | bit):
                    if self._placed[order] <= latest_s:
                        yield latest_s - time[order], rest_m + metres[order]
        for hub in self._hubs:
            if metres[hub] + self._least_on(hub, more, aboard) >= most_m:
                continue
            for latest_s, rest_m in self._met(hub, more, aboard):
                yield latest_s - time[hub], rest_m + metres[hub]

    def _met(self, hub: int, more: int, aboard: int) -> list[Label]:
        """Return the same from a hotspot where somebody joins, or a part leaves."""
        key = -hub, more, aboard
        if key not in self._after:
            found: list[Label] = []
            most_m = self._best[more | aboard]
            for label in (
                *self._received(hub, more, aboard),
                *self._parted(hub, more, aboard),
            ):
                _add_latest(found, label, most_m)
            self._after[key] = found
        return self._after[key]

    def _received(self, hub: int, more: int, aboard: int) -> Iterator[Label]:
        given_s = self._handover * aboard.bit_count()
        most_m = self._best[more | aboard]
        for joining in _parts(more):
            below_m = most_m - self._least_on(hub, more ^ joining, aboard)
            for theirs, at in self._labels[joining].items():
                both = aboard | theirs
                if hub not in at or both.bit_count() > self._seats:
                    continue
                they_give_s = self._handover * theirs.bit_count()
                short = [each for each in at[hub] if each[1] < below_m]
                if not short:
                    continue
                for latest_s, rest_m in self._onwards(hub, more ^ joining, both):
                    for time_s, metres in short:
                        if time_s + they_give_s <= latest_s:
                            yield latest_s, rest_m + metres
                        elif time_s <= latest_s:
                            yield latest_s - given_s, rest_m + metres

    def _parted(self, hub: int, more: int, aboard: int) -> Iterator[Label]:
        most_m = self._best[more | aboard]
        for part in _parts(aboard):
            rest = aboard ^ part
            if not rest:
                continue
            given_s = self._handover * part.bit_count()
            for theirs in (0, *_parts(more)):
                least_m = self._least_on(hub, theirs, part)
                if least_m + self._least_on(hub, more ^ theirs, rest) >= most_m:
                    continue
                for latest_s, metres in self._onwards(hub, theirs, part):
                    for other_s, other_m in self._onwards(hub, more ^ theirs, rest):
                        # The part is unloaded, and the rest stays aboard meanwhile.
                        yield min(latest_s, other_s) - given_s, metres + other_m


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


def _add_latest(found: list[Label], label: Label, below_m: float) -> None:
    """Keep a label of a latest time and metres, if none is later and shorter."""
    latest_s, metres = label
    if metres >= below_m - _ROUNDING_M:
        return
    if not any(t >= latest_s and m <= metres for t, m in found):
        found[:] = [each for each in found if each[0] > latest_s or each[1] < metres]
        found.append(label)


def _parts(orders: int) -> Iterator[int]:
    """Yield the parts of a set but the empty one."""
    part = orders
    while part:
        yield part
        part = (part - 1) & orders


def _members(orders: int) -> Iterator[int]:
    while orders:
        lowest = orders & -orders
        yield lowest.bit_length() - 1
        orders ^= lowest
