"""Which keys of routing change nothing, when and why."""

from collections.abc import Callable

from simulation.scenario.conditions import SOLVED
from simulation.scenario.models import Scenario

OF_TRAINING = tuple(
    f"routing.{key}"
    for key in ("learning_rate", "temperature", "exploration", "episodes")
)

ROUTING_RULES: tuple[tuple[Callable[[Scenario], bool], tuple[str, ...], str], ...] = (
    (
        lambda asked: asked.routing.table is not None,
        OF_TRAINING,
        "routing.table is given, and was learnt with its own",
    ),
    *(
        (
            lambda asked, word=word: asked.routing.policy == word,
            OF_TRAINING,
            f"routing.policy is {word}: nothing is learnt",
        )
        for word in SOLVED
    ),
    (
        lambda asked: asked.routing.policy != "superspots",
        ("routing.superspots",),
        "routing.policy is not superspots: all hotspots are next hops of each other",
    ),
    (
        lambda asked: asked.routing.policy != "q_boltzmann",
        ("routing.temperature",),
        "routing.policy is q_epsilon, which explores by routing.exploration",
    ),
    (
        lambda asked: asked.routing.policy != "q_epsilon",
        ("routing.exploration",),
        "routing.policy is q_boltzmann, which explores by routing.temperature",
    ),
)
