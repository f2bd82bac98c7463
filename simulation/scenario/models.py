"""All that a user may ask of one run: frozen models with the paper's defaults."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from simulation.scenario.breakdowns import BreakdownsSpec
from simulation.scenario.costs import CostsSpec
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.doors import DoorSpec
from simulation.scenario.failure_checks import check_failures, may_break_down
from simulation.scenario.failures import AttemptsSpec, CancellationsSpec, DriversSpec
from simulation.scenario.fleet import FleetSpec
from simulation.scenario.hotspots import HotspotsSpec
from simulation.scenario.interventions import InterventionSpec, RecallSpec, ShockSpec
from simulation.scenario.kept import RecordSpec, ReportSpec
from simulation.scenario.lines import LineSpecs, check_ridden
from simulation.scenario.outlines import as_tuples
from simulation.scenario.parts import Foreign, PartOptions
from simulation.scenario.requests import RequestsSpec
from simulation.scenario.routing import PositiveShare, RoutingSpec
from simulation.scenario.service import RELAYED, ServiceSpec
from simulation.scenario.traffic import TrafficSpec
from simulation.specs import (
    ConflictError,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    PositiveSeconds,
    Spec,
    Text,
)


class DemandSpec(Spec):
    """How many orders, when, from where."""

    profile: (
        Literal[
            "uniform",
            "gaussian",
            "gaussian_table_4",
            "gaussian_printed",
            "poisson",
            "trace",
        ]
        | Foreign
    ) = Field(
        default="uniform",
        description="Orders over time: constant (Eq. 10), two peaks, the same rounded "
        "down in every minute as counted in Table 4, two peaks as printed (Eq. 11, "
        "rounded down too), a Poisson process, or a file.",
    )
    load_per_min: PositiveFloat = Field(
        default=30.0,
        description="Orders a minute; the height of a peak in gaussian [1/min].",
    )
    duration_min: PositiveInt = Field(
        default=60, description="How long orders come in [min]; a trace has its own."
    )
    arrivals: Literal["spread", "on_minute"] = Field(
        default="spread",
        description="Orders of a minute start anywhere in it, or all at the full one.",
    )
    trace_file: Text | None = Field(
        default=None,
        description="CSV or Parquet file of orders, for the profile trace.",
    )
    replicate: Literal["days", "thin"] | None = Field(
        default=None,
        description="What replications of a trace are: days, drawn anew from those of "
        "the file; thin, every order with a probability; absent: all alike.",
    )
    keep_share: PositiveShare = Field(
        default=0.9,
        description="With thin: the probability with which an order stays [1].",
    )
    shocks: Annotated[tuple[ShockSpec, ...], BeforeValidator(as_tuples)] = Field(
        default=(),
        description="More or fewer orders for a while, each a table: what, from_min, "
        "until_min, factor, side, where.",
    )
    options: PartOptions = None

    @property
    def repeats(self) -> bool:
        """Whether replications have other orders: not those of a trace as it is."""
        return self.profile != "trace" or self.replicate is not None

    @model_validator(mode="after")
    def _trace_is_given_where_it_is_read(self) -> "DemandSpec":
        if self.profile == "trace" and self.trace_file is None:
            raise ConflictError(
                "demand.profile",
                'is "trace"',
                "a CSV or Parquet file in demand.trace_file too",
            )
        if self.trace_file is not None and "profile" not in self.model_fields_set:
            raise ConflictError(
                "demand.trace_file",
                "is given without a demand.profile",
                'demand.profile = "trace"',
            )
        return self


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
