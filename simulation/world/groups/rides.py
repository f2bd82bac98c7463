"""Who rides a trunk line, of those that are about to decide."""

from collections.abc import Callable, Sequence

from simulation.world.delivery import Delivery
from simulation.world.lines import Line


class Lines:
    """All lines, and which of them a delivery rides that is about to decide.

    Parameters
    ----------
    fastest_s
        The shortest time from hotspot to hotspot over the overlay, at free flow [s].
    make
        Makes a line that calls what it is given before a vehicle leaves a stop.
    """

    def __init__(
        self,
        fastest_s: Sequence[Sequence[float]],
        make: Sequence[Callable[[Callable[[], None]], Line]],
    ) -> None:
        self._fastest_s = fastest_s
        self._make = make
        self._lines: list[Line] = []

    def begin(self, wake: Callable[[], None]) -> None:
        """Run from now on; `wake` has `leave` called when the instant ends."""
        self._lines = [make(wake) for make in self._make]

    def takes(self, delivery: Delivery, now_s: float) -> bool:
        """Return whether a delivery waits for a line from now on.

        For the one by which it arrives first, the first given of those, if that is
        not later than by the fastest way at once and the line's `wait_s`.
        """
        best: tuple[float, int, int] | None = None
        soonest_s = now_s + self._fastest_s[delivery.hotspot][delivery.destination]
        for number, line in enumerate(self._lines):
            ride = line.arrival_s(delivery)
            if ride is not None and ride[0] <= soonest_s + line.wait_s:
                found = (ride[0], number, ride[1])
                best = found if best is None else min(best, found)
        if best is None:
            return False
        self._lines[best[1]].await_at(best[2], delivery)
        return True

    def forget(self, delivery: Delivery) -> None:
        """Have a delivery wait for none any more."""
        for line in self._lines:
            line.forget(delivery)

    def leave(self) -> list[Delivery]:
        """Let vehicles whose time has come leave; return who finds no seat."""
        return [each for line in self._lines for each in line.leave()]
