"""Where agents send a delivery next, and what they know."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulation.scenario.parts import Foreign, PartOptions
from simulation.specs import PositiveFloat, PositiveInt, Share, Spec, Text

PositiveShare = Annotated[float, Field(gt=0, le=1)]
Solved = Literal["exact", "superspots"]
Learnt = Literal["q_boltzmann", "q_epsilon"]


class RoutingSpec(Spec):
    """Where agents send a delivery next."""

    policy: Solved | Learnt | Foreign = Field(
        default="exact",
        description="The optimum by value iteration; the same over superspots, one of "
        "each cluster of hotspots; or Q-learning that explores by Boltzmann "
        "(DeliverAI-I) or epsilon (DeliverAI-II).",
    )
    superspots: PositiveInt | None = Field(
        default=None,
        description="Superspots, and clusters of hotspots that are near them; absent: "
        "the root of the number of hotspots.",
    )
    table: Text | None = Field(
        default=None,
        description="Folder made by `deliverai train`; absent: trained at the start.",
    )
    learning_rate: PositiveShare = Field(default=0.8, description="Alpha of Eq. 7 [1].")
    discount: PositiveShare = Field(default=0.99, description="Gamma of Eq. 7 [1].")
    temperature: PositiveFloat = Field(
        default=10.0, description="T of the Boltzmann exploration [1]."
    )
    exploration: Share = Field(
        default=0.8, description="Epsilon: share of random actions in training [1]."
    )
    episodes: PositiveInt = Field(
        default=6000,
        description="Training episodes of each agent; absent: 1000 for q_boltzmann, "
        "6000 for the others, after which 99 % of the preferred sets are optimal.",
    )
    preferred_share: PositiveShare = Field(
        default=0.1,
        description="Share of all hotspots in a preferred action set, Eq. 8 [1].",
    )
    preferred_most: PositiveInt | None = Field(
        default=None,
        description="At most so many hops in a preferred set; absent: that share.",
    )
    time_scaling: Literal["max", "off_diagonal"] = Field(
        default="max",
        description="Travel times scaled over the whole matrix, or over its "
        "off-diagonal entries.",
    )
    times: Literal["free_flow", "known", "now"] = Field(
        default="free_flow",
        description="What agents, and handlers that weigh saved metres, take times "
        "between hotspots to be: those at free flow; those of the moment by hours and "
        "closures; or by chance too. Where they change, agents solve anew.",
    )
    relearn_episodes: PositiveInt = Field(
        default=200,
        description="Episodes that each agent that learns goes on learning for when "
        "times have changed.",
    )
    options: PartOptions = None

    @model_validator(mode="before")
    @classmethod
    def _episodes_as_the_policy_needs(cls, given: object) -> object:
        """Boltzmann's episodes are long and few, those of epsilon short and many."""
        if not isinstance(given, dict) or given.get("policy") != "q_boltzmann":
            return given
        return {"episodes": 1000, **given}
