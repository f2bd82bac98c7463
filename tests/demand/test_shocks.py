"""Demand shocks: what is ordered anyway stays, and runs are pairs."""

from itertools import pairwise

import numpy as np
import pytest

from simulation import load_scenario, prepare
from simulation.errors import InputError

PREPARED = prepare(load_scenario("paper/point_to_point"))
KEYS = {"demand.load_per_min": 20, "demand.duration_min": 40}
PROFILES = ("uniform", "gaussian", "gaussian_table_4", "gaussian_printed", "poisson")
REGION = PREPARED.region
TRACT = REGION.tracts.ids[7]


def orders_of(shocks, replication=0, **keys):
    """Return the orders of a scenario with shocks."""
    scenario = load_scenario(
        "paper/point_to_point", {**KEYS, **keys, "demand.shocks": shocks}
    )
    return prepare(scenario, [PREPARED]).orders(scenario, replication)


def rows_of(orders):
    """Return start, producer and consumer of each order, by its id."""
    rows = zip(
        orders.start_s.tolist(),
        orders.producer.tolist(),
        orders.consumer.tolist(),
        strict=True,
    )
    ids = range(len(orders)) if orders.ids is None else orders.ids.tolist()
    return {str(name): row for name, row in zip(ids, rows, strict=True)}


def shock(factor, from_min=10, until_min=20, **more):
    """Return a shock."""
    return {"from_min": from_min, "until_min": until_min, "factor": factor, **more}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_factor_of_one_leaves_all_orders_as_they_are(profile):
    keys = {"demand.profile": profile}
    assert rows_of(orders_of([shock(1)], **keys)) == rows_of(orders_of([], **keys))


@pytest.mark.parametrize("profile", PROFILES)
def test_with_a_factor_of_none_those_of_the_window_are_left_out(profile):
    keys = {"demand.profile": profile}
    plain = rows_of(orders_of([], **keys))
    assert rows_of(orders_of([shock(0)], **keys)) == {
        name: row for name, row in plain.items() if not 600 <= row[0] < 1200
    }


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("side", ["producers", "consumers"])
def test_more_are_added_in_the_window_and_the_place_and_the_others_stay(profile, side):
    keys = {"demand.profile": profile}
    where = {"side": side, "where": {"tracts": [TRACT]}}
    plain, found = (
        rows_of(orders_of([], **keys)),
        orders_of([shock(30, **where)], **keys),
    )
    rows = rows_of(found)
    assert {name: rows[name] for name in plain} == plain
    added = [row for name, row in rows.items() if name not in plain]
    assert added
    tract = REGION.places.tract
    column = 1 if side == "producers" else 2
    assert {int(tract[row[column]]) for row in added} == {7}
    assert all(600 <= row[0] < 1200 for row in added)
    assert (np.diff(found.start_s) >= 0).all()


def test_of_a_smaller_factor_are_some_of_those_of_a_larger_one():
    names = [set(rows_of(orders_of([shock(f)]))) for f in (0.2, 0.7, 1, 1.5, 2.5, 4)]
    for fewer, more in pairwise(names):
        assert fewer < more


@pytest.mark.parametrize("factor", [0.3, 1.6, 3])
def test_there_are_so_many_times_as_many_on_average(factor):
    """200 orders in the window: over 40 replications within four deviations."""
    counts = [
        sum(
            600 <= row[0] < 1200
            for row in rows_of(orders_of([shock(factor)], k)).values()
        )
        for k in range(40)
    ]
    share = factor % 1
    spread = (200 * share * (1 - share) / 40) ** 0.5
    assert abs(np.mean(counts) - 200 * factor) <= 4 * spread


def test_a_poisson_process_stays_one():
    """Of 400 expected orders in the window number and variance are alike."""
    keys = {"demand.profile": "poisson"}
    counts = [
        sum(
            600 <= row[0] < 1200
            for row in rows_of(orders_of([shock(2)], k, **keys)).values()
        )
        for k in range(60)
    ]
    assert abs(np.mean(counts) - 400) < 4 * (400 / 60) ** 0.5
    assert 0.4 < np.var(counts, ddof=1) / 400 < 1.8  # chi-square, 59 degrees, 0.01 %


def test_factors_multiply_where_shocks_overlap_in_any_order():
    two = [shock(3), shock(0.5, 15, 30, side="consumers", where={"tracts": [TRACT]})]
    assert rows_of(orders_of(two)) == rows_of(orders_of(two[::-1]))
    gone = rows_of(orders_of([shock(3), shock(0, 15, 25)]))
    assert not any(900 <= row[0] < 1500 for row in gone.values())


