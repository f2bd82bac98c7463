"""What becomes of an order that is not handed out at its consumer's door."""

from collections.abc import Iterator

from simpy import Environment, Event

from simulation.world.delivery import Delivery, Underway
from simulation.world.fleet import Fleet


class Elsewhere:
    """Goes on with orders that lie at a place to which they were sent.

    Parameters
    ----------
    env, underway
        The clock, and all deliveries on their way.
    fleet
        Who carries them on.
    """

    def __init__(
        self,
        env: Environment,
        underway: Underway,
        fleet: Fleet,
    ) -> None:
        self._env = env
        self._underway = underway
        self._fleet = fleet

    def goes_on(self, delivery: Delivery) -> Iterator[None]:
        """Tell the story of one that lies where it was sent, up to its end."""
        while delivery.sent_to >= 0:
            attempts, ends = self._fleet.attempts, delivery.sent_to == delivery.producer
            if ends or attempts is None or not attempts.again(delivery):
                delivery.be_returned(self._env.now)
                del self._underway[delivery.order]
                return
            delivery.lie_until_retried()
            if attempts.retry_s > 0 and not delivery.recalled:
                self._wake(delivery, attempts.retry_s)
                yield
            here, target = delivery.hotspot, delivery.consumer
            if delivery.recalled:
                target = delivery.producer
                delivery.send_to(target)
            self._fleet.request((delivery,), here, target)
            yield
            while self._fleet.alighted(delivery):
                yield
        delivery.deliver(self._env.now)
        del self._underway[delivery.order]

    def recall(self, delivery: Delivery) -> bool:
        """Let one go back to its producer that is on its way to its consumer's door.

        At the door it is too late. One that is taken to a hotspot, or lies there, to be
        tried again goes back from there. Return whether it is any of these.
        """
        order, before, after = delivery.order, delivery.consumer, delivery.producer
        if delivery.sent_to == after or any(
            order in vehicle.unloading and vehicle.place == before
            for vehicle in self._fleet.vehicles.values()
        ):
            return True
        if delivery.sent_to < 0 and self._fleet.redirect(order, before, after):
            delivery.send_to(after)
        elif not (delivery.sent_to >= 0 or delivery.attempts):
            return False
        delivery.recall(self._env.now)
        return True

    def _wake(self, delivery: Delivery, in_s: float) -> None:
        def wake(_: Event) -> None:
            next(delivery.journey, None)

        self._env.timeout(in_s).callbacks.append(wake)
