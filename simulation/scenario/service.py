"""How an order gets from door to door: the modes of service."""

from typing import Literal

from pydantic import Field

from simulation.scenario.parts import Foreign, PartOptions
from simulation.specs import PositiveFloat, Seconds, Spec

FROM_DOOR_TO_DOOR = (
    "direct",
    "stacked",
    "through",
)  # the simplest first
PLANNED = ("stacked", "through", "choice")  # with several orders aboard
MEETS = ("through", "choice")
RELAYED = "relayed"
CHOICE = "choice"  # of each order, relayed or through


Mode = Literal["direct", "stacked", "through", "relayed", "choice"]


class ServiceSpec(Spec):
    """How an order gets from door to door."""

    mode: Mode | Foreign = Field(
        default="relayed",
        description="One vehicle all the way, an order at a time (Baseline 1) or "
        "several aboard (Baseline 3, stacked); the same, but vehicles meet at hotspots "
        "where one takes over what the other has (through); or over hotspots; or each "
        "order as is expected to cost less, relayed or through (choice). Direct, "
        "stacked and through make no use of routing, requests and core vehicles, and "
        "only through of docks.",
    )
    expected_core_load: PositiveFloat = Field(
        default=1.5,
        description="Where each order's mode is chosen: deliveries that a core vehicle "
        "is expected to carry over a metre it drives, empty ones included; one is "
        "charged its share of the way (`core_load_mean` of a run) [orders].",
    )
    expected_core_wait_s: Seconds = Field(
        default=120.0,
        description="Where each order's mode is chosen: how long one is expected to "
        "stand at hotspots in all, handovers apart [s].",
    )
    options: PartOptions = None

    @property
    def relays(self) -> bool:
        """Whether it has hotspots, agents and core vehicles, as one's own have too."""
        return self.mode not in FROM_DOOR_TO_DOOR

    @property
    def plans(self) -> bool:
        """Whether vehicles have plans of stops, with several orders aboard."""
        return self.mode in PLANNED

    @property
    def pools(self) -> bool:
        """Whether peripheral vehicles may have several orders aboard."""
        return self.plans or self.mode == RELAYED

    @property
    def meets(self) -> bool:
        """Whether vehicles meet at hotspots, and hand over to each other."""
        return self.mode in MEETS

    @property
    def chooses(self) -> bool:
        """Whether each order has a mode of its own."""
        return self.mode == CHOICE
