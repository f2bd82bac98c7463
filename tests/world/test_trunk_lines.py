"""Trunk lines on A - B - C, a minute apart: when they run and who rides, by hand."""

import pytest

from analysis.metrics import kpis
from simulation.errors import ScenarioError
from simulation.record.kinds import Kind
from tests.worlds import play, play_on, tiny_world

WORLD = tiny_world(
    """
         A    B    C
    A    0   60  120
    B   60    0   60
    C  120   60    0
    """
)


def line(**keys):
    """Return a line from A over B to C, at 60 s and 180 s, whose seats are two."""
    way = {"name": "Trunk", "stops": ["A", "B", "C"], "capacity": 2}
    return way | {"first_min": 1, "last_min": 3, "every_min": 2} | keys


def played(orders, *lines, keys=None, **details):
    """Return what happens where nobody shares."""
    asked = {"requests.handler": "refuse", "lines": list(lines)} | (keys or {})
    return play(WORLD, orders, asked, **details)


def left(story):
    """Return when vehicles of lines leave stops, and how late [s]."""
    events = story.run.events
    rows = events.rows(Kind.STOP_LEFT)
    times_s, late_s = events.time_s[rows].tolist(), events.lost_s[rows].tolist()
    return list(zip(times_s, late_s, strict=True))


def test_a_delivery_waits_for_the_line_and_the_line_drives_on_without_any():
    """At A from 10 s: by the line at C at 180 s, at once at 130 s, within 300 s."""
    assert played([(0, "A", "C")], line()).overlay == [
        "60 vehicle_joined v1 at A",
        "60 stop_left v1 at A",
        "60 decided d1 at A to C",
        "60 departed v1 A->B [d1]",
        "120 arrived v1 at B",
        "120 stop_left v1 at B",
        "120 departed v1 B->C [d1]",
        "180 arrived v1 at C",
        "180 vehicle_left v1 at C",
        "180 vehicle_joined v2 at A",
        "180 stop_left v2 at A",
        "180 departed v2 A->B []",
        "190 delivered d1 by p2 at homeC",
        "240 arrived v2 at B",
        "240 stop_left v2 at B",
        "240 departed v2 B->C []",
        "300 arrived v2 at C",
        "300 vehicle_left v2 at C",
    ]


def test_each_metre_of_a_line_counts_and_its_vehicles_do():
    """Two runs of 1,200 m and a first and a last mile of 100 m."""
    story = played([(0, "A", "C")], line())
    found = kpis(story.run)
    assert found["core_km"] == pytest.approx(2.4)
    assert found["distance_all_km"] == pytest.approx(2.6)
    hours = (180 - 60) / 3600  # in the fleet while orders are open: to 190 s
    hours += (190 - 180) / 3600 + 190 / 3600 + 10 / 3600
    assert found["vehicle_hours"] == pytest.approx(hours)


@pytest.mark.parametrize(("wait_s", "rides"), [(50, True), (49, False)])
def test_it_rides_if_it_arrives_late_by_no_more_than_it_may(wait_s, rides):
    story = played([(0, "A", "C")], line(wait_s=wait_s))
    assert ("60 decided d1 at A to C" in story.lines) == rides
    assert ("10 decided d1 at A to C" in story.lines) != rides


def test_who_finds_no_seat_decides_anew():
    """The next one leaves at 180 s: at C at 300 s, at once at 180 s."""
    orders = [(0, "A", "C"), (0, "A", "B"), (1, "A", "C")]
    waits = played(orders, line(wait_s=120))
    assert "60 departed v1 A->B [d1 d2]" in waits.lines
    assert "180 departed v2 A->B [d3]" in waits.lines
    goes = played(orders, line(wait_s=119))
    assert "60 departed v2 A->C [d3]" in goes.lines
    assert goes.about("d3")[-1] == "190 delivered d3 by p6 at homeC"


def test_a_seat_is_free_again_where_somebody_alights():
    orders = [(0, "A", "B"), (0, "A", "C"), (0, "B", "C")]
    story = played(orders, line())
    assert "120 departed v1 B->C [d2 d3]" in story.lines


