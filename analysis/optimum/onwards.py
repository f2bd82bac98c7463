"""What it takes to go on from a place, by the latest time to be there."""

from collections.abc import Iterator
from math import inf

from analysis.optimum.branches import (
    ROUNDING_M,
    Branches,
    Label,
    members_of,
    parts_of,
)


class Onwards:
    """Branches that leave, priced backward, each once it is asked for.

    Parameters
    ----------
    at
        What is known; of smaller sets all.
    """

    def __init__(self, at: Branches) -> None:
        self._at = at
        self._after: dict[tuple[int, int, int], list[Label]] = {}

    def labels(self, place: int, more: int, aboard: int) -> list[Label]:
        """Return what it takes from a place on, by the latest time to be there.

        All aboard are delivered, and `more` orders picked up and delivered.
        """
        if not aboard:
            return [] if more else [(inf, 0.0)]
        key = place, more, aboard
        if key not in self._after:
            found: list[Label] = []
            most_m = self._at.best[more | aboard]
            for label in self._ways_on(place, more, aboard):
                _add_latest(found, label, most_m)
            self._after[key] = self._worth(found, place, more, aboard)
        return self._after[key]

    def _worth(
        self, found: list[Label], place: int, more: int, aboard: int
    ) -> list[Label]:
        """Return those labels that are shorter than with an order driven on its own."""
        for order in members_of(more | aboard):
            bit = 1 << order
            if found and (fewer := aboard & ~bit):
                alone_m = self._at.best[bit] - ROUNDING_M
                without = self.labels(place, more & ~bit, fewer)
                found = [
                    (latest_s, metres)
                    for latest_s, metres in found
                    if not any(
                        t >= latest_s and m + alone_m <= metres for t, m in without
                    )
                ]
        return found

    def _ways_on(self, place: int, more: int, aboard: int) -> Iterator[Label]:
        time, metres = self._at.time[place], self._at.metres[place]
        if aboard.bit_count() < self._at.seats:
            yield from self._picked_up(place, more, aboard)
        for order in members_of(aboard):
            target = self._at.n + order
            for latest_s, rest_m in self.labels(target, more, aboard ^ (1 << order)):
                until_s = min(latest_s, self._at.due[order])
                yield until_s - time[target], rest_m + metres[target]
        for hub in self._at.hubs:
            least_m = metres[hub] + self._at.least_on(hub, more, aboard)
            if least_m < self._at.best[more | aboard]:
                for latest_s, rest_m in self._met(hub, more, aboard):
                    yield latest_s - time[hub], rest_m + metres[hub]

    def _picked_up(self, place: int, more: int, aboard: int) -> Iterator[Label]:
        time, metres = self._at.time[place], self._at.metres[place]
        for order in members_of(more):
            rest, both = more ^ (1 << order), aboard | 1 << order
            least_m = metres[order] + self._at.least_on(order, rest, both)
            if least_m < self._at.best[more | aboard]:
                for latest_s, rest_m in self.labels(order, rest, both):
                    if self._at.placed[order] <= latest_s:
                        yield latest_s - time[order], rest_m + metres[order]

    def _met(self, hub: int, more: int, aboard: int) -> list[Label]:
        """Return the same from a hotspot where somebody joins, or a part leaves."""
        key = -hub, more, aboard
        if key not in self._after:
            found: list[Label] = []
            most_m = self._at.best[more | aboard]
            for label in (
                *self._received(hub, more, aboard),
                *self._parted(hub, more, aboard),
            ):
                _add_latest(found, label, most_m)
            self._after[key] = found
        return self._after[key]

    def _received(self, hub: int, more: int, aboard: int) -> Iterator[Label]:
        given_s = self._at.handover * aboard.bit_count()
        most_m = self._at.best[more | aboard]
        for joining in parts_of(more):
            below_m = most_m - self._at.least_on(hub, more ^ joining, aboard)
            for theirs, at in self._at.labels[joining].items():
                both = aboard | theirs
                if hub not in at or both.bit_count() > self._at.seats:
                    continue
                they_give_s = self._at.handover * theirs.bit_count()
                short = [each for each in at[hub] if each[1] < below_m]
                if not short:
                    continue
                for latest_s, rest_m in self.labels(hub, more ^ joining, both):
                    for time_s, metres in short:
                        if time_s + they_give_s <= latest_s:
                            yield latest_s, rest_m + metres
                        elif time_s <= latest_s:
                            yield latest_s - given_s, rest_m + metres

    def _parted(self, hub: int, more: int, aboard: int) -> Iterator[Label]:
        most_m = self._at.best[more | aboard]
        for part in parts_of(aboard):
            rest = aboard ^ part
            if not rest:
                continue
            given_s = self._at.handover * part.bit_count()
            for theirs in (0, *parts_of(more)):
                least_m = self._at.least_on(hub, theirs, part)
                if least_m + self._at.least_on(hub, more ^ theirs, rest) >= most_m:
                    continue
                for latest_s, metres in self.labels(hub, theirs, part):
                    for other_s, other_m in self.labels(hub, more ^ theirs, rest):
                        # The part is unloaded, and the rest stays aboard meanwhile.
                        yield min(latest_s, other_s) - given_s, metres + other_m


def _add_latest(found: list[Label], label: Label, below_m: float) -> None:
    """Keep a label of a latest time and metres, if none is later and shorter."""
    latest_s, metres = label
    if metres >= below_m - ROUNDING_M:
        return
    if not any(t >= latest_s and m <= metres for t, m in found):
        found[:] = [each for each in found if each[0] > latest_s or each[1] < metres]
        found.append(label)
