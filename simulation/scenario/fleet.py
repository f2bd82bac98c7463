"""The two pools of vehicles, classes of vehicle, and who works when."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simulation.scenario.shifts import checked_shifts, class_names, patterns_of
from simulation.specs import (
    ConflictError,
    NonNegativeFloat,
    PositiveInt,
    Seconds,
    Spec,
    Text,
    UnfitError,
)

Vehicles = Annotated[int, Field(ge=1, le=1_000_000)]
NoneOrMore = Annotated[int, Field(ge=0, le=1_000_000)]
BreakdownRate = Annotated[float, Field(ge=0, le=60)]
_BREAKDOWNS = (
    "How often a vehicle breaks down per hour on the road, on average; see "
    "`breakdowns` [1/h]."
)
Refusals = Annotated[float, Field(ge=0, le=0.99)]  # or no trip would ever be taken
SpeedFactor = Annotated[float, Field(ge=0.001, le=1000)]


def _as_tuple(value: object) -> object:
    """Return a list, as TOML has it, as the tuple that a frozen model holds."""
    return tuple(value) if isinstance(value, list) else value


Shifts = Annotated[
    tuple[Text, ...], BeforeValidator(_as_tuple), AfterValidator(checked_shifts)
]


class PoolSpec(Spec):
    """A pool of vehicles."""

    size: Vehicles | Literal["elastic"] = Field(
        default="elastic", description="Vehicles; elastic: as many as are needed."
    )
    speed_factor: SpeedFactor = Field(
        default=1.0, description="Multiplies the network's speeds [1]."
    )
    shifts: Shifts = Field(
        default=(),
        description="Who works when, in place of a size: texts such as "
        '"10 11:00-15:00" or "5 van 17:00-01:00 break 20:00-20:30", vehicles, their '
        "class, and times of day where the orders are, every day; hours and minutes "
        "from time zero where orders have no clock.",
    )
    shift_file: Text | None = Field(
        default=None,
        description="CSV or Parquet file of shifts with the columns on and off (or "
        "on_s and off_s), and perhaps class, place (or lon, lat), break_start and "
        "break_end.",
    )
    last_call_s: Seconds = Field(
        default=0.0,
        description="No trip is given in the last so many seconds of a shift; stops "
        "that a vehicle has are finished, beyond its end too [s].",
    )

    refusals: Refusals = Field(
        default=0.0,
        description="Share of the trips offered that a vehicle refuses; the next "
        "nearest is asked then, all again after a minute; where stops are planned, of "
        "the orders that are new to it, and plans are made again without it [1].",
    )

    breakdowns_per_h: BreakdownRate = Field(default=0.0, description=_BREAKDOWNS)

    @property
    def by_shifts(self) -> bool:
        """Whether vehicles work in shifts."""
        return bool(self.shifts) or self.shift_file is not None

    @property
    def grows(self) -> bool:
        """Whether there are as many vehicles as are needed."""
        return self.size == "elastic" and not self.by_shifts

    @model_validator(mode="after")
    def _by_size_or_by_shifts(self) -> "PoolSpec":
        if self.by_shifts and self.size != "elastic":
            raise UnfitError("is given with shifts", "one of the two", "size")
        if self.shifts and self.shift_file is not None:
            raise UnfitError("are given with shift_file", "one of the two", "shifts")
        return self


class CoreSpec(PoolSpec):
    """Vehicles between hotspots."""

    capacity: PositiveInt = Field(
        default=2,
        description="Deliveries in one vehicle; where orders say their seats, those.",
    )


class PeripheralSpec(PoolSpec):
    """Vehicles between doors and hotspots."""

    size: NoneOrMore | Literal["elastic"] = Field(
        default="elastic",
        description="Vehicles; elastic: as many as are needed; 0: those of "
        "fleet.classes alone.",
    )
    capacity: PositiveInt = Field(
        default=1,
        description="Deliveries in one vehicle; used in stacked, through and relayed, "
        "where above 1 first and last miles are planned rounds.",
    )
    deadheading: Literal["driven", "ignored"] = Field(
        default="driven",
        description="Whether empty ways to the next job count; they are always driven "
        "in direct service and where stops are planned.",
    )
    elastic_start: Literal["door", "hotspot"] = Field(
        default="door",
        description="Where a vehicle of an elastic fleet joins: at the door where it "
        "is needed, in no time, which no operation can; or at the hotspot of that "
        "tract, from where it drives.",
    )


class ClassSpec(Spec):
    """A class of vehicle, beside those of the peripheral pool's own."""

    size: Vehicles | None = Field(
        default=None,
        description="Vehicles of this class in the peripheral pool, all the time; "
        "absent: those of its shifts.",
    )
    capacity: PositiveInt = Field(default=1, description="Deliveries in one vehicle.")
    speed_factor: SpeedFactor = Field(
        default=1.0, description="Multiplies the network's speeds [1]."
    )
    streets: Text | None = Field(
        default=None,
        description="Folder of a prepared region of the same places, along whose "
        "streets this class drives; absent: those of `region`.",
    )
    breakdowns_per_h: BreakdownRate = Field(default=0.0, description=_BREAKDOWNS)
    cost_per_hour: NonNegativeFloat | None = Field(
        default=None,
        description="Of an hour in the fleet; absent: costs.vehicle_hour [money/h].",
    )
    cost_per_km: NonNegativeFloat | None = Field(
        default=None,
        description="Of a kilometre; absent: costs.peripheral_km [money/km].",
    )
    cost_fixed: NonNegativeFloat | None = Field(
        default=None,
        description="Of a vehicle that joins, once a shift; absent: costs.vehicle "
        "[money].",
    )
    g_co2_per_km: NonNegativeFloat | None = Field(
        default=None,
        description="Of a kilometre; absent: costs.peripheral_g_co2_per_km [g/km].",
    )


