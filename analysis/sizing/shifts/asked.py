"""What is asked of a sizing by shifts: which shifts there may be, and at what price."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from typing_extensions import override

from analysis.metrics.costs import is_priced, prices_by_pool
from analysis.sizing.question import COST, Fleet, Question
from analysis.sizing.shifts.covering import Pause, Shape
from analysis.sizing.targets import SizingError
from simulation.record.kinds import PERIPHERAL
from simulation.scenario import Scenario, scenario_from_dict, scenario_to_dict
from simulation.specs import nearest
from simulation.units import SECONDS_PER_HOUR, Floats

SHIFTS = "shifts"  # of --over
OWN = "peripheral"  # the pool's own vehicles, among classes
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(h|min)\s*")
_SHORTEST_S, _LONGEST_S, _GRID_S = 1800, 86_400, 1800
_MOST_LENGTHS = 8


@dataclass(frozen=True)
class ShiftQuestion(Question):
    """What is asked; a fleet is how many there are of each shift of `shapes`.

    Parameters
    ----------
    lengths_s
        That shifts may have.
    every_s
        Shifts begin at multiples of it.
    classes
        Of vehicles that shifts may have; None: the pool's own.
    most_shifts
        In all; None: as many as it takes.
    pause
        A break that every shift has that is long enough, paid; None: none has.
    shapes
        The shifts that there may be; none before the work of a day is known.
    """

    lengths_s: tuple[int, ...] = ()
    every_s: int = SECONDS_PER_HOUR
    classes: tuple[str | None, ...] = (None,)
    most_shifts: int | None = None
    pause: Pause | None = None
    shapes: tuple[Shape, ...] = ()

    @override
    def with_fleet(self, fleet: Sequence[int] | None) -> Scenario:
        """Return the scenario with these shifts; None: elastic."""
        return self.with_shifts(() if fleet is None else self.texts(fleet))

    def with_shifts(self, texts: Sequence[str]) -> Scenario:
        """Return the scenario with shifts in place of what peripheral vehicles it has.

        Without any it is elastic.
        """
        tables: dict[str, Any] = scenario_to_dict(self.scenario)
        peripheral = tables["fleet"]["peripheral"]
        peripheral.pop("shift_file", None)
        peripheral["size"] = "elastic"
        peripheral["shifts"] = list(texts)
        for each in tables["fleet"].get("classes", {}).values():
            each.pop("size", None)
        return scenario_from_dict(tables, self.scenario.name)

    def texts(self, fleet: Sequence[int]) -> tuple[str, ...]:
        """Return the shifts of a fleet, ready for ``fleet.peripheral.shifts``."""
        return tuple(
            shape.text(count)
            for shape, count in zip(self.shapes, fleet, strict=True)
            if count
        )

    @override
    def named(self, fleet: Fleet) -> str:
        """Return a fleet in few words."""
        hours = self.hours(fleet)
        return f"of {sum(fleet)} shifts ({hours:g} h)"

    def hours(self, fleet: Sequence[int]) -> float:
        """Return the hours of a fleet's shifts in a day [h]."""
        return sum(n * shape.hours for shape, n in zip(self.shapes, fleet, strict=True))

    @property
    @override
    def by_cost(self) -> bool:
        """Whether shifts have prices, else hours count."""
        return any(
            price.hour or price.fixed for price in self._prices().values()
        ) or bool(self.scenario.costs.pay_per_hour)

    @property
    def priced(self) -> bool:
        """Whether runs have a cost."""
        return self.by_cost or is_priced(self.scenario)

    @property
    def cost_kpi(self) -> str | None:
        """The KPI of what an order costs, if anything has a price."""
        return COST if self.priced else None

    def shape_costs(self, km_per_hour: dict[str | None, float] | None = None) -> Floats:
        """Return what one of each shift costs a day (n,): money, else hours.

        Parameters
        ----------
        km_per_hour
            Of driving in an hour of duty, by class [money/h].
        """
        prices, guaranteed = self._prices(), self.scenario.costs.pay_per_hour
        by_cost, driven = self.by_cost, km_per_hour or {}
        costs = []
        for shape in self.shapes:
            hourly, fixed = 1.0, 0.0
            if by_cost:
                price = prices[shape.of_class]
                hourly, fixed = price.hour + guaranteed, price.fixed
                hourly += driven.get(shape.of_class, 0.0)
            costs.append(shape.hours * hourly + fixed)
        return np.array(costs)

    def _prices(self) -> dict[str | None, Any]:
        names = [None, *self.scenario.fleet.classes]
        by_pool = prices_by_pool(
            self.scenario, np.arange(PERIPHERAL, PERIPHERAL + len(names))
        )
        return {
            name: by_pool[PERIPHERAL + at]
            for at, name in enumerate(names)
            if name in self.classes
        }

    def of_shapes(self, shapes: tuple[Shape, ...]) -> "ShiftQuestion":
        """Return the question about these shifts."""
        over = tuple(each.text(1)[2:] for each in shapes)
        return replace(self, shapes=shapes, over=over)


