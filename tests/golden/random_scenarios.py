"""360 random scenarios, 60 of them stacked, over all keys that change behaviour.

They are the same everywhere.

Every value comes from a stream of its own, named by its key: a new key leaves all
others as they were. Nothing here looks into the simulator; regions and traces are
written as files, and read as a user's are.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from simulation import Run, fork, load_scenario, prepare, simulate
from simulation.region.files import save_region
from simulation.region.region import Region
from simulation.streams import Streams
from tests.made_regions import TICKS, Square, made_region
from tests.strategies import WAITS

SEED = 20_240_611
SCENARIOS, REGIONS, FORK_EVERY = 300, 60, 3
STACKED = 60  # scenarios of stacked service, numbered on
TRAINED_UP_TO = 4  # hotspots: agents learn in a few episodes to get everywhere

VALUES: dict[str, tuple[Any, ...]] = {
    "service.mode": ("relayed",) * 9 + ("direct",),
    "demand.arrivals": ("spread", "spread", "on_minute"),
    "routing.policy": ("exact",) * 6 + ("q_boltzmann", "q_epsilon"),
    "routing.preferred_share": (0.5, 1.0, 0.7, 0.1),
    "routing.discount": (0.99, 0.99, 0.5),
    "routing.time_scaling": ("max", "max", "off_diagonal"),
    "requests.handler": ("greedy",) * 8 + ("refuse",),
    "requests.interaction_range_m": (1e6, 1000.0, 1e6, 450.0, 0.0),
    "requests.decision_interval_s": (0.0, 0.0, 10.0, 60.0, 0.5),
    "requests.lookahead_s": (*WAITS, "unbounded"),
    "requests.max_wait_s": (*WAITS, "unbounded"),
    "requests.count_inbound": (True, True, False),
    "requests.meet_at_destination": (True, False),
    "requests.revisit": ("never", "never", "either_side", "off"),
    "fleet.core.capacity": (1, 2, 2, 3, 3, 4),
    "fleet.core.size": ("elastic", "elastic", "elastic", 1, 2, 3, 5, 8),
    "fleet.core.speed_factor": (1.0, 1.0, 0.5, 1.5, 3.0),
    "fleet.peripheral.size": ("elastic", "elastic", "elastic", 1, 3, 5, 8, 12),
    "fleet.peripheral.speed_factor": (1.0, 1.0, 0.5, 1.5, 3.0),
    "fleet.peripheral.deadheading": ("driven", "ignored"),
    "hotspots.docks": ("unlimited", "unlimited", 1, 2, 3),
    "hotspots.handover_s": (0.0, 0.0, 5.0, 30.25, 0.1),
    "horizon_s": (None,) * 4 + (200.0, 300.5, 1000.0),
    "record.decisions": (False, False, False, True),
}
STACKED_VALUES: dict[str, tuple[Any, ...]] = {  # of stacked service besides, or instead
    "service.mode": ("stacked",),
    "fleet.peripheral.capacity": (1, 2, 2, 3, 4, 4),
    "dispatch.interval_s": (15.0, 15.0, 0.0, 60.0, 0.5),
    "dispatch.order": ("oldest", "nearest"),
    "dispatch.rounds": (40, 10, 0),
    "dispatch.most_moved": (10, 3, 1),
    "dispatch.value_of_time_m_per_s": (7.5, 1.0, 0.0),
    "dispatch.late_m_per_s": (60.0, 0.0),
    "dispatch.margin_s": (30.0, 0.0, 200.0),
    "dispatch.new_vehicle_m": (1500.0, 0.0, 20000.0),
    "dispatch.max_detour": (3.0, 1.5, 1.0),
    "dispatch.detour_slack_s": (300.0, 60.0, 0.0),
    "dispatch.orders_ahead": (4, 1, 0),
    "dispatch.hold_s": (60.0, 200.0, 0.0),
    "dispatch.spare_s": (60.0, 0.0),
}
TRAINING: dict[str, tuple[Any, ...]] = {  # of agents that learn
    "routing.learning_rate": (0.8, 0.5),
    "routing.temperature": (10.0, 1.0),
    "routing.exploration": (0.8, 0.6),
    "routing.episodes": (400, 600),
}
PROFILES = {  # and the mean height of their curve, over three or four minutes
    "uniform": 1.0,
    "poisson": 1.0,
    "gaussian": 0.55,
    "gaussian_table_4": 0.55,
    "gaussian_printed": 0.6,
    "trace": 1.0,
}
LOADS = (15, 45)  # orders asked for; those that come are at most a third fewer or more
NOT_IN_FLIGHT = (
    "service.mode",
    "demand.arrivals",
    "fleet.core.capacity",
    "fleet.peripheral.capacity",
    "horizon_s",
    "record.decisions",
)
IN_FLIGHT = [key for key in VALUES if key not in NOT_IN_FLIGHT]
STACKED_IN_FLIGHT = [
    *(key for key in IN_FLIGHT if "peripheral.s" in key),
    *(key for key in STACKED_VALUES if key not in NOT_IN_FLIGHT),
]
CHANGED = 0.3  # share of the keys in flight that a fork changes, at least one


class Draws:
    """What is drawn for one scenario, by name."""

    def __init__(self, number: int) -> None:
        self._streams = Streams(SEED, number)

    def rng(self, name: str) -> np.random.Generator:
        """Return the generator of a name."""
        return self._streams.get(name)

    def share(self, name: str) -> float:
        """Return a number from 0 to below 1."""
        return float(self.rng(name).random())

    def one_of(self, name: str, values: Any) -> Any:
        """Return one of some values."""
        return values[int(self.share(name) * len(values))]

    def between(self, name: str, least: int, most: int) -> int:
        """Return a whole number, the last included."""
        return self.one_of(name, range(least, most + 1))


def drawn_region(number: int) -> Region:
    """Return a region of 2 to 12 hotspots, by its number."""
    draws = Draws(SCENARIOS + number)
    counts = (
        draws.between("hotspots", 2, 12),
        draws.between("producers", 1, 6),
        draws.between("consumers", 1, 8),
    )
    return made_region(
        f"random {number}",
        draws.rng("places"),
        ("grid", "detours", "any", "streets")[number % 4],
        counts,
        Square(draws.between("side", 2, 6), draws.one_of("ticks", TICKS)),
    )


@dataclass(frozen=True)
class RandomScenario:
    """One scenario; every third one is forked, too."""

    number: int
    region: Region

    @property
    def name(self) -> str:
        """Under which its hash is kept."""
        return f"{self.number:03}"

    @property
    def draws(self) -> Draws:
        """What is drawn for it."""
        return Draws(self.number + (REGIONS if self.stacked else 0))

    @property
    def stacked(self) -> bool:
        """Whether its orders are stacked."""
        return SCENARIOS <= self.number < SCENARIOS + STACKED

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:
        """What may be drawn for it."""
        return VALUES | STACKED_VALUES if self.stacked else VALUES

    @property
    def region_number(self) -> int:
        """Of its region."""
        return self.number % REGIONS

    @cached_property
    def keys(self) -> dict[str, Any]:
        """Its keys but for the files it reads, dotted."""
        draws = self.draws
        keys = {key: draws.one_of(key, values) for key, values in self.values.items()}
        self._train(keys)
        profile = draws.one_of("demand.profile", (*PROFILES, "uniform"))
        duration_min = draws.between("demand.duration_min", 3, 4)
        orders = draws.between("orders", *LOADS)
        keys |= {
            "seed": draws.between("seed", 0, 2**31),
            "demand.profile": profile,
            "demand.duration_min": duration_min,
            "demand.load_per_min": orders / duration_min / PROFILES[profile],
        }
        return {key: value for key, value in keys.items() if value is not None}

    def _train(self, keys: dict[str, Any]) -> None:
        """Let agents learn if they are to, where that takes a moment only."""
        if keys.get("routing.policy", "exact") == "exact":
            return
        apart = np.count_nonzero(self.region.travel_time_s, axis=1)
        hotspots = self.region.hotspots
        if hotspots > TRAINED_UP_TO or (apart < hotspots - 1).any():
            keys["routing.policy"] = "exact"
            return
        for key, values in TRAINING.items():
            keys[key] = self.draws.one_of(key, values)

    @cached_property
    def trace(self) -> str | None:
        """The file of its orders, if it reads any: many at once, in no order."""
        if self.keys["demand.profile"] != "trace":
            return None
        draws, places = self.draws, self.region.places
        size = draws.between("orders", *LOADS)
        gap_s = draws.one_of("gap", (1.0, 20.0, 30.5))
        starts_s = (draws.rng("starts").random(size) * 12).astype(int) * gap_s
        sides = {"producers": self.region.producers, "consumers": self.region.consumers}
        ids = [
            places.source_id[of[(draws.rng(side).random(size) * of.size).astype(int)]]
            for side, of in sides.items()
        ]
        rows = zip(*(column.tolist() for column in (starts_s, *ids)), strict=True)
        lines = [",".join(map(str, row)) for row in rows]
        return "\n".join(["start_s,producer,consumer", *lines]) + "\n"

    @property
    def files(self) -> dict[str, str]:
        """The files that it reads, by their keys."""
        return {} if self.trace is None else {"demand.trace_file": self.trace}

    @cached_property
    def changes(self) -> dict[str, Any]:
        """What its fork changes; nothing for those that are not forked."""
        if self.number % FORK_EVERY:
            return {}
        draws, able = self.draws, self.in_flight
        turns = {key: draws.share(f"whether {key}") for key in able}
        chosen = [key for key in able if turns[key] < CHANGED]
        changes = {}
        for key in chosen or [min(able, key=turns.__getitem__)]:
            others = [each for each in self.values[key] if each != self.keys.get(key)]
            changes[key] = draws.one_of(f"fork {key}", others)
        self._train(changes)
        return changes

    @property
    def in_flight(self) -> list[str]:
        """The keys that its fork may change."""
        if self.stacked:
            return STACKED_IN_FLIGHT
        direct = self.keys["service.mode"] == "direct"
        return [key for key in IN_FLIGHT if not direct or "peripheral.s" in key]

    def moment_s(self, run: Run) -> float:
        """Return when its fork begins: at an event of the run, or shortly after."""
        times = np.unique(run.events.time_s)
        within = times[(times > 0) & (times < run.end_s)].tolist()
        at_s = self.draws.one_of("moment", within)
        later_s = self.draws.one_of("later", (0.0, 1 / 1024, 0.75))
        return at_s + later_s if at_s + later_s < run.end_s else at_s

    def digest(self) -> bytes:
        """Return what stands for all that is drawn for it."""
        trace = self.files.get("demand.trace_file")
        region, text = self.region, json.dumps([self.keys, self.changes, trace])
        return f"{region.checksum} {text}\n".encode()

    def runs(self, folder: Path) -> Iterator[tuple[str, Run]]:
        """Yield its run and its fork, and under which names their hashes are kept."""
        base = folder / f"on region {self.region_number}.toml"
        if not base.exists():
            save_region(self.region, base.with_suffix(""))
            base.write_text(f'region = "{base.stem}"\n', encoding="utf-8")
        keys = dict(self.keys)
        for key, text in self.files.items():
            path = folder / f"{key} {self.name}.csv"
            path.write_text(text, encoding="utf-8")
            keys[key] = str(path)
        if keys["demand.profile"] == "trace":
            for key in ("load_per_min", "duration_min", "arrivals"):  # refused there
                keys.pop(f"demand.{key}", None)
        scenario = load_scenario(base, keys)
        run = simulate(scenario, prepared=prepare(scenario))
        yield self.name, run
        if self.changes:
            yield f"{self.name} forked", fork(run, self.moment_s(run), self.changes)


def random_scenarios() -> list[RandomScenario]:
    """Return all of them."""
    regions = [drawn_region(number) for number in range(REGIONS)]
    return [
        RandomScenario(number, regions[number % REGIONS])
        for number in range(SCENARIOS + STACKED)
    ]


def checksum_of(scenarios: list[RandomScenario]) -> str:
    """Return what changes if anything is drawn otherwise than it was."""
    drawn = b"".join(each.digest() for each in scenarios)
    return hashlib.sha256(drawn).hexdigest()
