"""The contract of services: shipped ones keep it, and others are told what they owe."""

import pytest

from simulation.contracts import check_service
from simulation.world.services.direct import DirectService
from simulation.world.services.relayed import RelayedService


@pytest.mark.parametrize("service", [DirectService, RelayedService])
def test_services(service):
    check_service(service)


class Loses(DirectService):
    """Forgets an order; one whose journey ends too early breaks the run off."""

    at_once = False

    def serve(self, delivery):
        delivery.release(self._env.now)
        if delivery.order == 3:
            if self.at_once:
                return
            yield
        self._fleet.request((delivery,), delivery.producer, delivery.consumer)
        yield
        delivery.deliver(self._env.now)
        del self._underway[delivery.order]


class GivesUp(Loses):
    at_once = True


class Strands(DirectService):
    """Leaves an order with whoever brought it."""

    def serve(self, delivery):
        yield from () if delivery.order == 3 else super().serve(delivery)
        if delivery.order == 3:
            delivery.release(self._env.now)
            self._fleet.request((delivery,), delivery.producer, delivery.consumer)
            yield


class Slips(DirectService):
    """Asks for something that there is not."""

    def serve(self, delivery):
        yield from super().serve(delivery)
        self.bill(delivery)


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (Loses, "expected each of them once"),
        (GivesUp, "the journey of order 3 ends where it begins, expected"),
        (Strands, "the journey of order 3 ends before the order does, expected"),
        (Slips, "serve failed .AttributeError: 'Slips' object has no attribute"),
    ],
)
def test_a_service_that_loses_an_order_or_fails_is_told_so(service, said):
    with pytest.raises(AssertionError, match=said):
        check_service(service)
