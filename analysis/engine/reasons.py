"""Why a pair of places is driven differently, found out by asking both sides.

Each side is asked to drive, piece by piece, the stretch that only the other one
drives. Where it has no street, may go in the other direction only, or may go along
two pieces but not from one to the next, there is the rule that the other side lacks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.engine.answers import Engine
from analysis.engine.check import Pairs, on_streets
from analysis.engine.lines import Stretch, longest_apart, whole
from analysis.engine.sides import Ours, Side, Theirs
from simulation.region import Region
from simulation.region.geometry import metres_per_degree
from simulation.units import Floats, Ints

_NO_STREET_M = 8.0  # a street further away than this is another one
_DETOUR_M, _DETOUR = 15.0, 0.2  # a longer way round is no difference of lines
_SHORT_M = 20.0  # a stretch too short to be asked about
_STRIDE = 8  # steps of a line from one question to the next
_MOST_POINTS = 60
_STREET_STEPS = 3  # blocked one after the other: a street, not a turn
_STRAIGHT = 0.866  # cosine of 30 degrees
_DEARER_S = 600.0  # so much is no preference, but a ban on driving through
_CHEAPER_S = 3.0

NO_STREET, ONE_WAY, CLOSED = "no street", "one-way", "closed"
TURN, DESTINATION, FREE = "turn", "destination only", "free"
WEIGHED = "weighed"
OURS, ENGINE = "ours", "engine"


@dataclass(frozen=True)
class Trial:
    """What became of it when the side with the longer way was to drive the other."""

    obstacle: str  # NO_STREET, ONE_WAY, CLOSED, TURN, DESTINATION or FREE
    length_m: float  # of the stretch that the shorter way has for itself
    where: Floats  # (2,) lon, lat: where it is stopped, else the middle
    street: str = ""  # the engine's name of the street there
    away_m: float = 0.0  # of the nearest street, where there is none
    time_s: float = 0.0  # of the whole way over the stretch, where it may


@dataclass(frozen=True)
class Difference:
    """One pair of places, both ways, and why the longer one is driven."""

    row: int  # among the pairs
    ours_line: Floats  # (n, 2) lon, lat, from street to street
    engine_line: Floats
    longer: str  # whose way is the longer one: OURS or ENGINE
    trial: Trial
    back_s: float  # time of the side with the shorter way on the longer one [s]

    @property
    def kind(self) -> str:
        """Who is stopped by what, in a word or two."""
        if self.trial.obstacle == FREE:
            return WEIGHED
        return f"{self.longer}: {self.trial.obstacle}"


def explain(
    region: Region, engine: Engine, pairs: Pairs, rows: Sequence[int]
) -> tuple[Difference, ...]:
    """Return why some of the pairs differ, in the order of `rows`."""
    return tuple(_difference(region, engine, pairs, row) for row in rows)


def _difference(region: Region, engine: Engine, pairs: Pairs, row: int) -> Difference:
    router = on_streets(region)
    numbers = pairs.origin[row : row + 1], pairs.destination[row : row + 1]
    ends = np.array(
        [(router.street_lon[at[0]], router.street_lat[at[0]]) for at in numbers]
    )
    ways = router.ways(*numbers)
    ours = np.column_stack((ways.lon, ways.lat))
    # The doors, with which a way begins and ends, are no part of the streets.
    ours = np.concatenate((ends[:1], ours[1:-1], ends[1:]))
    route = engine.route(ends, line=True)
    theirs = ends if route is None else route.line
    lines = {OURS: ours, ENGINE: theirs}
    sides: dict[str, Side] = {OURS: Ours(region), ENGINE: Theirs(engine)}
    longer, shorter = OURS, ENGINE
    if pairs.engine_m[row] > pairs.ours_m[row]:
        longer, shorter = shorter, longer
    stretch = longest_apart(lines[shorter], lines[longer])
    if stretch is None or stretch.length_m < _SHORT_M:  # it drives that and more
        stretch = whole(lines[shorter])
    trial = _tried(sides[longer], ends, stretch)
    named = engine.nearest(*trial.where.tolist())
    if named is not None and named.away_m <= _NO_STREET_M:
        trial = replace(trial, street=named.name)
    return Difference(
        row=row,
        ours_line=ours,
        engine_line=theirs,
        longer=longer,
        trial=trial,
        back_s=_over(
            sides[shorter], ends, longest_apart(lines[longer], lines[shorter])
        ),
    )


def _over(side: Side, ends: Floats, stretch: Stretch | None) -> float:
    """Return the time of a side on a way over the middle of a stretch [s]."""
    if stretch is None:
        return float(side.legs(ends, 1)[0][0])
    middle = stretch.points[len(stretch.points) // 2]
    return float(side.legs(np.array((ends[0], middle, ends[1])), 1)[0].sum())


def _tried(side: Side, ends: Floats, stretch: Stretch) -> Trial:
    """Return what becomes of a side on the stretch that the other drives."""
    obstacle, where = _stopped(side, stretch)
    if obstacle == NO_STREET:
        beside_m = float(side.away_m(where[None])[0])
        return Trial(obstacle, stretch.length_m, where, away_m=beside_m)
    over = side.legs(np.array((ends[0], where, ends[1])), 1)
    whole_s, cost_s = float(over[0].sum()), float(over[2].sum())
    own_s = float(side.legs(ends, 1)[2][0])
    if obstacle == FREE and cost_s > own_s + _DEARER_S:
        obstacle = DESTINATION
    elif obstacle == FREE and cost_s < own_s - _CHEAPER_S:
        obstacle = TURN  # which a stop in the middle gets round
    return Trial(obstacle, stretch.length_m, where, time_s=whole_s)


def _stopped(side: Side, stretch: Stretch) -> tuple[str, Floats]:
    """Return what stops a side along a stretch, and where (2,).

    First from point to point and to the next but one, some streets' width apart, then,
    where that does not go, from metre to metre. A point may happen to lie where
    another street begins and be taken for a place on that: so what stops the side must
    stop it also between the points half way.
    """
    last = len(stretch.points) - 1
    stride = max(_STRIDE, last // _MOST_POINTS)
    shifted = [
        np.union1d(np.arange(begin, last, stride), (0, last))
        for begin in (0, stride // 2)
    ]
    away_m = [side.away_m(stretch.points[numbers]) for numbers in shifted]
    lonely = [each > _NO_STREET_M for each in away_m]
    if any((~each).sum() < 2 for each in lonely):  # noqa: PLR2004 -- from one to another
        return NO_STREET, stretch.points[shifted[0][np.argmax(away_m[0])]]
    # Where nobody may stop, on a bridge say, points are passed over.
    remaining = [numbers[~each] for numbers, each in zip(shifted, lonely, strict=True)]
    for hop in (1, 2):
        spans = [_blocked_spans(side, stretch, numbers, hop) for numbers in remaining]
        both = [
            (begin, end)
            for begin, end in spans[0]
            if any(begin < other[1] and other[0] < end for other in spans[1])
        ]
        if not both:
            continue
        begin, end = both[0]
        between = (shifted[0] > begin) & (shifted[0] < end) & lonely[0]
        if between.any():
            furthest = np.argmax(np.where(between, away_m[0], -1.0))
            return NO_STREET, stretch.points[shifted[0][furthest]]
        near = stretch.points[max(0, begin - 2) : end + 3]
        middle = stretch.points[(begin + end) // 2]
        return _closely(side, near, stretch.step_m) or (
            CLOSED if hop == 1 else TURN,
            middle,
        )
    return FREE, stretch.points[remaining[0][remaining[0].size // 2]]


def _blocked_spans(
    side: Side, stretch: Stretch, numbers: Ints, hop: int
) -> list[tuple[int, int]]:
    """Return between which points of a stretch a side cannot follow it."""
    steps_m = stretch.step_m * np.diff(numbers)
    blocked = _blocked(side, stretch.points[numbers], steps_m, hop)
    return [(int(numbers[at]), int(numbers[at + hop])) for at in blocked]


def _closely(side: Side, points: Floats, step_m: float) -> tuple[str, Floats] | None:
    """Return what stops a side on a few metres, and where; None if nothing does."""
    steps_m = np.full(len(points) - 1, step_m)
    blocked = _blocked(side, points, steps_m, 1)
    back = _blocked(side, points[::-1], steps_m, 1)
    if blocked.size:
        first = int(blocked[0])
        where: Floats = points[first : first + 2].mean(axis=0)
        if blocked.size < _STREET_STEPS and _bends(points, first):
            return TURN, where
        both_ways = np.isin(len(points) - 2 - blocked, back).any()
        return (CLOSED if both_ways else ONE_WAY), where
    turns = _blocked(side, points, steps_m, 2)
    return (TURN, points[turns[0] + 1]) if turns.size else None


def _blocked(side: Side, points: Floats, steps_m: Floats, hop: int) -> Ints:
    """Return from which points a side cannot follow the line, `hop` points on."""
    _, driven_m, _ = side.legs(points, hop)
    line_m = np.convolve(steps_m, np.ones(hop), mode="valid")
    # Not a number compares as false: no way at all.
    follows = driven_m <= line_m + np.maximum(_DETOUR_M, _DETOUR * line_m)
    return np.flatnonzero(~follows)


def _bends(points: Floats, at: int) -> bool:
    """Return whether a line turns by 30 degrees or more about a point."""
    before, after = points[max(0, at - 3)], points[min(len(points) - 1, at + 4)]
    middle = points[at : at + 2].mean(axis=0)
    scale = np.array(metres_per_degree(float(middle[1])))
    into, out = (middle - before) * scale, (after - middle) * scale
    long = np.hypot(*into) * np.hypot(*out)
    return bool(long > 0 and into @ out < long * _STRAIGHT)


def sentence(difference: Difference, pairs: Pairs) -> str:
    """Return why a pair differs, for people."""
    trial = difference.trial
    if trial.obstacle == FREE:
        return _weighed(difference, pairs)
    who, other = (
        ("Ours", "the engine's")
        if difference.longer == OURS
        else ("The engine", "ours")
    )
    where = f"{trial.length_m:,.0f} m of {other}"
    lon, lat = trial.where.tolist()
    at = f" on {trial.street}" if trial.street else ""
    at += f" at {lat:.5f}, {lon:.5f} (lat, lon)"
    reason = {
        NO_STREET: f"has no street there{_next_one(trial.away_m)}",
        ONE_WAY: f"may go in the other direction only{at} (one-way)",
        CLOSED: f"may not go on{at} (closed to it, a barrier, or a gap)",
        TURN: f"may not turn that way{at} (turn restriction)",
        DESTINATION: f"may not drive through{at}, only to a door there",
    }[trial.obstacle]
    return f"{who} is the longer way, without {where}: it {reason}."


def _weighed(difference: Difference, pairs: Pairs) -> str:
    """Return how both sides weigh two ways that both may drive."""
    ours_s, engine_s = pairs.ours_s[difference.row], pairs.engine_s[difference.row]
    ours_other_s, engine_other_s = difference.trial.time_s, difference.back_s
    if difference.longer == ENGINE:
        ours_other_s, engine_other_s = engine_other_s, ours_other_s
    text = (
        "Both may drive both ways. "
        f"Ours takes {ours_s:.0f} s on its own, {_seconds(ours_other_s)} on the "
        f"engine's; the engine {engine_s:.0f} s on its own, "
        f"{_seconds(engine_other_s)} on ours."
    )
    if engine_other_s < engine_s - _CHEAPER_S:
        text += (
            " So the engine does not choose by time alone: its profile puts some "
            "streets, narrow or of service, at a disadvantage."
        )
    return text


def _seconds(time_s: float) -> str:
    return "no time known" if np.isnan(time_s) else f"{time_s:.0f} s"


def _next_one(away_m: float) -> str:
    return "" if np.isinf(away_m) else f", the next is {away_m:.0f} m away"
