"""Ways of a map cut where they meet, and joined again where a road only goes on."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simulation.region.building.osm.file import Location
from simulation.region.street_graph import Use

_GOES_ON = 2  # streets that meet where a road only goes on


@dataclass(frozen=True)
class DrivenWay:
    """A way of the map that the vehicle may drive, by direction of its nodes."""

    id: int
    refs: tuple[int, ...]
    use: tuple[Use, Use]  # along, against
    speed_mps: tuple[float, float]
    stops: bool


@dataclass
class Street:
    """A stretch of road between two junctions, growing while pieces are joined."""

    refs: list[int]
    ends: list[int]  # junctions
    ways: list[int]  # of all its pieces, in turn
    use: tuple[Use, Use]
    speed_mps: tuple[float, float]
    stops: bool

    def turned(self) -> "Street":
        """Return the same street from its other end."""
        return Street(
            self.refs[::-1],
            self.ends[::-1],
            self.ways[::-1],
            self.use[::-1],
            self.speed_mps[::-1],
            self.stops,
        )

    def followed_by(self, other: "Street") -> "Street":
        """Return this street and one that is driven alike and begins at its end."""
        return Street(
            self.refs + other.refs[1:],
            [self.ends[0], other.ends[1]],
            self.ways + other.ways,
            self.use,
            self.speed_mps,
            self.stops,
        )


@dataclass
class Nodes:
    """What is known of the nodes: where they are, barriers, signals."""

    location: Mapping[int, Location]
    barriers: set[int] = field(default_factory=set)
    signals: set[int] = field(default_factory=set)


class _JunctionNumbers:
    """Numbers of junctions by node; at a barrier each street ends on its own."""

    def __init__(self, nodes: Nodes, vias: set[int]) -> None:
        self._barriers = nodes.barriers
        self._lasting = nodes.barriers | nodes.signals | vias
        self._number: dict[int, int] = {}
        self._next = itertools.count()
        self.fixed: set[int] = set()  # stay however few streets meet there

    def at(self, ref: int) -> int:
        """Return the number of the junction at a node, for one more street."""
        number = self._number.get(ref)
        if number is None or ref in self._barriers:
            number = self._number[ref] = next(self._next)
        if ref in self._lasting:
            self.fixed.add(number)
        return number


def streets_of(ways: Sequence[DrivenWay], nodes: Nodes, vias: set[int]) -> list[Street]:
    """Return the streets between junctions."""
    touched: Counter[int] = Counter()
    for way in ways:
        touched.update(way.refs)
        touched.update((way.refs[0], way.refs[-1]))
    cuts = {ref for ref, times in touched.items() if times > 1}
    cuts |= nodes.barriers | nodes.signals | vias
    numbers = _JunctionNumbers(nodes, vias)
    streets = [
        Street(
            piece,
            [numbers.at(piece[0]), numbers.at(piece[-1])],
            [way.id],
            way.use,
            way.speed_mps,
            way.stops,
        )
        for way in ways
        for piece in _pieces(way.refs, cuts, nodes.location)
    ]
    return _joined(streets, numbers.fixed)


def _pieces(
    refs: Sequence[int], cuts: set[int], location: Mapping[int, Location]
) -> Iterator[list[int]]:
    """Yield the stretches of a way between cuts, without nodes that are not known."""
    piece: list[int] = []
    for ref in refs:
        if ref not in location:  # beyond the border of the extract
            if len(piece) > 1:
                yield piece
            piece = []
        elif not piece or piece[-1] != ref:
            piece.append(ref)
            if ref in cuts and len(piece) > 1:
                yield piece
                piece = [ref]
    if len(piece) > 1:
        yield piece


def _joined(streets: list[Street], fixed: set[int]) -> list[Street]:
    """Return the streets with those that follow each other alike made one."""
    at: dict[int, list[int]] = defaultdict(list)
    for number, street in enumerate(streets):
        for end in street.ends:
            at[end].append(number)

    def next_of(number: int, end: int) -> int | None:
        """Return the street that goes on alike behind an end, if there is one."""
        pair = at[end]
        if end in fixed or len(pair) != _GOES_ON or pair[0] == pair[1]:
            return None
        own, other = streets[number], streets[pair[0] + pair[1] - number]
        ahead = own if own.ends[1] == end else own.turned()
        on = other if other.ends[0] == end else other.turned()
        alike = (ahead.use, ahead.speed_mps, ahead.stops) == (
            on.use,
            on.speed_mps,
            on.stops,
        )
        return pair[0] + pair[1] - number if alike else None

    done: set[int] = set()
    whole: list[Street] = []
    for number, street in enumerate(streets):
        if number in done:
            continue
        done.add(number)
        grown = street
        for _ in range(2):  # on at its end, then turned: on at its beginning
            last = number
            while (on := next_of(last, grown.ends[1])) is not None and on not in done:
                done.add(on)
                more = streets[on]
                if more.ends[0] != grown.ends[1]:
                    more = more.turned()
                grown = grown.followed_by(more)
                last = on
            grown = grown.turned()
        whole.append(grown)
    return whole