class FleetSpec(Spec):
    """The two pools of vehicles, and further classes of peripheral ones."""

    core: CoreSpec = CoreSpec()
    peripheral: PeripheralSpec = PeripheralSpec()
    classes: dict[Text, ClassSpec] = Field(
        default={},
        description="Further classes of peripheral vehicles by name, each a table: "
        "size, capacity, speed_factor, streets, breakdowns_per_h, cost_per_hour, "
        "cost_per_km, cost_fixed, g_co2_per_km.",
    )

    @property
    def serving(self) -> dict[str, ClassSpec]:
        """The further classes that have vehicles, by name."""
        peripheral = self.peripheral
        named = set(class_names(peripheral.shifts))
        return {
            name: each
            for name, each in self.classes.items()
            if each.size is not None or name in named or peripheral.shift_file
        }

    @property
    def most_seats(self) -> int:
        """The seats of the largest peripheral vehicle that serves."""
        seats = [each.capacity for each in self.serving.values()]
        return max(seats + [self.peripheral.capacity] * self.serves_unnamed)

    @property
    def serves_unnamed(self) -> bool:
        """Whether peripheral vehicles serve that are of no further class.

        A file of shifts, which is not read here, may have some.
        """
        shifts = self.peripheral.shifts
        unnamed = any(each.of_class is None for each in patterns_of(shifts))
        return self.peripheral.size != 0 and (unnamed or not shifts)

    @model_validator(mode="after")
    def _classes_are_known(self) -> "FleetSpec":
        for pool, known in (("core", set()), ("peripheral", set(self.classes))):
            for name in class_names(getattr(self, pool).shifts):
                if name not in known:
                    said = " or ".join(sorted(known)) or "none"
                    raise ConflictError(
                        f"fleet.{pool}.shifts",
                        f"names the class {name!r}",
                        f"a class of fleet.classes, of peripheral vehicles ({said})",
                    )
        sized = [name for name, each in self.classes.items() if each.size is not None]
        peripheral = self.peripheral
        if peripheral.size == 0 and not sized:
            raise ConflictError(
                "fleet.peripheral.size", "is 0 and nobody else drives", "1 or more"
            )
        if sized and peripheral.grows:
            raise ConflictError(
                f"fleet.classes.{sized[0]}.size",
                "is given where peripheral vehicles are elastic",
                "a number in fleet.peripheral.size, or shifts",
            )
        return self
