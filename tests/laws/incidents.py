"""Cases in which things go wrong, and an account of who has which order.

The account is a plain state machine over the rows of the log: it knows the run
folder's contract and nothing of the simulation.
"""

from collections import Counter

from hypothesis import strategies as st

from tests.laws.operated import operated
from tests.laws.replay import rows_of
from tests.strategies import DISPATCH, MEETINGS, cases

SERVICES = ("direct", "stacked", "through", "relayed", "rounds", "choice")
MODES = {"rounds": "relayed"}  # of those that are no mode
DRAWN_AS = {"through": "stacked", "rounds": "relayed", "choice": "relayed"}
RATES = st.sampled_from([20.0, 0.0, 4.0, 10.0])
NAMED = ("0.5 min peripheral 1", "1 min core", "0 min peripheral", "2.25 min bike 1")
BREAKDOWNS = st.fixed_dictionaries(
    {"rescue_after_s": st.sampled_from([0.0, "never", 20.0, 45.5])},
    optional={
        "repair_s": st.sampled_from([300.0, 0.0, 30.25]),
        "crews": st.sampled_from([1, 2, "unlimited"]),
        "named": st.lists(st.sampled_from(NAMED), max_size=3, unique=True),
    },
)
CANCELLATIONS = st.fixed_dictionaries(
    {
        "share": st.sampled_from([0.5, 0.0, 1.0]),
        "after_distribution": st.sampled_from(["expon(scale=100)", "uniform(0, 400)"]),
        "after_pickup": st.sampled_from(["return", "deliver"]),
    }
)
ATTEMPTS = st.fixed_dictionaries(
    {
        "absent_share": st.sampled_from([0.4, 0.0, 1.0]),
        "most": st.sampled_from([2, 1, 3]),
        "wait_s": st.sampled_from([0.0, 20.0]),
        "retry_s": st.sampled_from([0.0, 60.5]),
        "retry_from": st.sampled_from(["hotspot", "door"]),
        "returns_to": st.sampled_from(["producer", "hotspot"]),
    }
)
DRIVERS = st.fixed_dictionaries(
    {
        "no_show_share": st.sampled_from([0.0, 0.3]),
        "late_share": st.sampled_from([0.0, 0.5, 1.0]),
        "late_distribution": st.sampled_from(["expon(scale=200)", "uniform(0, 60)"]),
        "early_share": st.sampled_from([0.0, 0.5]),
        "early_distribution": st.just("expon(scale=200)"),
    }
)


def served(draw, case, service):
    """Return a case that is drawn as others are, with what a service has besides."""
    keys, tables = {"service__mode": MODES.get(service, service)}, {}
    if service in {"rounds", "choice"}:
        seats = case.keys["fleet"].get("core", {}).get("capacity", 2)
        seats = max(seats, draw(st.sampled_from([4, 3, 2])))
        keys["fleet__peripheral__capacity"] = seats
        tables = draw(DISPATCH)
    if service in {"through", "choice"}:
        tables |= draw(MEETINGS)
    if service == "choice":
        keys["service__expected_core_load"] = draw(st.sampled_from([1000.0, 4.0, 1.5]))
        keys["service__expected_core_wait_s"] = draw(st.sampled_from([0.0, 120.0]))
    return case.but(**keys | {f"dispatch__{key}": tables[key] for key in tables})


@st.composite
def gone_wrong(draw, services=SERVICES):
    """Draw an operation, or a plain case with elastic fleets, in which things fail."""
    service = draw(st.sampled_from(services))
    mode = DRAWN_AS.get(service, service)
    if draw(st.booleans()):
        case = draw(operated(modes=(mode,))).case
    else:
        case = draw(cases(service__mode=mode, trained=False))
    case, keys = served(draw, case, service), {}
    for pool in ("core", "peripheral"):
        keys[f"fleet__{pool}__breakdowns_per_h"] = draw(RATES)
    breakdowns = draw(BREAKDOWNS)
    classes = case.keys["fleet"].get("classes", {})
    if "bike" in classes:
        keys["fleet__classes__bike__breakdowns_per_h"] = draw(RATES)
    else:
        named = breakdowns.get("named", [])
        breakdowns["named"] = [each for each in named if "bike" not in each]
    keys["breakdowns"] = breakdowns
    keys["cancellations"] = draw(CANCELLATIONS)
    keys["attempts"] = draw(ATTEMPTS)
    keys["drivers"] = draw(DRIVERS)
    return case.but(**keys)


