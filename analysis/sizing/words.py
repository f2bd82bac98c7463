"""The answer of a sizing in words."""

from analysis.experiments.tasks import Row
from analysis.metrics.display import (
    SHARE,
    in_sentence,
    mean_and_reach,
    number,
    unit_of,
)
from analysis.numbers import plain
from analysis.sizing.mix_words import fleet_words, mix_sentences
from analysis.sizing.question import PERIPHERAL_KEY, Fleet, Question
from analysis.sizing.size import BISECTION, MIXES, Sizing
from analysis.sizing.targets import Target
from analysis.sizing.trials import JOINED, joined
from analysis.sizing.verdicts import Probe, Verdict
from analysis.statistics import interval
from analysis.words import counted


def sentences(sizing: Sizing, *, typed: bool = True) -> list[str]:
    """Return the answer in words, the most important first.

    Parameters
    ----------
    sizing
        What it is about.
    typed
        Whether targets stand as a user types them, else with their titles.
    """
    best = sizing.best
    first = (
        _no_fleet(sizing, typed) if best is None else [_best_fleet(sizing, best, typed)]
    )
    return [
        *first,
        *mix_sentences(sizing),
        *_binding(sizing),
        _elastic(sizing),
        *_doubts(sizing),
    ]


def round_words(question: Question, fleet: Fleet | None, rows: list[Row]) -> str:
    """Return what some runs of a fleet came to in a line, for whoever waits."""
    words = "elastic" if fleet is None else question.named(fleet)
    means = [
        f"{in_sentence(target.meaning)} {number(target.meaning, seen.mean)}"
        for target in question.targets
        if (seen := interval([row.get(target.kpi) for row in rows])) is not None
    ]
    runs = counted(len(rows), "run")
    return f"fleet {words}, {runs}: {', '.join(means) or 'nothing observed'}"


def targets_words(sizing: Sizing, *, typed: bool) -> str:
    """Return all targets, as typed or with their titles."""
    return " and ".join(
        target.words if typed else titled(target) for target in sizing.question.targets
    )


def titled(target: Target) -> str:
    """Return a target with its KPI's title."""
    sign = (
        "\N{GREATER-THAN OR EQUAL TO}"
        if target.at_least
        else "\N{LESS-THAN OR EQUAL TO}"
    )
    kpi = target.meaning
    return f"{in_sentence(kpi)} {sign} {target.limit:,.12g}{unit_of(kpi)}"


def limit_words(target: Target) -> str:
    """Return a limit in words, such as ``at most 900 s``."""
    side = "at least" if target.at_least else "at most"
    return f"{side} {target.limit:,.12g}{unit_of(target.meaning)}"


def reached(target: Target, probe: Probe, confidence: float) -> str:
    """Return what a fleet reaches, such as ``success ratio 0.957 (0.951 to 0.963)``."""
    kpi = target.meaning
    title, unit = in_sentence(kpi), unit_of(kpi)
    seen = interval(probe.values(target.kpi), confidence)
    if seen is None:
        return f"{title} without observations"
    mean, spread = mean_and_reach(kpi, seen)
    if not spread:
        return f"{title} {mean}{unit}"
    low, high = max(seen.low, 0.0), seen.high  # Student's t knows no bounds, KPIs do
    if kpi.unit == SHARE:
        high = min(high, 1.0)
    decimals = len(mean.partition(".")[2])
    return f"{title} {mean}{unit} ({low:,.{decimals}f} to {high:,.{decimals}f}{unit})"


def _all_reached(sizing: Sizing, probe: Probe) -> str:
    return ", ".join(
        reached(target, probe, sizing.interval_confidence)
        for target in sizing.question.targets
    )


def _how_sure(sizing: Sizing) -> str:
    question = sizing.question
    if question.exact:
        return "on the orders of this trace"
    return f"with {100 * question.confidence:.0f} % confidence"


