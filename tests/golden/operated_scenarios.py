"""60 random scenarios of an operation as it is: details of orders, doors, shifts.

Numbered on after the others of `random_scenarios`, and drawn as they are: every value
from a stream of its own, files written and read as a user's are.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from tests.golden.random_scenarios import (
    LOADS,
    REGIONS,
    SCENARIOS,
    STACKED,
    STACKED_VALUES,
    VALUES,
    Draws,
    RandomScenario,
    drawn_region,
)

OPERATED = 60
KINDS = ("shared", "stacked", "direct", "alone")  # the four services, in turn
NOON = datetime(2026, 3, 1, 11, 58)  # noqa: DTZ001 - clocks without a zone
OPERATED_VALUES: dict[str, tuple[Any, ...]] = {
    "producers.door_s": (None, 30.0, 20.25, None),
    "producers.distribution": (None, None, "lognorm(0.5, scale=40)"),
    "consumers.door_s": (None, 15.0, 60.5, None),
    "consumers.distribution": (None, None, "gamma(2, scale=12)"),
    "dispatch.lead_s": ("unlimited", 600.0, 30.0, 0.0),
    "dispatch.planner": ("insertion", "insertion", "rolling"),
    "dispatch.horizon_s": (600.0, 60.0),
    "dispatch.fresh_per_min": (0.1, 1.0),
    "fleet.core.refusals": (0.0, 0.0, 0.3),
    "fleet.peripheral.refusals": (0.0, 0.0, 0.5),
    "fleet.core.last_call_s": (0.0, 30.0, 75.5),
    "fleet.peripheral.last_call_s": (0.0, 30.0, 75.5, 900.0),
    "fleet.classes.bike.speed_factor": (1.0, 0.4, 0.8),
    "fleet.classes.bike.capacity": (1, 2),
    "fleet.classes.bike.size": (None, None, 1, 3),
    "fleet.classes.van.speed_factor": (1.0, 1.0, 1.25),
    "fleet.classes.van.capacity": (1, 4, 6),
}
FLEETS = ("size", "shifts", "shifts", "shift_file", "shift_file")  # of a pool
COLUMNS = {  # what else a file says of orders; None: it has no such column
    "id": ("id", "id", None),
    "ready": ("ready", "ready", "preparation_s", None),
    "due": ("due", "promise_s", None),
    "service": ("pickup_service_s,dropoff_service_s", None),
    "seats": ("seats", "seats", None),
    "cancelled": ("cancelled", "cancelled", None),
    "priority": ("priority", None),
}


@dataclass(frozen=True)
class OperatedScenario(RandomScenario):
    """One scenario; every third one is forked, too."""

    @property
    def draws(self) -> Draws:  # noqa: D102 - as of every random scenario
        return Draws(self.number + REGIONS)

    @property
    def kind(self) -> str:
        """Which of the services it has."""
        return KINDS[self.number % len(KINDS)]

    @property
    def stacked(self) -> bool:  # noqa: D102
        return self.kind == "stacked"

    @property
    def relays(self) -> bool:
        """Whether its orders go over hotspots."""
        return self.kind in {"shared", "alone"}

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:
        """What may be drawn for it."""
        values = VALUES | (STACKED_VALUES if self.stacked else {}) | OPERATED_VALUES
        mode = "relayed" if self.relays else self.kind
        handler = "refuse" if self.kind == "alone" else "greedy"
        fixed = {"service.mode": (mode,), "requests.handler": (handler,)}
        return values | fixed

    def of_pool(self, pool: str) -> str:
        """Return by what it is said how many vehicles a pool has: one of `FLEETS`."""
        return self.draws.one_of(f"of {pool}", FLEETS)

    @cached_property
    def keys(self) -> dict[str, Any]:
        """Its keys but for the files it reads, dotted."""
        draws = self.draws
        keys = {key: draws.one_of(key, values) for key, values in self.values.items()}
        self._train(keys)
        keys |= {"seed": draws.between("seed", 0, 2**31), "demand.profile": "trace"}
        for side in ("producers", "consumers"):
            if keys[f"{side}.distribution"] is not None:
                del keys[f"{side}.door_s"]
        for pool in ("core", "peripheral"):
            by = self.of_pool(pool)
            if by == "size" and (pool == "peripheral" or self.relays):
                sizes = (2, 4, 6, 9)
                keys[f"fleet.{pool}.size"] = draws.one_of(f"size {pool}", sizes)
            else:
                del keys[f"fleet.{pool}.size"]
            if by == "shifts":
                keys[f"fleet.{pool}.shifts"] = list(self._patterns(pool))
        return {key: value for key, value in keys.items() if value is not None}

    @property
    def by_clock(self) -> bool:
        """Whether its times are those of a clock."""
        return self.draws.share("by clock") < 0.5

    def _shown(self, time_s: float) -> str:
        """Return a time as its files have it."""
        if not self.by_clock:
            return f"{time_s:g}"
        return (NOON + timedelta(seconds=time_s)).isoformat()

    def _spans(self, pool: str) -> list[tuple[int, int, str, tuple[int, int] | None]]:
        """Return shifts: on, off, class, and perhaps a break [min]."""
        rng = self.draws.rng(f"shifts of {pool}")
        names = ("", "", "van", "bike") if pool == "peripheral" else ("",)
        spans = []
        for _ in range(3 if pool == "peripheral" else 4):
            on, length = int(rng.random() * 4), 3 + int(rng.random() * 25)
            name = names[int(rng.random() * len(names))]
            begin = on + int(rng.random() * length)
            rest = (begin, begin + 1) if rng.random() < 0.6 else None
            spans.append((on, on + length, name, rest))
        return spans

    def _patterns(self, pool: str) -> list[str]:
        """Return the same as texts of so many vehicles each."""
        since = NOON.hour * 60 + NOON.minute if self.by_clock else 0

        def shown(begin: int, end: int) -> str:
            ends = [divmod(since + each, 60) for each in (begin, end)]
            return "-".join(f"{hours:02}:{minutes:02}" for hours, minutes in ends)

        many = self.draws.between(f"vehicles of {pool}", 2, 6)
        return [
            f"{many} {name} {shown(on, off)}"
            + ("" if rest is None else f" break {shown(*rest)}")
            for on, off, name, rest in self._spans(pool)
        ]

    def _shift_file(self, pool: str) -> str:
        """Return the same as a file; some begin at a producer."""
        end = "" if self.by_clock else "_s"
        names = ("on", "off", "break_start", "break_end")
        lines = [",".join([*(f"{name}{end}" for name in names), "class", "place"])]
        region = self.region
        first = region.places.source_id[region.producers[0]]
        for row, (on, off, name, rest) in enumerate(self._spans(pool) * 4):
            times = [on, off, *(rest or ())]
            cells = [self._shown(60.0 * each) for each in times]
            cells += [""] * (len(names) - len(cells))
            lines.append(",".join([*cells, name, str(first) if row % 2 else ""]))
        return "\n".join(lines) + "\n"

    @cached_property
    def files(self) -> dict[str, str]:
        """The files that it reads, by their keys."""
        draws, region = self.draws, self.region
        files = {"demand.trace_file": self.trace}
        for side in ("producers", "consumers"):
            if draws.share(f"door file of {side}") < 0.5:
                ids = region.places.source_id[getattr(region, side)][::2]
                rows = [f"{each},{at * 12.5}" for at, each in enumerate(ids)]
                files[f"{side}.door_file"] = "\n".join(["id,door_s", *rows]) + "\n"
        for pool in ("core", "peripheral"):
            if self.of_pool(pool) == "shift_file":
                files[f"fleet.{pool}.shift_file"] = self._shift_file(pool)
        return files

    @property
    def seats(self) -> int:
        """Room in the largest vehicle that serves, if it takes several orders."""
        keys = self.keys
        if self.kind == "direct":
            return 5
        if self.relays:
            return 1
        texts = keys.get("fleet.peripheral.shifts", [])
        by_file = self.of_pool("peripheral") == "shift_file"
        sized = ["bike"] if "fleet.classes.bike.size" in keys else []
        serving = [
            name
            for name in ("bike", "van")
            if by_file or name in sized or any(name in text for text in texts)
        ]
        seats = [keys[f"fleet.classes.{name}.capacity"] for name in serving]
        if not texts or any(text.split()[1][0].isdigit() for text in texts):
            seats.append(keys["fleet.peripheral.capacity"])
        return max(seats)

    @cached_property
    def trace(self) -> str:
        """The file of its orders: many at once, in no order."""
        draws, places = self.draws, self.region.places
        size = draws.between("orders", *LOADS)
        gap_s = draws.one_of("gap", (1.0, 20.0, 30.5))
        start_s = (draws.rng("starts").random(size) * 12).astype(int) * gap_s
        start_s -= start_s.min()  # the first is at time zero, by the clock too
        sides = {"producer": self.region.producers, "consumer": self.region.consumers}
        columns = {"start" if self.by_clock else "start_s": self._column(start_s)}
        for side, of in sides.items():
            chosen = of[(draws.rng(f"{side}s").random(size) * of.size).astype(int)]
            columns[side] = places.source_id[chosen].tolist()
        columns |= self._times(start_s) | self._others(size)
        rows = zip(*columns.values(), strict=True)
        return "\n".join([",".join(columns), *(",".join(row) for row in rows)]) + "\n"

    def _column(self, times_s: Any) -> list[str]:
        return ["" if np.isnan(each) else self._shown(each) for each in times_s]

    def _has(self, key: str) -> str | None:
        """Return in which columns its file says something of orders, if it does."""
        return self.draws.one_of(f"column {key}", COLUMNS[key])

    def _whole(self, name: str, size: int, least: int, most: int) -> Any:
        """Return whole numbers, the last included."""
        share = self.draws.rng(name).random(size)
        return np.floor(least + share * (most + 1 - least))

    def _times(self, start_s: Any) -> dict[str, list[str]]:
        """Return when orders are ready, due and cancelled."""
        end, size = "" if self.by_clock else "_s", start_s.size
        found: dict[str, list[str]] = {}
        for key, waits_s in (
            ("ready", self._whole("ready", size, 0, 12) * 20.0),
            ("due", self._whole("due", size, 1, 20) * 45.5),
        ):
            column = self._has(key)
            if column == key:
                found[f"{column}{end}"] = self._column(start_s + waits_s)
            elif column:
                found[column] = _texts(waits_s)
        if self._has("cancelled"):
            after_s = self._whole("cancelled", size, 1, 40) * 15.25
            never = self.draws.rng("whether cancelled").random(size) < 0.7
            after_s[never] = np.nan
            found[f"cancelled{end}"] = self._column(start_s + after_s)
        return found

    def _others(self, size: int) -> dict[str, list[str]]:
        """Return ids, times at doors, seats and priorities."""
        found: dict[str, list[str]] = {}
        if self._has("id"):
            names = self.draws.rng("ids").permutation(size)
            found["id"] = [f"order {each}" for each in names]
        if self._has("service"):
            found["pickup_service_s"] = _texts(self._whole("pickup", size, 0, 4) * 7.5)
            found["dropoff_service_s"] = _texts(self._whole("drop", size, 0, 3) * 11.0)
        if self._has("seats") and self.seats > 1:
            found["seats"] = _texts(self._whole("seats", size, 1, self.seats))
        if self._has("priority"):
            found["priority"] = _texts(self._whole("priority", size, -1, 2))
        return found

    @property
    def in_flight(self) -> list[str]:
        """The keys that its fork may change."""
        held = [
            f"fleet.{pool}.size"
            for pool in ("core", "peripheral")
            if f"fleet.{pool}.size" not in self.keys
        ]
        if "fleet.classes.bike.size" in self.keys:  # or it might be elastic
            held.append("fleet.peripheral.size")
        held.append("requests.handler")  # says which of the services it is
        return [key for key in super().in_flight if key not in held]

    def digest(self) -> bytes:
        """Return what stands for all that is drawn for it."""
        text = json.dumps([self.keys, self.changes, self.files])
        return f"{self.region.checksum} {text}\n".encode()


def _texts(values: Any) -> list[str]:
    return [f"{each:g}" for each in values]


def operated_scenarios() -> list[OperatedScenario]:
    """Return all of them."""
    regions = [drawn_region(number) for number in range(REGIONS)]
    first = SCENARIOS + STACKED
    return [
        OperatedScenario(number, regions[number % REGIONS])
        for number in range(first, first + OPERATED)
    ]