def test_a_box_and_its_polygon_are_the_same_places():
    lon, lat = REGION.places.lon[REGION.producers], REGION.places.lat[REGION.producers]
    west, east = np.quantile(lon, [0.2, 0.6]).tolist()
    south, north = np.quantile(lat, [0.3, 0.9]).tolist()
    corners = [[west, south], [east, south], [east, north], [west, north]]
    box = orders_of([shock(0, where={"box": [west, south, east, north]})])
    polygon = orders_of([shock(0, where={"polygon": corners})])
    assert 20 < len(orders_of([])) - len(box) < 200
    assert abs(len(box) - len(polygon)) <= 2  # of places on its border


def test_a_restaurant_goes_offline():
    name = str(REGION.places.source_id[REGION.producers[5]])
    plain = rows_of(orders_of([]))
    found = rows_of(orders_of([{"factor": 0, "where": {"places": [name]}}]))
    gone = [row for row_name, row in plain.items() if row_name not in found]
    assert gone
    assert {row[1] for row in gone} == {int(REGION.producers[5])}


def test_what_is_drawn_at_doors_stays_with_its_order():
    from simulation.assemble.doors import door_times_of  # noqa: PLC0415
    from simulation.streams import Streams  # noqa: PLC0415

    keys = {**KEYS, "producers.distribution": "expon(scale=60)"}
    found = {}
    for name, shocks in (("plain", []), ("more", [shock(2)]), ("fewer", [shock(0.5)])):
        scenario = load_scenario(
            "paper/point_to_point", {**keys, "demand.shocks": shocks}
        )
        prepared = prepare(scenario)
        orders = prepared.orders(scenario, 0)
        times = door_times_of(scenario, prepared, orders, Streams(1, 0))
        found[name] = dict(zip(rows_of(orders), times.pickup_door_s, strict=True))
    plain = found["plain"]
    assert len(set(plain.values())) > 700
    for name in ("more", "fewer"):
        both = plain.keys() & found[name].keys()
        assert len(both) > 500
        assert {each: found[name][each] for each in both} == {
            each: plain[each] for each in both
        }


def test_orders_of_a_trace_come_again_elsewhere_in_their_minute(tmp_path):
    file = tmp_path / "orders.csv"
    first, second = (
        str(each) for each in REGION.places.source_id[REGION.producers[:2]]
    )
    homes = [str(each) for each in REGION.places.source_id[REGION.consumers[:6]]]
    rows = [
        f"A{k},{60 * k + 5},{(first, second)[k % 2]},{homes[k]},{90 * k + 600}"
        for k in range(6)
    ]
    file.write_text("\n".join(["id,start_s,producer,consumer,due_s", *rows]))
    keys = {"demand.profile": "trace", "demand.trace_file": str(file)}
    asked = load_scenario(
        "paper/point_to_point", keys | {"demand.shocks": [shock(2, 1, 4)]}
    )
    orders = prepare(asked).orders(asked, 0)
    assert sorted(orders.ids.tolist()) == [
        *("A0", "A1", "A1+1", "A2", "A2+1", "A3", "A3+1", "A4", "A5"),
    ]
    of = {name: at for at, name in enumerate(orders.ids.tolist())}
    goes_to = []
    for k in (1, 2, 3):
        old, new = of[f"A{k}"], of[f"A{k}+1"]
        assert orders.start_s[old] == 60 * k + 5
        assert 60 * k <= orders.start_s[new] < 60 * k + 60
        assert orders.producer[new] == orders.producer[old]
        wait = orders.due_s - orders.start_s
        assert wait[new] == pytest.approx(wait[old])
        goes_to.append(int(orders.consumer[new]))
    assert sorted(goes_to) == sorted(orders.consumer[of[f"A{k}"]] for k in (1, 2, 3))


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (
            {"tracts": ["grid-r1c99"]},
            "where.tracts: there is no 'grid-r1c99', expected",
        ),
        ({"places": ["nobody"]}, "where.places: there is no 'nobody', expected ids"),
        ({"box": [0, 0, 1, 1]}, "where: there are no producers, expected places"),
    ],
)
def test_places_that_are_not_there_are_refused(where, said):
    with pytest.raises(InputError, match=r"demand\.shocks\[1\]") as caught:
        orders_of([shock(2, where=where)])
    assert said in str(caught.value)