def _best_fleet(sizing: Sizing, best: Probe, typed: bool) -> str:  # noqa: FBT001
    targets = targets_words(sizing, typed=typed)
    words = fleet_words(sizing, best.fleet)
    if sizing.question.by_cost:
        claim = f"{words} meet {targets} and are the cheapest found"
    elif sizing.method == BISECTION:
        shown = "that meets" if sizing.settled else "shown to meet"
        claim = f"{words} are the smallest fleet {shown} {targets}"
    else:
        claim = f"{words} meet {targets}, the smallest fleet found"
    return f"{claim}, {_how_sure(sizing)}: {_all_reached(sizing, best)}."


def _no_fleet(sizing: Sizing, typed: bool) -> list[str]:  # noqa: FBT001
    targets, sure = targets_words(sizing, typed=typed), _how_sure(sizing)
    proved = [probe for probe in sizing.fleets if probe.first]
    more = f"more replications (--replications, now {sizing.question.looks[-1]})"
    if not proved:  # the largest does not meet them
        shown = "meets" if sizing.question.exact else "is shown to meet"
        claim = f"No fleet up to {fleet_words(sizing, sizing.most)} {shown} {targets}"
        for each in sizing.fleets:
            if each.fleet == sizing.most:
                sure += f": the largest has {_all_reached(sizing, each)}"
                if each.verdict is Verdict.UNSURE:
                    sure += f", which cannot be told from it; {more} may"
        return [f"{claim}, {sure}."]
    last = proved[-1]
    has = _all_reached(sizing, last)
    return [
        f"No fleet is proved to meet {targets}, {sure}: {len(proved)} that the search "
        "held for enough, or a few steps larger, were tried on fresh replications; the "
        f"largest, {fleet_words(sizing, last.fleet)}, has {has}.",
        f"Larger fleets up to {fleet_words(sizing, sizing.most)} may do, and {more} "
        "may prove one: verdicts of the search alone are no proof.",
    ]


def _binding(sizing: Sizing) -> list[str]:
    """Return which targets hold the fleet where it is."""
    lines = []
    for probe, targets in binding(sizing):
        missed = " and ".join(
            f"{reached(target, probe, sizing.interval_confidence)} "
            f"{_missed(probe, sizing, target)} {limit_words(target)}"
            for target in targets
        )
        lines.append(f"What binds: with {fleet_words(sizing, probe.fleet)}, {missed}.")
    return lines


def _missed(probe: Probe, sizing: Sizing, target: Target) -> str:
    return meaning_of(probe.verdicts[sizing.question.targets.index(target)])


def meaning_of(verdict: Verdict) -> str:
    """Return what a verdict says, before a limit."""
    return {
        Verdict.MISSES: "misses the target of",
        Verdict.CLOSE: "keeps by less than the indifference zone, if at all, the "
        "target of",
        Verdict.UNSURE: "cannot be told from the target of",
        Verdict.MEETS: "meets the target of",
    }[verdict]


def binding(sizing: Sizing) -> list[tuple[Probe, list[Target]]]:
    """Return the fleets of one vehicle less, each with the targets it fails."""
    return [
        (
            probe,
            [
                target
                for target, verdict in zip(
                    sizing.question.targets, probe.verdicts, strict=True
                )
                if verdict is not Verdict.MEETS
            ],
        )
        for probe in sizing.smaller
    ]


def _elastic(sizing: Sizing) -> str:
    """Return what an elastic fleet comes to, and why it is no answer."""
    counts, vehicles = [], 0.0
    pools = dict.fromkeys(map(joined, sizing.question.over))
    for name in (pool for pool, column in JOINED.items() if column in pools):
        seen = interval([row[JOINED[name]] for row in sizing.elastic])
        assert seen is not None  # every run has vehicles
        vehicles += seen.mean
        counts.append(f"{plain(seen.mean, int(seen.mean % 1 > 0))} {name}")
    has = ", ".join(
        f"{in_sentence(target.meaning)} {number(target.meaning, seen.mean)}"
        f"{unit_of(target.meaning)}"
        for target in sizing.question.targets
        if (seen := interval([row.get(target.kpi) for row in sizing.elastic]))
        is not None
    )
    runs = len(sizing.elastic)
    of = "one run" if runs == 1 else f"mean of {runs} runs"
    return (
        f"For comparison, an elastic fleet grows to {' and '.join(counts)} vehicles "
        f"({of}) with {has or 'nothing observed'}. {_why_elastic(sizing, vehicles)}"
    )


