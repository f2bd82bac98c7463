"""Interventions solved by hand: hotspots 60 s apart, doors 10 s from theirs."""

from itertools import pairwise

import pytest

from tests.worlds import clique, play

WORLD = clique("ABCD")
ALONE = {"requests.handler": "refuse", "hotspots.handover_s": 5}
DIRECT = {"service.mode": "direct"}


def over(keys, *specs):
    """Return keys with interventions of what, from and until when [min], and set."""
    tables = [
        {"what": what, "at_min": at_min, **ends, **changes}
        for what, at_min, ends, changes in specs
    ]
    return {**keys, "interventions": tables}


def until(minute):
    """Return the key of an end."""
    return {"until_min": minute}


def closed(*hotspots):
    """Return that hotspots have no bays."""
    return {"set": {f"hotspots.docks_at.{each}": 0 for each in hotspots}}


def times(story):
    """Return what each order took [s], by number."""
    delivered = [line.split() for line in story.of("delivered")]
    took = {line[2]: float(line[0]) for line in delivered}
    return [
        took[f"d{number}"] - start_s
        for number, start_s in enumerate(story.run.orders.start_s.tolist(), start=1)
    ]


def test_who_comes_to_a_hotspot_out_of_service_waits_until_it_has_bays_again():
    """p1 is at A at 10 s, whose bays come back at 60 s."""
    keys = over(ALONE, ("Outage", 0, until(1), closed("A")))
    assert play(WORLD, [(0, "A", "D")], keys).lines == [
        "0 intervention_started ",
        "0 released d1 at shopA",
        "0 vehicle_requested d1 at shopA peripheral",
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->A [d1]",
        "10 arrived p1 at A",
        "10 dock_requested p1 at A [d1]",
        "60 intervention_ended ",
        "60 handover_started p1 at A [d1]",
        "65 handover_finished p1 at A [d1]",
        "65 decided d1 at A to D",
        "65 vehicle_requested d1 at A core",
        "65 vehicle_joined v1 at A",
        "65 departed v1 A->D [d1]",
        "125 arrived v1 at D",
        "125 dock_requested v1 at D [d1]",
        "125 handover_started v1 at D [d1]",
        "130 handover_finished v1 at D [d1]",
        "130 vehicle_requested d1 at D peripheral",
        "130 vehicle_joined p2 at D",
        "130 departed p2 D->homeD [d1]",
        "140 arrived p2 at homeD",
        "140 delivered d1 by p2 at homeD",
    ]


def test_a_handover_under_way_ends_where_a_hotspot_goes_out_of_service():
    """At 12 s p1 has its bay at A since 10 s; p2 comes at 15 s and waits to 120 s.

    It hands over until 125 s, and at C from 185 s on for 5 s: at its door at 200 s.
    """
    keys = over(ALONE, ("Outage", 0.2, until(2), closed("A")))
    story = play(WORLD, [(0, "A", "D"), (5, "A", "C")], keys)
    assert times(story) == [90, 195]


def test_one_that_is_never_back_leaves_orders_open_and_says_where():
    """d2 does not pass A. At C, all ends with the last event: d2 at its door."""
    keys = over(ALONE, ("Outage", 0, {}, closed("A")))
    story = play(WORLD, [(0, "A", "D"), (0, "B", "C")], keys)
    assert story.of("delivered", "still_open") == [
        "90 delivered d2 by p3 at homeC",
        "90 still_open d1 in p1",
    ]


def test_a_hotspot_of_its_own_bays_has_those_and_the_others_have_docks():
    """Two are at A at 10 s, and at B: A has two bays, B one."""
    orders = [(0, "A", "D"), (0, "A", "D"), (0, "B", "C"), (0, "B", "C")]
    keys = ALONE | {"hotspots.docks": 1, "hotspots.docks_at": {"A": 2}}
    started = play(WORLD, orders, keys).of("handover_started")
    assert [line for line in started if line.split()[4] in "AB"] == [
        "10 handover_started p1 at A [d1]",
        "10 handover_started p2 at A [d2]",
        "10 handover_started p3 at B [d3]",
        "15 handover_started p4 at B [d4]",
    ]


SPEED = "fleet.peripheral.speed_factor"
STARTS = [(start_s, "A", "B") for start_s in (30, 90, 150, 200, 250)]
SLOW = ("Snow", 1, until(4), {"set": {SPEED: 0.5}})


def test_later_ones_lie_over_earlier_ones_and_what_lies_below_comes_back():
    """From door to door it takes 80 s; half as fast from 60 s, a fifth from 120 s."""
    ice = ("Ice", 2, until(3), {"set": {SPEED: 0.2}})
    for specs in ((SLOW, ice), (ice, SLOW)):
        story = play(WORLD, STARTS, over(DIRECT, *specs))
        assert times(story) == [80, 160, 400, 160, 80]


