"""All that a user may ask of one run: frozen models with the paper's defaults."""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from simulation.scenario.breakdowns import BreakdownsSpec
from simulation.scenario.costs import CostsSpec
from simulation.scenario.demand import DemandSpec
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.doors import DoorSpec
from simulation.scenario.failure_checks import check_failures, may_break_down
from simulation.scenario.failures import AttemptsSpec, CancellationsSpec, DriversSpec
from simulation.scenario.fleet import FleetSpec
from simulation.scenario.hotspots import HotspotsSpec
from simulation.scenario.interventions import InterventionSpec, RecallSpec
from simulation.scenario.kept import RecordSpec, ReportSpec
from simulation.scenario.lines import LineSpecs, check_ridden
from simulation.scenario.outlines import as_tuples
from simulation.scenario.requests import RequestsSpec
from simulation.scenario.routing import RoutingSpec
from simulation.scenario.service import RELAYED, ServiceSpec
from simulation.scenario.traffic import TrafficSpec
from simulation.specs import (
    ConflictError,
    NonNegativeInt,
    PositiveSeconds,
    Spec,
    Text,
)


class Scenario(Spec):
    """All that is given to one run; keys and defaults as users write them."""

    name: Text = Field(default="scenario", exclude=True)  # of the file; not a key
    seed: Annotated[NonNegativeInt, Field(le=2**63 - 1)] = Field(
        default=1, description="Names every random stream, with the replication."
    )
    region: Text = Field(
        default="embedded",
        description='"embedded", or the folder of a prepared region.',
    )
    horizon_s: PositiveSeconds | None = Field(
        default=None, description="End of the run [s]; absent: until all is delivered."
    )
    promise_s: PositiveSeconds = Field(
        default=900.0, description="Promised delivery time, tau [s]."
    )
    demand: DemandSpec = DemandSpec()
    service: ServiceSpec = ServiceSpec()
    routing: RoutingSpec = RoutingSpec()
    requests: RequestsSpec = RequestsSpec()
    dispatch: DispatchSpec = DispatchSpec()
    fleet: FleetSpec = FleetSpec()
    drivers: DriversSpec = DriversSpec()
    breakdowns: BreakdownsSpec = BreakdownsSpec()
    cancellations: CancellationsSpec = CancellationsSpec()
    recall: RecallSpec = RecallSpec()
    attempts: AttemptsSpec = AttemptsSpec()
    traffic: TrafficSpec = TrafficSpec()
    hotspots: HotspotsSpec = HotspotsSpec()
    lines: LineSpecs = Field(
        default=(),
        description="Core vehicles of their own that drive between hotspots by a "
        "timetable, whoever is aboard, each a table: name, stops, first_min, last_min, "
        "every_min, capacity, back, wait_s.",
    )
    producers: DoorSpec = DoorSpec()
    consumers: DoorSpec = DoorSpec()
    record: RecordSpec = RecordSpec()
    report: ReportSpec = ReportSpec()
    costs: CostsSpec = CostsSpec()
    interventions: Annotated[
        tuple[InterventionSpec, ...], BeforeValidator(as_tuples)
    ] = Field(
        default=(),
        description="Keys that change under way, each a table: what, at_min, "
        "until_min, per_h, lasts_min, set, scale.",
    )
    intervention_file: Text | None = Field(
        default=None,
        description="CSV file of changes: columns at_min, until_min, key (one that "
        "may change in flight, or demand), value, where, what.",
    )

    @property
    def breaks_down(self) -> bool:
        """Whether any vehicle may break down."""
        return may_break_down(self.fleet, self.breakdowns)

    @model_validator(mode="after")
    def _service_knows_what_is_asked(self) -> "Scenario":
        check_failures(self, self.service.mode)
        check_ridden(self.lines, self.service.mode)
        return self

    @model_validator(mode="after")
    def _planner_fits(self) -> "Scenario":
        pool = self.fleet.peripheral
        elastic = pool.size == "elastic" and not pool.by_shifts
        planner = self.dispatch.planner
        rolling = planner == "rolling"
        if planner != "insertion" and self.service.meets:
            raise ConflictError(
                "dispatch.planner",
                f'is "{planner}" where service.mode is "{self.service.mode}"',
                '"insertion": no other planner knows meetings',
            )
        if planner != "insertion" and self.makes_rounds:
            raise ConflictError(
                "dispatch.planner",
                f'is "{planner}" where peripheral vehicles make rounds',
                '"insertion": no other planner knows rounds',
            )
        if rolling and self.service.plans and elastic:
            raise ConflictError(
                "dispatch.planner",
                'is "rolling" where peripheral vehicles are elastic',
                "a number in fleet.peripheral.size, or shifts: it divides orders among "
                "the vehicles there are",
            )
        return self

    @property
    def makes_rounds(self) -> bool:
        """Whether first and last miles are planned, several orders in a vehicle."""
        relayed, seats = self.service.mode == RELAYED, self.fleet.peripheral.capacity
        return self.service.chooses or (relayed and seats > 1)

    @property
    def turns_off(self) -> bool:
        """Whether vehicles can turn off a leg, where there are waypoints."""
        return self.service.plans and not self.makes_rounds

    @property
    def plans_stops(self) -> bool:
        """Whether peripheral vehicles have plans of stops."""
        return self.service.plans or self.makes_rounds

    @model_validator(mode="after")
    def _spared_are_classes(self) -> "Scenario":
        for name in self.traffic.spared:
            if name not in self.fleet.classes:
                known = " or ".join(sorted(self.fleet.classes)) or "none"
                raise ConflictError(
                    "traffic.spared",
                    f"names the class {name!r}",
                    f"a class of fleet.classes ({known})",
                )
        return self

    @model_validator(mode="after")
    def _seats_are_used(self) -> "Scenario":
        peripheral = self.fleet.peripheral
        if peripheral.capacity > 1 and self.service.relays and not self.service.pools:
            raise ConflictError(
                "fleet.peripheral.capacity",
                f"is {peripheral.capacity}",
                "1 where service.mode is one's own (its miles take one delivery each)",
            )
        return self
