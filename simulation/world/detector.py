"""Who notices that legs do not take what planners were told: a CUSUM for each tract."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from simpy import Environment, Event

from simulation.network.moment import NOWHERE
from simulation.record.kinds import Kind
from simulation.record.log import EventLog


@dataclass(frozen=True)
class DetectorRules:
    """When there is an alarm, and what follows from it.

    Attributes
    ----------
    threshold
        The sum at which there is one [1].
    slack
        What is taken off each error before it is added [1].
    distrusts
        Whether planners believe no longer what they are told of a tract,
    everywhere
        and, as long as that is so of one, of none.
    quiet_s
        How long after its last alarm they do again [s].
    """

    threshold: float
    slack: float
    distrusts: bool
    everywhere: bool
    quiet_s: float


class Cusum:
    """A cumulative sum of errors, upwards and downwards (Page 1954).

    Parameters
    ----------
    threshold
        The sum at which there is an alarm; then both begin anew. No error counts for
        more than half of it: a single one is none.
    slack
        What is taken off each error before it is added.
    """

    __slots__ = ("_down", "_most", "_slack", "_threshold", "_up")

    def __init__(self, threshold: float, slack: float) -> None:
        self._threshold = threshold
        self._slack = slack
        self._most = threshold / 2
        self._up = self._down = 0.0

    def add(self, error: float) -> bool:
        """Take in an error; return whether there is an alarm."""
        error = max(-self._most, min(self._most, error))
        self._up = max(0.0, self._up + error - self._slack)
        self._down = max(0.0, self._down - error - self._slack)
        alarm = max(self._up, self._down) > self._threshold
        if alarm:
            self._up = self._down = 0.0
        return alarm


class Detector:
    """Compares what each leg took with what was told as it began, when it ends.

    Repairs on the way are no part of either, and one that is turned off has no end. The
    error of a leg is the logarithm of the one over the other; it counts in the tracts
    where the leg begins and ends.

    Parameters
    ----------
    env, log
        Of the world.
    rules
        When there is an alarm, and what follows from it.
    tract_of
        The tract of each place, which has the number of its hotspot.
    """

    def __init__(
        self,
        env: Environment,
        log: EventLog,
        rules: DetectorRules,
        tract_of: Sequence[int],
    ) -> None:
        self._env = env
        self._log = log
        self._rules = rules
        self._tract_of = tract_of
        self._all = frozenset(tract_of)
        self._sums: dict[int, Cusum] = {}  # by tract
        self._ends: dict[int, Event] = {}  # of the legs under way, by vehicle
        self._until_s: dict[int, float] = {}  # when doubts end, by tract
        self._doubted = NOWHERE

    def departed(
        self, vehicle: int, origin: int, target: int, told_s: float, taken_s: float
    ) -> None:
        """Take note of a leg that begins: what was told [s], and what it will take."""
        if told_s <= 0 or taken_s <= 0:
            return

        def compare(end: Event) -> None:
            if self._ends.get(vehicle) is not end:
                return
            ends = {self._tract_of[origin], self._tract_of[target]}
            for tract in sorted(ends):
                self._add(tract, log(taken_s / told_s), taken_s - told_s)

        end = self._ends[vehicle] = self._env.timeout(taken_s)
        end.callbacks.append(compare)

    def turned_off(self, vehicle: int) -> None:
        """Take note that the leg under way of a vehicle will not end as it was to."""
        self._ends.pop(vehicle, None)

    def _add(self, tract: int, error: float, lost_s: float) -> None:
        rules, now_s = self._rules, self._env.now
        self._believe_again(now_s)
        sums = self._sums.get(tract)
        if sums is None:
            sums = self._sums[tract] = Cusum(rules.threshold, rules.slack)
        if not sums.add(error):
            return
        self._log.add(Kind.FEED_ALARM, now_s, tract, lost_s)
        if rules.distrusts:
            self._until_s[tract] = now_s + rules.quiet_s
            self._doubted |= {tract}

    def doubted(self, now_s: float) -> frozenset[int]:
        """Return the tracts of which nothing that is told is believed at a time [s]."""
        self._believe_again(now_s)
        return self._all if self._doubted and self._rules.everywhere else self._doubted

    def _believe_again(self, now_s: float) -> None:
        """End doubts that are over."""
        if not self._doubted:
            return
        over = [each for each, until_s in self._until_s.items() if until_s <= now_s]
        for tract in sorted(over):
            del self._until_s[tract]
            self._log.add(Kind.FEED_BELIEVED, now_s, tract)
        if over:
            self._doubted = frozenset(self._until_s)


def doubted_by(detector: Detector | None, now_s: float) -> frozenset[int]:
    """Return the tracts of which nothing that is told is believed; none by nobody."""
    return NOWHERE if detector is None else detector.doubted(now_s)
