"""The answer of a sizing in words."""

from analysis.sizing.question import POOL_NAMES, Fleet
from analysis.sizing.size import BISECTION, Sizing
from analysis.sizing.targets import Target
from analysis.sizing.trials import JOINED
from analysis.sizing.verdicts import Probe, Verdict
from analysis.statistics import interval

_LARGE, _TEN = 1000, 10


def sentences(sizing: Sizing) -> list[str]:
    """Return the answer in words, the most important first."""
    best = sizing.best
    if best is None:
        return [_no_fleet(sizing), _elastic(sizing), *_doubts(sizing)]
    return [
        _found(sizing, best),
        *_binding(sizing),
        _elastic(sizing),
        *_doubts(sizing),
    ]


def fleet_words(sizing: Sizing, fleet: Fleet) -> str:
    """Return a fleet in words, such as ``12 core and 40 peripheral vehicles``."""
    pools = [
        f"{count:,} {POOL_NAMES[key]}"
        for key, count in zip(sizing.question.over, fleet, strict=True)
    ]
    plural = "" if sum(fleet) == 1 else "s"
    return f"{' and '.join(pools)} vehicle{plural}"


def number_words(value: float) -> str:
    """Return a number to about four digits."""
    size = abs(value)
    if size >= _LARGE:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= _TEN else f"{value:.4g}"


def _reached(target: Target, probe: Probe, confidence: float) -> str:
    """Return what a fleet reaches, such as ``success_ratio 0.957 (0.951 to 0.963)``."""
    seen = interval(probe.values(target.kpi), confidence)
    if seen is None:
        return f"{target.kpi} without observations"
    return (
        f"{target.kpi} {number_words(seen.mean)} "
        f"({number_words(seen.low)} to {number_words(seen.high)})"
    )


def _targets(sizing: Sizing) -> str:
    return " and ".join(target.words for target in sizing.question.targets)


def _found(sizing: Sizing, best: Probe) -> str:
    question = sizing.question
    reached = ", ".join(
        _reached(target, best, sizing.interval_confidence)
        for target in question.targets
    )
    words = fleet_words(sizing, best.fleet)
    if question.by_cost:
        claim = f"{words} meet {_targets(sizing)} and are the cheapest found"
    elif sizing.method == BISECTION:
        shown = "that meets" if sizing.settled else "shown to meet"
        claim = f"{words} are the smallest fleet {shown} {_targets(sizing)}"
    else:
        claim = f"{words} meet {_targets(sizing)}, the smallest fleet found"
    return f"{claim}, with {question.confidence:.0%} confidence: {reached}."


def _no_fleet(sizing: Sizing) -> str:
    question = sizing.question
    largest = next((p for p in sizing.probes if p.fleet == sizing.most), None)
    reached = ""
    if largest is not None:
        reached = ": the largest has " + ", ".join(
            _reached(target, largest, sizing.interval_confidence)
            for target in question.targets
        )
    return (
        f"No fleet up to {fleet_words(sizing, sizing.most)} is shown to meet "
        f"{_targets(sizing)}, with {question.confidence:.0%} confidence{reached}."
    )


def _binding(sizing: Sizing) -> list[str]:
    """Return which targets hold the fleet where it is."""
    lines = []
    for probe, targets in binding(sizing):
        missed = " and ".join(
            f"{_reached(target, probe, sizing.interval_confidence)}, "
            f"{_meaning(probe, sizing, target)}"
            for target in targets
        )
        lines.append(f"What binds: with {fleet_words(sizing, probe.fleet)}, {missed}.")
    return lines


def _meaning(probe: Probe, sizing: Sizing, target: Target) -> str:
    verdict = probe.verdicts[sizing.question.targets.index(target)]
    return {
        Verdict.MISSES: f"misses {target.words}",
        Verdict.CLOSE: f"keeps {target.words} by less than the indifference zone, if "
        "at all",
        Verdict.UNSURE: f"cannot be told from {target.words}",
        Verdict.MEETS: f"meets {target.words}",
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
    counts = []
    for key in sizing.question.over:
        name = POOL_NAMES[key]
        seen = interval([row[JOINED[name]] for row in sizing.elastic])
        assert seen is not None  # every run has vehicles
        counts.append(f"{seen.mean:,.1f} {name}")
    reached = ", ".join(
        f"{target.kpi} {number_words(seen.mean)}"
        for target in sizing.question.targets
        if (seen := interval([row.get(target.kpi) for row in sizing.elastic]))
        is not None
    )
    return (
        f"For comparison, an elastic fleet grows to {' and '.join(counts)} vehicles "
        f"(mean of {len(sizing.elastic)} runs) with {reached or 'nothing observed'}."
    )


def _doubts(sizing: Sizing) -> list[str]:
    """Return what a reader must know before trusting the answer."""
    falls = sizing.monotony.falls
    doubts = [
        f"Caution: {fall.target.kpi} is worse with {fleet_words(sizing, fall.larger)} "
        f"than with {fleet_words(sizing, fall.smaller)}: more vehicles do not always "
        "serve better here, and a smaller fleet may do."
        for fall in falls[:1]
    ]
    unsure = sorted(p.vehicles for p in sizing.probes if p.verdict is Verdict.UNSURE)
    if sizing.method == BISECTION and unsure:
        band = f"{unsure[0]}" if len(unsure) == 1 else f"{unsure[0]} to {unsure[-1]}"
        doubts.append(
            f"Caution: with {band} vehicles {sizing.question.looks[-1]} replications "
            "cannot tell; more (--replications) may find a smaller fleet."
        )
    if sizing.method != BISECTION and sizing.best is not None:
        doubts.append(
            "That it meets the targets is proved on replications which the search has "
            "not seen; that none smaller does elsewhere is what a surrogate expects, "
            f"after {len({p.fleet for p in sizing.probes})} fleets."
        )
    if sizing.cornered:
        doubts.append(
            "Caution: the proof still found smaller fleets that meet them when it came "
            "to the edge of what it may try: a smaller one may do (--probes lets the "
            "search go on longer, --most tells it where to look)."
        )
    if sizing.question.scenario.demand.profile == "trace":
        doubts.append(
            "Every replication meets the orders of the trace: the answer is about "
            "them, not about other days."
        )
    return doubts
