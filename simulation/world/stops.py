"""Plans of stops when orders leave them, are carried elsewhere, or go to others."""

from collections.abc import Iterable, Iterator, Sequence

from simulation.dispatch.protocol import Orders, Stop, Trip


def struck(plan: Sequence[Stop], order: int) -> list[Stop] | None:
    """Return a plan without an order that is to board; ``None`` if it is not in it.

    Stops where nothing is left to do are left out, but for the first one.
    """
    if not any(order in boarding for _, _, boarding in plan):
        return None
    first, *later = [
        (
            place,
            tuple([each for each in alighting if each != order]),
            tuple([each for each in boarding if each != order]),
        )
        for place, alighting, boarding in plan
    ]
    return [first, *(stop for stop in later if stop[1] or stop[2])]


def redirected(
    plan: Sequence[Stop], order: int, before: int, after: int, *, last: bool
) -> list[Stop] | None:
    """Return a plan in which an order alights elsewhere.

    Parameters
    ----------
    plan
        The stops; the first one stays, though perhaps for nobody.
    order
        Who it is.
    before, after
        Where it was to alight, and where it is to.
    last
        Whether all other stops are made before that, else it is the next one.

    Returns
    -------
    list or None
        ``None`` if it was not to alight there.
    """
    for at, (place, alighting, boarding) in enumerate(plan):
        if place != before or order not in alighting:
            continue
        others = tuple([each for each in alighting if each != order])
        stays = at == 0 or others or boarding
        stops = [*plan[:at], *[(place, others, boarding)] * bool(stays)]
        stop, rest = (after, (order,), ()), plan[at + 1 :]
        return list(_joined([*stops, *rest, stop] if last else [*stops, stop, *rest]))
    return None


def _joined(stops: Iterable[Stop]) -> Iterator[Stop]:
    """Yield stops of which two in a row are at two places."""
    before: Stop | None = None
    for place, alighting, boarding in stops:
        if before is not None and before[0] == place and not before[2]:
            both = tuple(sorted((*before[1], *alighting)))
            before = (place, both, boarding)
            continue
        if before is not None:
            yield before
        before = (place, alighting, boarding)
    if before is not None:
        yield before


def trips_ahead(plan: Sequence[Stop], now_s: float) -> Iterator[Trip]:
    """Yield the trips of a plan that are still to be taken up."""
    for place, _, boarding in plan:
        targets: dict[int, Orders] = {}
        for target, alighting, _ in plan:
            both = tuple([each for each in alighting if each in boarding])
            if both:
                targets[target] = (*targets.get(target, ()), *both)
        for target, orders in targets.items():
            yield orders, place, target, now_s


def without_boarding(plan: Sequence[Stop], aboard: Orders) -> list[Stop]:
    """Return the stops of a plan at which somebody alights that is aboard already.

    And the first one, to which the vehicle drives.
    """
    still = {*aboard}
    stops: list[Stop] = []
    for place, alighting, _ in plan:
        leaving = tuple([each for each in alighting if each in still])
        still.difference_update(leaving)
        if leaving or not stops:
            stops.append((place, leaving, ()))
    return stops


def with_give(stops: list[Stop], hotspot: int, orders: Orders) -> list[Stop]:
    """Return stops with one more at a hotspot, where some alight."""
    if stops and stops[-1][0] == hotspot:
        place, alighting, boarding = stops[-1]
        return [*stops[:-1], (place, (*alighting, *orders), boarding)]
    return [*stops, (hotspot, orders, ())]
