"""Which keys of traffic, and of who knows of it, change nothing, when and why."""

from collections.abc import Callable

from simulation.scenario.conditions import SOLVED
from simulation.scenario.models import Scenario
from simulation.scenario.traffic import FREE_FLOW

TRAFFIC_RULES: tuple[tuple[Callable[[Scenario], bool], tuple[str, ...], str], ...] = (
    (
        lambda asked: not asked.traffic.changes,
        (
            *(f"traffic.{key}" for key in ("clock", "noise_min", "noise_shared")),
            *(f"traffic.{key}" for key in ("planned", "spared", "feed.", "detector.")),
        ),
        "traffic has no hours, file, closures or noise: speeds do not change",
    ),
    (
        lambda asked: asked.traffic.noise == 0,
        ("traffic.noise_min", "traffic.noise_shared"),
        "traffic.noise is 0: no speed varies by chance",
    ),
    (
        lambda asked: not asked.traffic.by_clock,
        ("traffic.clock",),
        "traffic has no hours of the clock",
    ),
    (
        lambda asked: asked.traffic.feed.delay_min == 0,
        ("traffic.feed.",),
        "traffic.feed.delay_min is 0: what planners are told is of the moment",
    ),
    (
        lambda asked: asked.traffic.detector.threshold == 0,
        ("traffic.detector.",),
        "traffic.detector.threshold is 0: there is no detector",
    ),
    (
        lambda asked: asked.traffic.detector.on_alarm == "tell",
        ("traffic.detector.quiet_min",),
        "traffic.detector.on_alarm is tell: planners believe what they are told",
    ),
    (
        lambda asked: not asked.plans_stops,
        ("traffic.planned",),
        "no stops are planned",
    ),
    (
        lambda asked: all(
            each.speed_factor == 1 for each in asked.traffic.closures.values()
        ),
        ("traffic.closures.",),
        "all speed_factor of closures are 1",
    ),
    (
        lambda asked: asked.routing.times == FREE_FLOW,
        ("routing.relearn_episodes",),
        "routing.times is free_flow: times that agents know never change",
    ),
    *(
        (
            lambda asked, word=word: asked.routing.policy == word,
            ("routing.relearn_episodes",),
            f"routing.policy is {word}: nothing is learnt",
        )
        for word in SOLVED
    ),
    (
        lambda asked: (
            not asked.traffic.changes and 0 not in asked.hotspots.docks_at.values()
        ),
        ("routing.times",),
        "traffic has no hours, file, closures or noise, and no hotspot is out of "
        "service: times are those at free flow",
    ),
)