def read_lengths(text: str) -> tuple[int, ...]:
    """Return lengths of shifts [s] of a text such as ``4h,6h,8h``.

    Raises
    ------
    SizingError
        If it is no list of lengths in half hours, up to a day.
    """
    lengths = []
    for part in text.split(","):
        form = _LENGTH.fullmatch(part)
        seconds = 0.0
        if form is not None:
            seconds = float(form[1]) * (SECONDS_PER_HOUR if form[2] == "h" else 60)
        if not _SHORTEST_S <= seconds <= _LONGEST_S or seconds % _GRID_S:
            raise SizingError(
                f"--shift-lengths is {text!r}, expected lengths in half hours from "
                "30min to 24h, such as 4h,6h,8h."
            )
        lengths.append(int(seconds))
    if len(set(lengths)) > _MOST_LENGTHS:
        raise SizingError(
            f"--shift-lengths has {len(set(lengths))} lengths, expected "
            f"{_MOST_LENGTHS} or fewer."
        )
    return tuple(sorted(set(lengths)))


def read_pause(text: str | None) -> Pause | None:
    """Return a break of a text such as ``30min after 4h``; None: there is none.

    Raises
    ------
    SizingError
        If it is none of half an hour or more, in half hours.
    """
    if text is None:
        return None
    parts = [_LENGTH.fullmatch(part) for part in text.split("after")]
    seconds = [
        float(each[1]) * (SECONDS_PER_HOUR if each[2] == "h" else 60)
        for each in parts
        if each is not None
    ]
    halves = all(each and not each % _GRID_S for each in seconds)
    if len(parts) != 2 or len(seconds) != 2 or not halves:  # noqa: PLR2004 - two parts
        raise SizingError(
            f"--break is {text!r}, expected how long and after how much work, in half "
            "hours, such as '30min after 4h'."
        )
    return Pause(*map(int, seconds))


def read_classes(text: str | None, scenario: Scenario) -> tuple[str | None, ...]:
    """Return classes of vehicles; absent: those of the scenario, else the pool's own.

    Raises
    ------
    SizingError
        If the scenario has none of this name, or one comes twice.
    """
    known = list(scenario.fleet.classes)
    if text is None:
        return tuple(known) or (None,)
    classes: list[str | None] = []
    for name in (part.strip() for part in text.split(",")):
        if name not in {*known, OWN}:
            near = nearest(name, [*known, OWN])
            hint = f"did you mean {near}?" if near else ""
            expected = " or ".join([*known, OWN])
            raise SizingError(
                "--classes", f"unknown class {name!r}", expected, hint=hint
            )
        own = None if name == OWN and name not in known else name
        if own in classes:
            raise SizingError("--classes", f"{name} comes twice", "it once")
        classes.append(own)
    return tuple(classes)
