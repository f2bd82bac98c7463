"""What contracts are tried on: instants, networks and small scenarios, drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.errors import DeliverAIError
from simulation.record.kinds import Kind
from simulation.registry import Kind as KindOfPart
from simulation.registry import Part, from_object
from simulation.registry.part import said_by
from simulation.scenario import Scenario, load_scenario
from simulation.sharing.board import Board
from simulation.sharing.candidate import SEEN, Candidate, group_of
from simulation.simulation import simulate
from simulation.streams import Streams
from simulation.units import Floats, on_distance_grid, on_time_grid

SEED = 20
HOTSPOTS = 6
NOW_S = 100.0
_Q_VALUES = (0.0, 2.0**-40, 0.25, 0.5, 0.5 + 2.0**-40, 1.0)  # few, so that some tie
_BARRED = (0, 0, 0b111, 0b101010, 0b111111)
_NEAR = 3  # hotspots where candidates lie: few, so that many lie together


def owed(holds: object, sentence: str) -> None:
    """Raise what is owed and was not given."""
    if not holds:
        raise AssertionError(sentence)


@contextmanager
def checks(part: Part) -> Iterator[None]:
    """Say as an assertion what the world would refuse."""
    try:
        yield
    except DeliverAIError as cause:
        raise AssertionError(f"{part.word}: {cause}") from cause
    except Exception as cause:
        raise AssertionError(f"{part.word}: failed ({said_by(cause)}).") from cause


def part_from(kind: KindOfPart, make: object) -> Part:
    """Return the part that a class or function makes."""
    try:
        return from_object(kind, make, "contract")
    except DeliverAIError as cause:
        raise AssertionError(str(cause)) from cause


def rng_of(name: str, case: int) -> np.random.Generator:
    """Return the generator of one case."""
    return Streams(SEED, case).get(f"contracts/{name}")


# Instants -------------------------------------------------------------------------


@dataclass(frozen=True)
class Instant:
    """Everybody on the board at one instant, and who decides."""

    candidates: tuple[Candidate, ...]  # by order
    deciders: tuple[Candidate, ...]
    board: Board

    def seen(self) -> list[dict[str, Any]]:
        """Return all that others see of the candidates."""
        return [
            {name: getattr(each, name) for name in SEEN} for each in self.candidates
        ]

    def asked(self) -> list[list[Any]]:
        """Return the requests of all deciders."""
        return [list(self.board.requests(each, NOW_S)) for each in self.deciders]


def drawn_instant(case: int, capacity: int) -> Instant:
    """Return up to 9 candidates, groups with a free seat among them."""
    rng = rng_of("instant", case)
    near = [{here} for here in range(HOTSPOTS)]
    for one in range(_NEAR):
        for other in range(one):
            if rng.integers(2):
                near[one].add(other)
                near[other].add(one)
    board = Board(
        [tuple(sorted(each)) for each in near],
        meet_at_destination=bool(rng.integers(2)),
        lookahead_s=(float("inf"), 0.0, 30.0)[int(rng.integers(3))],
    )
    orders = sorted(rng.choice(30, int(rng.integers(10)), replace=False).tolist())
    everybody: list[Candidate] = []
    deciders: list[Candidate] = []
    for order in orders:
        alone = capacity <= 2 or bool(rng.integers(2))  # noqa: PLR2004 - a full pair
        size = 1 if alone else int(rng.integers(2, capacity))
        candidate = _candidate(rng, 100 * order, size)
        if size == 1 and rng.integers(2):
            deciders.append(candidate)
        elif size == 1:
            candidate.ready_s = NOW_S + float(rng.choice([0.0, 10.0, 30.0, 30.5]))
        everybody.append(candidate)
        board.post(candidate)
    return Instant(tuple(everybody), tuple(deciders), board)


def _candidate(rng: np.random.Generator, order: int, size: int) -> Candidate:
    """Return a single delivery, or a group of some with the same hops."""
    here = int(rng.integers(_NEAR))
    elsewhere = [each for each in range(HOTSPOTS) if each != here]
    ends = rng.choice(elsewhere, size).tolist()
    hops = rng.choice(elsewhere, int(rng.integers(1, 5)), replace=False).tolist()
    barred = int(rng.choice(_BARRED))
    singles = [
        Candidate(
            (order + number,),
            here,
            1 << end,
            tuple((hop, float(rng.choice(_Q_VALUES))) for hop in hops),
            barred,
        )
        for number, end in enumerate(ends)
    ]
    return singles[0] if size == 1 else group_of(singles)


# Networks and scenarios -----------------------------------------------------------


def drawn_network(case: int, hotspots: int | None = None) -> dict[str, Floats]:
    """Return times [s] and distances [m] with detours, between 2 to 7 hotspots."""
    rng = rng_of("network", case)
    drawn = int(rng.integers(2, 8))
    places = rng.choice(40 * 40, hotspots or drawn, replace=False)
    points = np.column_stack(np.divmod(places, 40)) * 100.0
    straight = np.abs(points[:, None] - points).sum(axis=-1)
    distance_m = on_distance_grid(straight * rng.uniform(1.0, 1.3, straight.shape))
    return {"travel_time_s": on_time_grid(distance_m / 6.7), "distance_m": distance_m}


def small_scenario(**overrides: object) -> Scenario:
    """Return a scenario of a few minutes in the shipped region; dots are ``__``."""
    keys = {key.replace("__", "."): value for key, value in overrides.items()}
    return load_scenario(
        "paper/hotspots_only",
        {
            "requests.handler": "greedy",
            "demand.load_per_min": 6,
            "demand.duration_min": 3,
            **keys,
        },
    )


def check_runs(part: Part, *scenarios: Scenario) -> None:
    """Run scenarios with a part: all is delivered, and the same comes out again."""
    for scenario in scenarios:
        with checks(part):
            run, again = (
                simulate(scenario, 1, **{part.kind.name: part.target}) for _ in "12"
            )
        released = run.events.order[run.events.rows(Kind.RELEASED)]
        delivered = run.events.order[run.events.rows(Kind.DELIVERED)]
        owed(
            released.size and np.array_equal(np.sort(released), np.sort(delivered)),
            f"{part.word}: {released.size} orders were released and {delivered.size} "
            "delivered, expected each of them once.",
        )
        owed(
            run.log_hash == again.log_hash,
            f"{part.word}: the same scenario gave another log, expected the same.",
        )
