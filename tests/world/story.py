"""What happened in a run, as lines to read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulation.record.kinds import PERIPHERAL, Kind
from simulation.record.run import Run


@dataclass(frozen=True)
class Story:
    """What happened, as lines such as ``12 departed v1 A->E [d1 d2]``."""

    run: Run
    lines: list[str]

    def of(self, *kinds: str) -> list[str]:
        """Return the lines of some kinds of events."""
        return [line for line in self.lines if line.split()[1] in kinds]

    def about(self, *names: str) -> list[str]:
        """Return the lines that name any of some orders, vehicles or places."""
        return [
            line
            for line in self.lines
            if set(names) & set(line.translate(_SEPARATORS).split())
        ]

    @property
    def overlay(self) -> list[str]:
        """The lines about decisions, sharing and core vehicles, and deliveries."""
        left_out = ("released", "vehicle_requested")
        return [
            line
            for line in self.lines
            if line.split()[1] not in left_out and not line.split()[2].startswith("p")
        ]


_SEPARATORS = str.maketrans("[]->", "    ")


def lines_of(run: Run, places: Sequence[str]) -> list[str]:
    """Return the events of a run as lines, in the order of the log."""
    events = run.events
    vehicles = _vehicle_names(run)
    lines = []
    for row in range(len(events)):
        kind = Kind(int(events.kind[row]))
        order, partner = f"d{events.order[row] + 1}", f"d{events.partner[row] + 1}"
        vehicle = vehicles.get(int(events.vehicle[row]), "")
        here = places[events.place[row]] if events.place[row] >= 0 else ""
        there = places[events.to_place[row]] if events.to_place[row] >= 0 else ""
        ignored_m = float(events.ignored_m[row])
        if kind == Kind.DECIDED:
            alone = events.partner[row] < 0
            what = f"{order} at {here} to {there}" + (
                "" if alone else f" with {partner}"
            )
        elif kind == Kind.VEHICLE_REQUESTED:
            pool = "peripheral" if events.pool[row] == PERIPHERAL else "core"
            what = f"{order} at {here} {pool}"
        elif kind == Kind.DEPARTED:
            what = f"{vehicle} {here}->{there}"
        elif kind == Kind.SHARING_ACCEPTED:
            what = f"{order} {partner} to {here} {round(float(events.q_sum[row]), 3):g}"
        elif kind == Kind.DELIVERED:
            what = f"{order} by {vehicle} at {here}"
        elif kind == Kind.STILL_OPEN:
            what = f"{order} at {here}" if here else f"{order} in {vehicle}"
        else:
            who = order if events.order[row] >= 0 else vehicle
            what = f"{who} at {here}" if here else who
        if kind.carries_orders:
            what += f" [{' '.join(f'd{each + 1}' for each in events.load(row))}]"
        if kind == Kind.DEPARTED and not math.isnan(ignored_m):
            what += f" ignoring {ignored_m:g} m"
        lines.append(f"{events.time_s[row]:g} {kind.label} {what}")
    return lines


def _vehicle_names(run: Run) -> dict[int, str]:
    names: dict[int, str] = {}
    joined = {"v": 0, "p": 0}
    for row in run.events.rows(Kind.VEHICLE_JOINED).tolist():
        pool = "p" if run.events.pool[row] >= PERIPHERAL else "v"  # and its classes
        joined[pool] += 1
        names[int(run.events.vehicle[row])] = f"{pool}{joined[pool]}"
    return names