def _why_elastic(sizing: Sizing, vehicles: float) -> str:
    """Return why an elastic fleet is larger or smaller than the answer."""
    scenario, best = sizing.question.scenario, sizing.best
    elastic = (
        "There no order waits: a vehicle joins where and when a job finds none idle, "
        "so its first job needs no empty way, a bound that no operation reaches"
    )
    if scenario.service.plans:
        elastic = (
            "There a vehicle joins, at the producer and in no time, where that costs "
            "less than an order's wait and detour (dispatch.new_vehicle_m): a bound "
            "that no operation reaches"
        )
    relayed = scenario.service.relays
    ignored = scenario.fleet.peripheral.deadheading == "ignored"
    if relayed and ignored and not scenario.makes_rounds:
        elastic += (
            ", and peripheral ones are at later jobs in no time "
            "(fleet.peripheral.deadheading = ignored)"
        )
    if best is not None and vehicles > best.vehicles:
        return (
            f"{elastic}. That is more than the targets ask for: it takes more vehicles."
        )
    more = ", so it takes more vehicles" if best and vehicles < best.vehicles else ""
    return (
        f"{elastic}. A fleet of given size starts at the hotspots and drives to every "
        f"job{more}."
    )


def _doubts(sizing: Sizing) -> list[str]:
    """Return what a reader must know before trusting the answer."""
    falls = sizing.monotony.falls
    shifts = sizing.question.scenario.fleet.peripheral.by_shifts
    doubts = [
        "The scenario's shifts, and the classes in them, are left out: these vehicles "
        "are there all the time and as fleet.peripheral says; --over shifts says who "
        "should work when."
    ] * (shifts and PERIPHERAL_KEY in sizing.question.over)
    doubts += [
        f"Caution: {in_sentence(fall.target.meaning)} is worse with "
        f"{fleet_words(sizing, fall.larger)} than with "
        f"{fleet_words(sizing, fall.smaller)}: more vehicles do not always "
        "serve better here, and a smaller fleet may do."
        for fall in falls[:1]
    ]
    unsure = [p.vehicles for p in sizing.fleets if p.verdict is Verdict.UNSURE]
    if sizing.method == BISECTION and unsure:
        band = f"{unsure[0]}" if len(unsure) == 1 else f"{unsure[0]} to {unsure[-1]}"
        doubts.append(
            f"Caution: with {band} vehicles {sizing.question.looks[-1]} replications "
            "cannot tell; more (--replications) may find a smaller fleet."
        )
    if sizing.method != BISECTION and sizing.best is not None:
        proof = (
            ""
            if sizing.question.exact
            else "That it meets the targets is proved on replications which the search "
            "has not seen. "
        )
        elsewhere = (
            "Of each share the smallest fleet was looked for; between these shares "
            "none was tried."
            if sizing.method == MIXES
            else "That none smaller does elsewhere is what a surrogate expects, after "
            f"{len(sizing.fleets)} fleets."
        )
        doubts.append(f"{proof}{elsewhere}")
    if sizing.cornered:
        doubts.append(
            "Caution: the proof still found smaller fleets that meet them when it came "
            "to the edge of what it may try: a smaller one may do (--probes lets the "
            "search go on longer, --most tells it where to look)."
        )
    if sizing.question.exact:
        doubts.append(
            "Every fleet met the orders of the trace once, as every run of them is the "
            "same: no interval, and the answer is about them, not about other days."
        )
    return doubts