def test_orders_take_the_seats_they_say_and_too_large_a_one_never_waits():
    orders = [(0, "A", "C"), (0, "A", "C")]
    keys = {"fleet.core.capacity": 3}
    story = played(orders, line(), keys=keys, seats=(3, 2))
    assert "10 departed v1 A->C [d1]" in story.lines
    assert "60 departed v2 A->B [d2]" in story.lines


def test_nobody_asks_who_waits_for_a_line():
    """At 10 s d1 waits; d2 decides at 20 s alone, since its home is no stop of it."""
    stops = {"stops": ["A", "B"], "wait_s": 50}
    orders = [(0, "A", "B"), (10, "A", "C")]
    keys = {"requests.handler": "greedy", "routing.preferred_share": 2 / 3}
    shared = played([(0, "A", "B"), (0, "A", "C")], keys=keys)
    assert shared.of("sharing_accepted")
    story = played(orders, line(**stops), keys=keys)
    assert not story.of("sharing_accepted")
    assert "60 departed v2 A->B [d1]" in story.lines


def test_one_vehicle_is_enough_where_it_is_back_when_the_next_leaves():
    """There and back takes 240 s, of which no start is more than 240 s before another.

    Those who want to go back from C wait there for it.
    """
    story = played(
        [(0, "C", "A")], line(back=True, last_min=5, every_min=4, wait_s=180)
    )
    assert story.of("vehicle_joined")[1:2] == ["60 vehicle_joined v1 at A"]
    assert "180 departed v1 C->B [d1]" in story.lines
    assert "300 departed v1 A->B []" in story.lines
    assert "540 vehicle_left v1 at A" in story.lines
    assert not story.about("v2")


def test_each_handover_beyond_the_first_of_a_stop_makes_it_late():
    """Both alight at B: 20 s in place of the 10 s that the timetable has."""
    keys = {"hotspots.handover_s": 10}
    story = played([(0, "A", "B"), (0, "A", "B")], line(last_min=1), keys=keys)
    assert left(story) == [(60.0, 0.0), (140.0, 10.0)]


def test_a_slow_line_is_late_and_says_so_and_a_late_one_is_waited_for():
    """Half as fast from 30 s on: at B at 180 s; d1, there at 150 s, waits for it."""
    slow = {"what": "Snow", "at_min": 0.5, "set": {"fleet.core.speed_factor": 0.5}}
    orders = [(140, "B", "C")]
    story = played(orders, line(last_min=1), keys={"interventions": [slow]})
    assert left(story) == [(60.0, 0.0), (180.0, 60.0)]
    assert "180 departed v1 B->C [d1]" in story.lines


def test_a_fork_keeps_the_timetable_and_drives_it_as_slowly_as_an_intervention():
    asked = {"requests.handler": "refuse", "lines": [line(last_min=1)]}
    orders, slow = [(0, "A", "C")], {"fleet.core.speed_factor": 0.5}
    forked = play_on(WORLD, orders, asked, 30.0, slow)
    snow = {"what": "Snow", "at_min": 0.5, "set": slow}
    told = played(orders, line(last_min=1), keys={"interventions": [snow]})
    assert left(forked) == left(told) == [(60.0, 0.0), (180.0, 60.0)]
    assert "180 departed v1 B->C [d1]" in forked.lines


def test_one_that_is_cancelled_while_it_waits_goes_back_and_leaves_its_seat():
    """d1 is called back at 30 s, from A; d3 has the second seat."""
    orders = [(0, "A", "C"), (0, "A", "C"), (1, "A", "C")]
    keys = {"cancellations.after_pickup": "return"}
    never = float("nan")
    cancelled = {"cancelled_s": (30.0, never, never)}
    story = played(orders, line(), keys=keys, **cancelled)
    assert "60 departed v1 A->B [d2 d3]" in story.lines
    assert story.about("d1")[-1] == "40 returned d1 at shopA"


def test_an_unknown_stop_is_told():
    with pytest.raises(ScenarioError, match=r"lines\[1\]\.stops: there is no 'D'"):
        played([(0, "A", "C")], line(stops=["A", "D"]))