def test_one_that_ends_after_a_later_one_has_begun_goes_from_below_it():
    """Half as fast from 60 s, twice as fast from 120 s; the half ends at 180 s."""
    half = ("Snow", 1, until(3), {"set": {SPEED: 0.5}})
    twice = ("Empty streets", 2, until(4), {"set": {SPEED: 2.0}})
    assert times(play(WORLD, STARTS, over(DIRECT, half, twice))) == [
        80,
        160,
        40,
        40,
        80,
    ]


def test_factors_multiply_what_lies_below():
    """Half of a half from 120 s to 180 s, of what is twice as fast from the start."""
    keys = DIRECT | {SPEED: 2.0}
    more = ("Ice", 2, until(3), {"scale": {SPEED: 0.5}})
    less = ("Snow", 1, until(4), {"scale": {SPEED: 0.5}})
    assert times(play(WORLD, STARTS, over(keys, less, more))) == [40, 80, 160, 80, 40]


def test_a_strike_sends_idle_vehicles_home_and_they_come_back():
    """Of four vehicles a quarter works on; at 60 s there are four again."""
    strike = ("Strike", 0.5, until(1), {"scale": {"fleet.peripheral.size": 0.25}})
    keys = over(DIRECT | {"fleet.peripheral.size": 4}, strike)
    story = play(WORLD, [(90, "A", "B")], keys)
    assert [
        line.split()[:2] for line in story.of("vehicle_left", "vehicle_joined")
    ] == [
        *[["0", "vehicle_joined"]] * 4,
        *[["30", "vehicle_left"]] * 3,
        *[["60", "vehicle_joined"]] * 3,
    ]


def test_nothing_is_changed_after_the_last_delivery_without_a_horizon():
    late = ("Late", 2, {}, {"set": {SPEED: 0.5}})
    story = play(WORLD, [(0, "A", "B")], over(DIRECT, late))
    assert story.of("intervention_started") == []
    assert story.run.end_s == 80
    story = play(WORLD, [(0, "A", "B")], over(DIRECT | {"horizon_s": 200}, late))
    assert story.of("intervention_started") == ["120 intervention_started "]


def test_the_manifest_says_what_happens_when():
    ice = ("Ice", 2, {}, {"set": {SPEED: 0.2}, "scale": {"hotspots.handover_s": 3}})
    relayed = {"requests.handler": "refuse", "horizon_s": 500}
    run = play(WORLD, STARTS, over(relayed, ice, SLOW)).run
    assert run.manifest()["interventions"] == [
        {"what": "Snow", "at_s": 60, "until_s": 240, "set": {SPEED: 0.5}},
        {
            "what": "Ice",
            "at_s": 120,
            "until_s": None,
            "set": {SPEED: 0.2},
            "scale": {"hotspots.handover_s": 3},
        },
    ]
    assert "interventions" not in play(WORLD, STARTS, relayed).run.manifest()


@pytest.mark.parametrize("per_h", [6, 60])
def test_random_ones_come_as_a_poisson_process(per_h):
    """Over 100 h: mean and spread of a Poisson number, within four of its deviations.

    Gaps are exponential: the share longer than the mean is 1/e.
    """
    spec = {"what": "Showers", "per_h": per_h, "lasts_min": 1, "until_min": 6000}
    keys = DIRECT | {"interventions": [{**spec, "set": {SPEED: 0.5}}]}
    starts = [each["at_s"] for each in play(WORLD, STARTS, keys).run.interventions]
    mean = 100 * per_h
    assert abs(len(starts) - mean) < 4 * mean**0.5
    gaps = [after - before for before, after in pairwise(starts)]
    longer = sum(gap > 3600 / per_h for gap in gaps) / len(gaps)
    assert abs(longer - 0.3679) < 4 * (0.3679 * 0.6321 / len(gaps)) ** 0.5


@pytest.mark.parametrize("key", ["docks", "storage"])
def test_bays_and_storage_are_set_where_a_place_is_said(key):
    """Those between A and D in longitude are B and C, which hand over from 300 s on.

    d3 is at D by 370 s, to where the vehicle that took d1 has 10 s from its door.
    """
    closed = {f"hotspots.{key}": 0}
    spec = {"what": "Outage", "at_min": 0, "until_min": 5, "set": closed}
    lon = WORLD.region.places.lon[:4].tolist()
    west, east = sum(lon[0:2]) / 2, sum(lon[2:4]) / 2
    keys = ALONE | {
        "interventions": [{**spec, "where": {"box": [west, -90, east, 90]}}]
    }
    story = play(WORLD, [(0, "A", "D"), (0, "B", "A"), (0, "C", "D")], keys)
    assert story.run.interventions[0]["set"] == {
        f"hotspots.{key}_at.B": 0,
        f"hotspots.{key}_at.C": 0,
    }
    assert times(story) == [90, 380, 390]
