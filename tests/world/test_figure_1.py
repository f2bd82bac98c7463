"""The paper's Figure 1: d1 and d2 meet at C, ride C-E-G together and part at G.

Roads that are drawn take the times below, all other ways 300 s; with gamma 0.99 and
t_norm = t / 300 the agents' values are, by hand::

    bound for I:  V(G) = 0.9      V(D) = 0.7      V(E) = -0.2 + 0.99 * 0.9 = 0.691
                  V(C) = -0.2 + 0.99 * 0.691 = 0.48409
    at A:  D -0.2 + 0.99 * 0.7 = 0.493, C -0.1 + 0.99 * 0.48409 = 0.3792491
    at C:  E 0.48409, D -0.3 + 0.693 = 0.393
    at E:  G 0.691, D -0.2 + 0.693 = 0.493
    at G:  I 0.9, D 0.493

    bound for J:  V(G) = 0.9      V(H) = 0.9      V(F) = -0.2 + 0.99 * 0.9 = 0.691
    at B:  F -0.2 + 0.99 * 0.691 = 0.48409, C -0.15 + 0.99 * 0.48409 = 0.3292491
    at C:  E 0.48409, H -0.5 + 0.891 = 0.391
    at E:  G 0.691, H -0.3 + 0.891 = 0.591
    at G:  J 0.9, H -0.2 + 0.891 = 0.691

All other hops are worth 0 or less. With two hops in a set (a fifth of ten), d1
and d2 have C in common from A and B, then E, then G, and at G nothing.
"""

import pytest

from analysis.metrics import kpis
from tests.worlds import play, tiny_world

WORLD = tiny_world(
    """
         A    B    C    D    E    F    G    H    I    J
    A    0  300   30   60  300  300  300  300  300  300
    B  300    0   45  300  300   60  300  300  300  300
    C  300  300    0   90   60  300  300  150  300  300
    D  300  300  300    0  300  300  300  300   90  300
    E  300  300  300   60    0  300   60   90  300  300
    F  300  300  300  300  300    0  300   60  300  300
    G  300  300  300   60  300  300    0   60   30   30
    H  300  300  300  300  300  300  300    0  300   30
    I  300  300  300  300  300  300  300  300    0  300
    J  300  300  300  300  300  300  300  300  300    0
    """,
    metres={"A>B": 900},  # d1 and d2 hear each other: within 1 km
)
ORDERS = [(0, "A", "I"), (0, "B", "J")]
KEYS = {"routing.preferred_share": 0.2, "report.window_min": [0, 5]}


def test_figure_1_event_by_event():
    """Both stand at a hotspot at 10 s. C is 30 s from A and 45 s from B: d1 waits 15 s.

    The vehicle that came to C last, v2, takes both; v1 stays. At G the lower order
    goes first and takes v2, for d2 a new vehicle joins. The Q-sum at C: each value
    over its row, whose least is -1 (300 s to a hotspot of value 0):
    1.3792491 / 1.493 + 1.3292491 / 1.48409 = 0.92381 + 0.89567.
    """
    assert play(WORLD, ORDERS, KEYS).lines == [
        "0 released d1 at shopA",
        "0 vehicle_requested d1 at shopA peripheral",
        "0 released d2 at shopB",
        "0 vehicle_requested d2 at shopB peripheral",
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->A [d1]",
        "0 vehicle_joined p2 at shopB",
        "0 departed p2 shopB->B [d2]",
        "10 arrived p1 at A",
        "10 arrived p2 at B",
        "10 sharing_accepted d1 d2 to C 1.819",
        "10 decided d1 at A to C with d2",
        "10 vehicle_requested d1 at A core",
        "10 decided d2 at B to C with d1",
        "10 vehicle_requested d2 at B core",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->C [d1]",
        "10 vehicle_joined v2 at B",
        "10 departed v2 B->C [d2]",
        "40 arrived v1 at C",
        "55 arrived v2 at C",
        "55 decided d1 at C to E with d2",
        "55 decided d2 at C to E with d1",
        "55 vehicle_requested d1 at C core",
        "55 vehicle_requested d2 at C core",
        "55 departed v2 C->E [d1 d2]",
        "115 arrived v2 at E",
        "115 decided d1 at E to G with d2",
        "115 decided d2 at E to G with d1",
        "115 vehicle_requested d1 at E core",
        "115 vehicle_requested d2 at E core",
        "115 departed v2 E->G [d1 d2]",
        "175 arrived v2 at G",
        "175 sharing_ended d1 at G",
        "175 sharing_ended d2 at G",
        "175 decided d1 at G to I",
        "175 vehicle_requested d1 at G core",
        "175 decided d2 at G to J",
        "175 vehicle_requested d2 at G core",
        "175 departed v2 G->I [d1]",
        "175 vehicle_joined v3 at G",
        "175 departed v3 G->J [d2]",
        "205 arrived v2 at I",
        "205 vehicle_requested d1 at I peripheral",
        "205 arrived v3 at J",
        "205 vehicle_requested d2 at J peripheral",
        "205 vehicle_joined p3 at I",
        "205 departed p3 I->homeI [d1]",
        "205 vehicle_joined p4 at J",
        "205 departed p4 J->homeJ [d2]",
        "215 arrived p3 at homeI",
        "215 delivered d1 by p3 at homeI",
        "215 arrived p4 at homeJ",
        "215 delivered d2 by p4 at homeJ",
    ]


