"""Fleets and their mixes in words."""

from analysis.metrics.catalogue import Kpi
from analysis.metrics.display import in_sentence, number, unit_of
from analysis.numbers import plain
from analysis.sizing.question import COST, Fleet, pool_name
from analysis.sizing.size import Sizing
from analysis.sizing.verdicts import Probe
from analysis.statistics import Interval, differences, interval

WHY = ("ride_mean_s", "vehicle_wait_mean_s", "shared_peripheral_share")


def fleet_words(sizing: Sizing, fleet: Fleet) -> str:
    """Return a fleet in words, such as ``12 core and 40 peripheral vehicles``."""
    pools = [
        f"{count:,} {pool_name(key)}"
        for key, count in zip(sizing.question.over, fleet, strict=True)
    ]
    return f"{' and '.join(pools)} vehicle{'' if sum(fleet) == 1 else 's'}"


def mix_sentences(sizing: Sizing) -> list[str]:
    """Return what the cheapest mix saves over one kind of vehicle, and why."""
    if not sizing.curve:
        return []
    found = {each.share: each.proved for each in sizing.curve if each.proved}
    names = [pool_name(key) for key in sizing.question.over]
    lines = []
    for share, name in ((1.0, names[0]), (0.0, names[1])):
        alone = found.get(share)
        if alone is None:
            lines.append(f"With {name} alone no fleet is shown to meet the targets.")
        elif sizing.best is not None and alone is not sizing.best:
            lines.append(f"With {name} alone {_dearer(sizing, alone)}.")
    ends = [found.get(1.0), found.get(0.0)]
    said = [
        f"{in_sentence(kpi)} is {_mean(kpi, ends[0])} with {names[0]} alone and "
        f"{_mean(kpi, ends[1])} with {names[1]} alone"
        for kpi in map(sizing.question.kpi, WHY)
        if all(each is not None and interval(each.values(kpi.name)) for each in ends)
    ]
    if said:
        lines.append(f"Speed and seats: {'; '.join(said)}.")
    return lines


def _mean(kpi: Kpi, probe: Probe | None) -> str:
    seen = None if probe is None else interval(probe.values(kpi.name))
    return "" if seen is None else f"{number(kpi, seen.mean)}{unit_of(kpi)}"


def _dearer(sizing: Sizing, alone: Probe) -> str:
    """Return by how much one fleet is dearer than the answer, on the same orders."""
    assert sizing.best is not None  # that it is compared with
    more = _more(alone, sizing.best)
    cost = sizing.question.kpi(COST)
    words = f"({fleet_words(sizing, alone.fleet)}) an order costs"
    if more is None:
        return f"{words} what cannot be told"
    if more.count > 1 and not more.excludes(0.0):
        words += " about as much:"
    limits = f" ({plain(more.low, 2)} to {plain(more.high, 2)})"
    between = limits if more.count > 1 else ""
    return f"{words} {plain(more.mean, 2)} {cost.unit}{between} more"


def _more(one: Probe, other: Probe) -> Interval | None:
    """Return by how much an order costs more with `one`, in the runs of both."""
    runs = min(len(one.rows), len(other.rows))
    return interval(differences(one.values(COST)[:runs], other.values(COST)[:runs]))