class Account:
    """Who has each order, row by row; every rule of custody is an assertion."""

    def __init__(self, run):
        self.aboard = {}  # orders by vehicle
        self.at = {}  # where each vehicle is; None on the road
        self.down = {}  # by vehicle: the row of its breakdown
        self.lies = {}  # place by order, at a door or a hotspot
        self.roadside = {}  # by order: vehicle that left it, and the place to come from
        self.leg = {}  # by vehicle: its departure
        self.hotspots = len(run.tract_ids)
        self.producer = run.orders.producer.tolist()
        self.consumer = run.orders.consumer.tolist()
        self.tract = run.places.tract[run.orders.consumer].tolist()
        self.recalled, self.attempts = set(), Counter()
        self.source = run.places.tract[run.orders.producer].tolist()
        self.moved = Counter()  # by order: how often it was decided where it goes
        self.driven_m = 0.0
        self.repaired = 0
        for row in rows_of(run.events):
            getattr(self, f"_{row.kind}", self._nothing)(row)

    def _nothing(self, row):
        """Custody stays."""

    def _released(self, row):
        self.lies[row.order] = row.place

    def _vehicle_joined(self, row):
        self.aboard[row.vehicle], self.at[row.vehicle] = set(), row.place

    def _vehicle_left(self, row):
        self._unload(row.vehicle, self.aboard[row.vehicle])
        assert self.at.pop(row.vehicle) == row.place

    def _departed(self, row):
        vehicle = row.vehicle
        assert vehicle not in self.down
        assert self.at[vehicle] == row.place
        for order in row.orders:
            self._take(order, vehicle, row.place)
        self._unload(vehicle, self.aboard[vehicle] - {*row.orders})
        self.at[vehicle], self.leg[vehicle] = None, row
        self.driven_m += row.distance_m if row.ignored_m is None else 0.0

    def _take(self, order, vehicle, place):
        """Take an order from where it lies, or from a vehicle that stands there."""
        if order in self.aboard[vehicle]:
            return
        if order in self.roadside:
            _, origin = self.roadside.pop(order)
            assert origin == place
        elif order in self.lies:
            assert self.lies.pop(order) == place
        else:
            other = next(each for each, has in self.aboard.items() if order in has)
            assert self.at[other] == place  # handed over at once, where both stand
            self.aboard[other].discard(order)
        self.aboard[vehicle].add(order)

    def _unload(self, vehicle, orders):
        """Let some lie where the vehicle stands, which is a hotspot."""
        for order in [*orders]:
            self.aboard[vehicle].discard(order)
            self.lies[order] = self.at[vehicle]
            assert self.at[vehicle] < self.hotspots

    def _arrived(self, row):
        assert row.vehicle not in self.down
        assert self.leg.pop(row.vehicle).to_place == row.place
        self.at[row.vehicle] = row.place

    def _diverted(self, row):
        leg = self.leg[row.vehicle]
        assert row.to_place == leg.to_place != row.place
        assert {*row.orders} == self.aboard[row.vehicle]
        assert 0 <= row.distance_m <= leg.distance_m
        self.leg[row.vehicle] = leg._replace(to_place=row.place)
        self.driven_m -= row.distance_m

    def _broke_down(self, row):
        leg = self.leg[row.vehicle]
        assert row.vehicle not in self.down
        assert (leg.place, leg.to_place) == (row.place, row.to_place)
        assert {*row.orders} == self.aboard[row.vehicle]
        assert 0 <= row.distance_m <= leg.distance_m
        self.down[row.vehicle] = row
        self.driven_m -= row.distance_m

    def _vehicle_requested(self, row):
        for vehicle, down in self.down.items():
            if row.order in self.aboard[vehicle]:
                assert down.place == row.place
                self.aboard[vehicle].discard(row.order)
                self.roadside[row.order] = vehicle, row.place

    def _repaired(self, row):
        down = self.down.pop(row.vehicle)
        again = (row.place, row.to_place, row.distance_m)
        assert (down.place, down.to_place, down.distance_m) == again
        assert {*row.orders} <= {*down.orders}
        for order in {*row.orders} - self.aboard[row.vehicle]:
            assert self.roadside.pop(order) == (row.vehicle, row.place)
        assert self.aboard[row.vehicle] <= {*row.orders}
        self.aboard[row.vehicle] = {*row.orders}
        self.driven_m += row.distance_m
        self.repaired += 1

    def _delivered(self, row):
        assert self.at[row.vehicle] == row.place
        self.aboard[row.vehicle].remove(row.order)

    def _sharing_accepted(self, row):
        """Who shares lies at a hotspot, or is on the leg to one, there to alight."""
        for order in {row.order, row.partner}:
            assert order not in self.roadside
            if order in self.lies:
                assert self.lies[order] < self.hotspots
                continue
            by = next(each for each, has in self.aboard.items() if order in has)
            bound = self.leg[by].to_place if self.at[by] is None else self.at[by]
            assert bound < self.hotspots
            if not self.moved[order]:
                assert bound == self.source[order]

    def _decided(self, row):
        self.moved[row.order] += 1

    def _recalled(self, row):
        assert row.place == self.producer[row.order]
        assert row.order not in self.recalled
        self.recalled.add(row.order)

    def _attempt_failed(self, row):
        assert row.order in self.aboard[row.vehicle]
        assert self.at[row.vehicle] == row.place == self.consumer[row.order]
        self.attempts[row.order] += 1

    def _returned(self, row):
        assert row.order in self.recalled or self.attempts[row.order]
        assert self.at[row.vehicle] == row.place
        assert row.place in {self.producer[row.order], self.tract[row.order]}
        self.aboard[row.vehicle].remove(row.order)

    def _cancelled(self, row):
        assert self.lies.pop(row.order) == row.place

    def _still_open(self, row):
        if row.vehicle is not None:
            assert row.order in self.aboard[row.vehicle]
        elif row.order in self.roadside:
            assert self.roadside[row.order][1] == row.place
