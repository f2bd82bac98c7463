"""Which vehicle takes a job, elastic and finite fleets (model 6)."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics import kpis
from simulation.dispatch.idle import IdleAtHotspot
from simulation.world.vehicle import Vehicle
from tests.worlds import clique, play

WORLD = clique("ABCD")
ALONE = {"requests.handler": "refuse"}


def driven(story, name):
    """Return the departures of one vehicle."""
    return [line for line in story.about(name) if "departed" in line]


@given(st.lists(st.one_of(st.none(), st.sampled_from([0.0, 1.0, 2.5])), max_size=30))
def test_of_idle_core_vehicles_the_last_to_come_goes_then_the_lower_number(steps):
    """A step is a vehicle that came at that time, or (none) a job that takes one."""
    idle, plain = IdleAtHotspot(1), []
    for number, since_s in enumerate(steps):
        if since_s is not None:
            came = SimpleNamespace(place=0, since_s=since_s, id=number)
            idle.add(came)
            plain.append(came)
            continue
        best = min(plain, key=lambda each: (-each.since_s, each.id), default=None)
        assert idle.nearest(0, 0.0) == (None if best is None else best.id)
        if best is not None:
            idle.remove(best)
            plain.remove(best)


@given(st.permutations(range(6)))
def test_any_idle_vehicle_can_be_struck_not_only_the_nearest(leaving):
    idle = IdleAtHotspot(1)
    plain = [SimpleNamespace(place=0, since_s=float(n % 3), id=n) for n in range(6)]
    for each in plain:
        idle.add(each)
    for number in leaving:
        gone = next(each for each in plain if each.id == number)
        idle.remove(gone)
        plain.remove(gone)
        best = min(plain, key=lambda each: (-each.since_s, each.id), default=None)
        assert idle.nearest(0, 0.0) == (None if best is None else best.id)


# Elastic -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mile_1", "mile_2", "vehicle", "home"),
    [(30, 5, "p4", "home2"), (5, 30, "p3", "home1"), (5, 5, "p3", "home1")],
)
def test_of_idle_peripheral_vehicles_the_nearest_goes_then_the_lower_number(
    mile_1, mile_2, vehicle, home
):
    """p3 ends at home1 and p4 at home2 of D; then there is a job at shopD."""
    homes = {"home1": ("D", mile_1), "home2": ("D", mile_2)}
    story = play(
        clique("ABCD", homes=homes),
        [(0, "A", "home1"), (0, "A", "home2"), (200, "D", "A")],
        ALONE,
    )
    assert driven(story, vehicle)[1] == f"200 departed {vehicle} {home}->shopD []"


def test_an_idle_vehicle_of_another_tract_is_not_called():
    """p1 and p2 idle in A and D; a new one joins at the producer in C."""
    story = play(WORLD, [(0, "A", "D"), (200, "C", "D")], ALONE)
    assert story.about("p3")[0] == "200 vehicle_joined p3 at shopC"


def test_jobs_of_one_instant_choose_in_order_of_order_id():
    """At 70 s p1 idles at homeD, d2 comes to D and d3 is released at shopD.

    d2, the lower, takes p1, though d3's shop is no farther; a new one joins for d3.
    """
    story = play(WORLD, [(0, "D", "D"), (0, "A", "D"), (70, "D", "A")], ALONE)
    assert driven(story, "p1")[2:] == [
        "70 departed p1 homeD->D []",
        "80 departed p1 D->homeD [d2]",
    ]
    assert "70 departed p3 shopD->D [d3]" in story.lines


def test_an_idle_core_vehicle_elsewhere_is_not_called():
    """v1 idles at D; for d2 a new one joins at B, where it stands."""
    story = play(WORLD, [(0, "A", "D"), (100, "B", "D")], ALONE)
    assert story.overlay[-4:] == [
        "110 vehicle_joined v2 at B",
        "110 departed v2 B->D [d2]",
        "170 arrived v2 at D",
        "190 delivered d2 by p2 at homeD",
    ]


def test_a_vehicle_keeps_its_identity_and_stays_where_its_last_leg_ended():
    """v1 is left at D at 70 s and used again from there at 110 s."""
    story = play(WORLD, [(0, "A", "D"), (90, "D", "B")], ALONE)
    assert driven(story, "v1") == [
        "10 departed v1 A->D [d1]",
        "120 departed v1 D->B [d2]",
    ]


def test_each_pool_has_its_own_speed():
    """Core vehicles twice as fast: 30 s; peripheral ones half as fast: 20 s."""
    factors = {"fleet.core.speed_factor": 2, "fleet.peripheral.speed_factor": 0.5}
    story = play(WORLD, [(0, "A", "D")], factors)
    assert story.of("departed", "delivered") == [
        "0 departed p1 shopA->A [d1]",
        "20 departed v1 A->D [d1]",
        "50 departed p2 D->homeD [d1]",
        "70 delivered d1 by p2 at homeD",
    ]
    assert kpis(story.run)["distance_km"] == 0.8


# Finite ------------------------------------------------------------------------

FROM_A_AND_B = [(0, "A", "C"), (0, "A", "C"), (0, "A", "C"), (0, "B", "C")]


def starts(pool, size):
    """Return where the vehicles of a pool start."""
    story = play(WORLD, FROM_A_AND_B, {f"fleet.{pool}.size": size} | ALONE)
    first = "v" if pool == "core" else "p"
    joined = [line.split() for line in story.of("vehicle_joined")]
    return [
        place for time, _, name, _, place in joined if name[0] == first and time == "0"
    ]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (1, "A"),  # 0.75, 0.25
        (2, "AA"),  # 1.5, 0.5: a tie of remainders, to the lower index
        (3, "AAB"),  # 2.25, 0.75
        (4, "AAAB"),
        (6, "AAAAAB"),  # 4.5, 1.5
    ],
)
def test_core_vehicles_start_in_proportion_to_departures_by_largest_remainder(
    size, expected
):
    """Three of four orders leave from A, one from B; none leaves from C."""
    assert "".join(starts("core", size)) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (4, "AACC"),  # 1.5, 0.5, 2: the tie of A and B to the lower index
        (8, "AAABCCCC"),
        (2, "AC"),  # 0.75, 0.25, 1
    ],
)
def test_peripheral_vehicles_start_where_first_and_last_miles_do(size, expected):
    """First miles: three in A, one in B; last miles: four from C."""
    assert "".join(starts("peripheral", size)) == expected


def test_the_nearest_vehicle_comes_from_anywhere_and_its_way_counts():
    """One core vehicle, at A. At 70 s it is at C; d2 stands at B at 110 s.

    It drives C - B empty and is back at C at 230 s: three legs of 600 m. For d2's
    last mile, p2 comes back from homeC: 100 m empty.
    """
    story = play(WORLD, [(0, "A", "C"), (100, "B", "C")], {"fleet.core.size": 1})
    assert story.about("v1") == [
        "0 vehicle_joined v1 at A",
        "10 departed v1 A->C [d1]",
        "70 arrived v1 at C",
        "110 departed v1 C->B []",
        "170 arrived v1 at B",
        "170 departed v1 B->C [d2]",
        "230 arrived v1 at C",
    ]
    found = kpis(story.run)
    assert found["core_km"] == pytest.approx(1.8, rel=1e-12)
    assert found["deadhead_km"] == pytest.approx(0.7, rel=1e-12)
    assert found["vehicle_wait_mean_s"] == (0 + 60 + 10) / 2


def test_the_nearest_is_nearest_by_travel_time():
    """Vehicles start at A and B (a tie of three hotspots); C is nearer to B."""
    world = clique("ABCD", times_s={"B>C": 50})
    orders = [(0, "C", "D"), (500, "A", "D"), (500, "B", "D")]
    story = play(world, orders, {"fleet.core.size": 2} | ALONE)
    assert driven(story, "v2")[:2] == [
        "10 departed v2 B->C []",
        "60 departed v2 C->D [d1]",
    ]


def test_jobs_queue_oldest_first():
    """One vehicle, busy with d1 until 70 s, when it is at C.

    d2 waits at B from 20 s on, d3 at C itself from 30 s on: v1 drives to B for d2.
    """
    orders = [(0, "A", "C"), (10, "B", "D"), (20, "C", "D")]
    story = play(WORLD, orders, {"fleet.core.size": 1} | ALONE)
    assert driven(story, "v1") == [
        "10 departed v1 A->C [d1]",
        "70 departed v1 C->B []",
        "130 departed v1 B->D [d2]",
        "190 departed v1 D->C []",
        "250 departed v1 C->D [d3]",
    ]


def test_jobs_of_one_instant_queue_in_order_of_order_id():
    """All stand at 10 s; v1 starts at A and goes to d1 at C first, then d2, d3."""
    orders = [(0, "C", "D"), (0, "B", "D"), (0, "A", "D")]
    story = play(WORLD, orders, {"fleet.core.size": 1} | ALONE)
    loaded = [line for line in driven(story, "v1") if "[]" not in line]
    assert loaded == [
        "70 departed v1 C->D [d1]",
        "190 departed v1 B->D [d2]",
        "310 departed v1 A->D [d3]",
    ]


@pytest.mark.parametrize("deadheading", ["driven", "ignored"])
def test_a_finite_peripheral_fleet_always_drives_its_empty_ways(deadheading):
    """One vehicle, at A (a tie with D). To shopA empty, back with d1 at 20 s; so d2.

    d1 is at D at 80 s: p1 comes from A, 60 s, and is at homeD at 150 s. d2 has been
    at D since 100 s: back to D empty, 10 s, and to homeD at 170 s.
    """
    keys = {"fleet.peripheral.size": 1, "fleet.peripheral.deadheading": deadheading}
    story = play(WORLD, [(0, "A", "D"), (4, "A", "D")], keys | ALONE)
    assert driven(story, "p1") == [
        "0 departed p1 A->shopA []",
        "10 departed p1 shopA->A [d1]",
        "20 departed p1 A->shopA []",
        "30 departed p1 shopA->A [d2]",
        "80 departed p1 A->D []",
        "140 departed p1 D->homeD [d1]",
        "150 departed p1 homeD->D []",
        "160 departed p1 D->homeD [d2]",
    ]
    assert story.of("delivered") == [
        "150 delivered d1 by p1 at homeD",
        "170 delivered d2 by p1 at homeD",
    ]


def test_core_vehicles_start_where_the_orders_of_a_trace_set_out_for_another_tract():
    """Three orders never leave A, so both vehicles start at B."""
    orders = [(0, "A", "A"), (0, "A", "A"), (0, "A", "A"), (0, "B", "C"), (0, "B", "C")]
    story = play(clique("ABC"), orders, {"fleet.core.size": 2})
    joined = [
        line for line in story.of("vehicle_joined") if line.split()[2] in {"v1", "v2"}
    ]
    assert joined == ["0 vehicle_joined v1 at B", "0 vehicle_joined v2 at B"]


def test_a_vehicle_that_is_never_called_costs_no_event(monkeypatch):
    """Of two thousand vehicles three drive: one to A, one between, one to the door."""
    begun = []
    first_leg = Vehicle._first_leg

    def counted(vehicle):
        begun.append(vehicle.id)
        return first_leg(vehicle)

    monkeypatch.setattr(Vehicle, "_first_leg", counted)
    keys = {"fleet.core.size": 1000, "fleet.peripheral.size": 1000} | ALONE
    story = play(WORLD, [(0, "A", "D")], keys)
    assert len(story.of("vehicle_joined")) == 2000
    assert len(begun) == len({line.split()[2] for line in story.of("departed")}) == 3