def test_without_sharing_both_take_the_dotted_paths():
    """A-D-I is 60 + 90 s, B-F-H-J is 60 + 60 + 30 s: both at the hotspot at 160 s."""
    story = play(WORLD, ORDERS, KEYS | {"requests.handler": "refuse"})
    assert [line for line in story.overlay if "arrived" not in line] == [
        "10 decided d1 at A to D",
        "10 decided d2 at B to F",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->D [d1]",
        "10 vehicle_joined v2 at B",
        "10 departed v2 B->F [d2]",
        "70 decided d1 at D to I",
        "70 decided d2 at F to H",
        "70 departed v1 D->I [d1]",
        "70 departed v2 F->H [d2]",
        "130 decided d2 at H to J",
        "130 departed v2 H->J [d2]",
        "170 delivered d1 by p3 at homeI",
        "170 delivered d2 by p4 at homeJ",
    ]


def test_figure_1_saves_distance_at_the_cost_of_time():
    """Ten metres a second: 30 + 45 + 60 + 60 + 30 + 30 s against 150 + 150 s."""
    shared = kpis(play(WORLD, ORDERS, KEYS).run)
    apart = kpis(play(WORLD, ORDERS, KEYS | {"requests.handler": "refuse"}).run)
    assert (shared["core_km"], apart["core_km"]) == (2.55, 3.0)
    assert shared["delivery_time_mean_s"] == 215
    assert apart["delivery_time_mean_s"] == 170


def test_kpis_of_figure_1():
    """By hand from the lines above; all sums are exact in binary but for shares.

    Riding: d1 10 + 30 + 60 + 60 + 30 + 10 = 200 s, d2 15 s more; d1 waits 15 s.
    Active at once: two vehicles leave G at one time, one vehicle elsewhere from A,
    B, C, E, I, J (the first mile is over when the first hop begins): 8.
    Loaded driving: 4 * 10 + 255 = 295 s of the window's 300 s.
    Idle to 215 s: p1, p2 205 each, v1 205 - 30, v2 205 - 195, v3 40 - 30, p3, p4 0.
    """
    found = kpis(play(WORLD, ORDERS, KEYS).run)
    expected = {
        "orders": 2,
        "delivered": 2,
        "open": 0,
        "distance_km": 2.95,
        "core_km": 2.55,
        "peripheral_km": 0.4,
        "deadhead_km": 0,
        "ignored_km": 0,
        "delivery_time_mean_s": 215,
        "delivery_time_median_s": 215,
        "delivery_time_p95_s": 215,
        "ride_mean_s": 207.5,
        "decision_wait_mean_s": 0,
        "partner_wait_mean_s": 7.5,
        "vehicle_wait_mean_s": 0,
        "bay_wait_mean_s": 0,
        "handover_mean_s": 0,
        "vehicles_active": 8,
        "vehicles_fleet": 7,
        "vehicles_peak": 2,
        "hops_mean": 6,
        "utilisation_mean": 295 / 300 / 8,
        "utilisation_fleet_mean": 295 / 300 / 7,
        "success_ratio": 1,
        "shared_core_share": 1200 / 2550,
        "meetings": 1,
        "meetings_without_shared_leg": 0,
        "core_load_mean": 3750 / 2550,
        "km_per_order": 1.475,
        "vehicle_idle_mean_s": 605 / 7,
    }
    assert {name: found[name] for name in expected} == pytest.approx(
        expected, rel=1e-12
    )
