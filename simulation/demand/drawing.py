"""Orders drawn from named streams, so that every policy meets the same ones."""

import math
from collections.abc import Sequence

import numpy as np

from simulation.demand.orders import Orders
from simulation.demand.profiles import (
    check_number,
    counts_per_minute,
    heights_by_hour,
    so_far,
)
from simulation.demand.uses import Use, drawn_by_hour
from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.streams import Streams, uniform_choice
from simulation.units import SECONDS_PER_MINUTE, TICKS_PER_S, Floats, Ints


class DrawnOrders:
    """Orders of a profile, drawn anew in every replication.

    Parameters
    ----------
    profile, load_per_min, duration_min, arrivals, hours, uses
        As of :func:`draw_orders`.
    """

    def __init__(
        self,
        profile: str,
        load_per_min: float,
        duration_min: int,
        arrivals: str,
        hours: Sequence[float] = (),
        uses: Sequence[Use] = (),
    ) -> None:
        self._profile = profile
        self._load_per_min = load_per_min
        self._duration_min = duration_min
        self._arrivals = arrivals
        self._hours = hours
        self._uses = uses

    def orders(self, region: Region, streams: Streams) -> Orders:
        """Return the orders of one replication."""
        return draw_orders(
            streams,
            profile=self._profile,
            load_per_min=self._load_per_min,
            duration_min=self._duration_min,
            arrivals=self._arrivals,
            hours=self._hours,
            uses=self._uses,
            producers=region.producers,
            consumers=region.consumers,
        )


def draw_orders(  # noqa: PLR0913 - what demand consists of
    streams: Streams,
    *,
    profile: str,
    load_per_min: float,
    duration_min: int,
    arrivals: str,
    producers: Ints,
    consumers: Ints,
    hours: Sequence[float] = (),
    uses: Sequence[Use] = (),
) -> Orders:
    """Return orders numbered by start, ties in the order drawn.

    Producer and consumer are drawn independently, with replacement. Starts,
    producers and consumers have a stream each (``demand/start``,
    ``demand/producer``, ``demand/consumer``).

    Parameters
    ----------
    streams
        Of the replication.
    profile
        ``"poisson"``, or one of :func:`counts_per_minute`.
    load_per_min
        Orders a minute [1/min].
    duration_min
        How long orders come in [min].
    arrivals
        ``"spread"``: uniform within the minute; ``"on_minute"``: all at its start.
    producers, consumers : (n,) arrays
        Place numbers to draw from.
    hours
        As of :func:`counts_per_minute`.
    uses
        Places that are drawn more or less often in some hours.

    Raises
    ------
    DemandError
        If there is no producer or no consumer, also of an hour by its uses, or more
        orders than numbers.
    """
    for kind, places in (("producer", producers), ("consumer", consumers)):
        if places.size == 0:
            raise DemandError(f"the region has no {kind}, expected one or more.")
    rng = streams.get("demand/start")
    if profile == "poisson":
        starts = _poisson_starts(rng, load_per_min, duration_min, hours)
        if arrivals == "on_minute":
            starts = np.floor(starts / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE
    else:
        counts = counts_per_minute(profile, load_per_min, duration_min, hours)
        starts = np.repeat(np.arange(duration_min) * SECONDS_PER_MINUTE, counts)
        if arrivals == "spread":
            starts = starts + rng.random(starts.size) * SECONDS_PER_MINUTE
    # Down, so that no start leaves its minute.
    start_s = np.sort(np.floor(starts * TICKS_PER_S) / TICKS_PER_S)
    return Orders(
        start_s=start_s,
        producer=_drawn(streams, "producer", producers, start_s, uses),
        consumer=_drawn(streams, "consumer", consumers, start_s, uses),
    )


def _drawn(
    streams: Streams, side: str, places: Ints, start_s: Floats, uses: Sequence[Use]
) -> Ints:
    rng = streams.get(f"demand/{side}")
    if any(each.side == side for each in uses):
        return drawn_by_hour(rng.random(start_s.size), start_s, places, side, uses)
    return places[uniform_choice(rng, places.size, start_s.size)]


def _poisson_starts(
    rng: np.random.Generator,
    load_per_min: float,
    duration_min: int,
    hours: Sequence[float],
) -> Floats:
    """Return the times [s] of a Poisson process: sums of exponential gaps.

    By hours, these are times of a clock that goes faster when more is ordered.
    """
    minutes = np.arange(duration_min + 1) * float(SECONDS_PER_MINUTE)
    clock_s = SECONDS_PER_MINUTE * so_far(heights_by_hour(hours, duration_min))
    end_s = clock_s[-1]
    expected = load_per_min * end_s / SECONDS_PER_MINUTE
    check_number(expected)
    block = int(expected) + 16
    gaps: Floats = np.zeros(0)
    while True:
        uniforms = rng.random(block)
        # math.log1p: numpy's differs in the last digit from machine to machine.
        more = [-math.log1p(-u) for u in uniforms.tolist()]
        gaps = np.concatenate((gaps, np.array(more)))
        times: Floats = np.cumsum(gaps * (SECONDS_PER_MINUTE / load_per_min))
        if times[-1] >= end_s:
            times = times[times < end_s]
            if hours:
                times = np.interp(times, clock_s, minutes)
            return times
