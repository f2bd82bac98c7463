"""The paper's Figure 3: who waits for whom at A, and which vehicle stays there.

d1 comes from B, d2 and d3 from C, d4 from D; d1 and d2 are bound for E, d3 and d4
for F. Only ways to and from A are roads, the others take ten minutes: with one
hop in a set, all want A first and then their destination (t_norm = t / 600, so
from B to E over A: -1/6 + 0.99 * 0.9 against 1 - 1 straight on; likewise the others).
A set of one hop is worth 1 to each side, two sides 2.

The paper's stage 3 lets (d3, d4) form a pair when d4 comes. We let d3 ask d4 while
d4 is on its way to A (model 4, the second kind of peer), or d3 would not wait.
"""

from tests.worlds import play, tiny_world

WORLD = tiny_world(
    """
         A    B    C    D    E    F
    A    0  600  600  600   60   60
    B  100    0  600  600  600  600
    C  100  600    0  600  600  600
    D  130  600  600    0  600  600
    E  600  600  600  600    0  600
    F  600  600  600  600  600    0
    """
)
ORDERS = [(0, "B", "E"), (0, "C", "E"), (0, "C", "F"), (0, "D", "F")]
KEYS = {
    "routing.preferred_share": WORLD.share_of(1),
    "requests.interaction_range_m": 500,  # only those at, or bound for, one hotspot
}

BEFORE = [
    "0 released d1 at shopB",
    "0 vehicle_requested d1 at shopB peripheral",
    "0 released d2 at shopC",
    "0 vehicle_requested d2 at shopC peripheral",
    "0 released d3 at shopC",
    "0 vehicle_requested d3 at shopC peripheral",
    "0 released d4 at shopD",
    "0 vehicle_requested d4 at shopD peripheral",
    "0 vehicle_joined p1 at shopB",
    "0 departed p1 shopB->B [d1]",
    "0 vehicle_joined p2 at shopC",
    "0 departed p2 shopC->C [d2]",
    "0 vehicle_joined p3 at shopC",
    "0 departed p3 shopC->C [d3]",
    "0 vehicle_joined p4 at shopD",
    "0 departed p4 shopD->D [d4]",
]
STAGE_1 = [
    "10 arrived p1 at B",
    "10 arrived p2 at C",
    "10 arrived p3 at C",
    "10 arrived p4 at D",
    "10 sharing_accepted d2 d3 to A 2",
    "10 decided d1 at B to A",
    "10 vehicle_requested d1 at B core",
    "10 decided d4 at D to A",
    "10 vehicle_requested d4 at D core",
    "10 decided d2 at C to A with d3",
    "10 decided d3 at C to A with d2",
    "10 vehicle_requested d2 at C core",
    "10 vehicle_requested d3 at C core",
    "10 vehicle_joined v1 at B",
    "10 departed v1 B->A [d1]",
    "10 vehicle_joined v2 at C",
    "10 departed v2 C->A [d2 d3]",
    "10 vehicle_joined v3 at D",
    "10 departed v3 D->A [d4]",
]
STAGE_2 = [
    "110 arrived v1 at A",
    "110 arrived v2 at A",
    "110 sharing_ended d2 at A",
    "110 sharing_ended d3 at A",
    "110 sharing_accepted d1 d2 to E 2",
    "110 sharing_accepted d3 d4 to F 2",
    "110 decided d3 at A to F with d4",
]
STAGE_3 = [
    "110 decided d1 at A to E with d2",
    "110 decided d2 at A to E with d1",
    "110 vehicle_requested d1 at A core",
    "110 vehicle_requested d2 at A core",
    "110 departed v1 A->E [d1 d2]",
]
STAGE_4 = [
    "140 arrived v3 at A",
    "140 decided d4 at A to F with d3",
    "140 vehicle_requested d3 at A core",
    "140 vehicle_requested d4 at A core",
    "140 departed v3 A->F [d3 d4]",
]
AFTER = [
    "170 arrived v1 at E",
    "170 sharing_ended d1 at E",
    "170 sharing_ended d2 at E",
    "170 vehicle_requested d1 at E peripheral",
    "170 vehicle_requested d2 at E peripheral",
    "170 vehicle_joined p5 at E",
    "170 departed p5 E->homeE [d1]",
    "170 vehicle_joined p6 at E",
    "170 departed p6 E->homeE [d2]",
    "180 arrived p5 at homeE",
    "180 delivered d1 by p5 at homeE",
    "180 arrived p6 at homeE",
    "180 delivered d2 by p6 at homeE",
    "200 arrived v3 at F",
    "200 sharing_ended d3 at F",
    "200 sharing_ended d4 at F",
    "200 vehicle_requested d3 at F peripheral",
    "200 vehicle_requested d4 at F peripheral",
    "200 vehicle_joined p7 at F",
    "200 departed p7 F->homeF [d3]",
    "200 vehicle_joined p8 at F",
    "200 departed p8 F->homeF [d4]",
    "210 arrived p7 at homeF",
    "210 delivered d3 by p7 at homeF",
    "210 arrived p8 at homeF",
    "210 delivered d4 by p8 at homeF",
]


def test_figure_3_event_by_event():
    """From B and C to A it takes 100 s, from D 130 s; from A on 60 s.

    At 110 s v1 and v2 come at one instant: of those the lower number, v1, goes
    first. At 140 s v3 came last and goes first: v2 stays at A.
    """
    assert play(WORLD, ORDERS, KEYS).lines == (
        BEFORE + STAGE_1 + STAGE_2 + STAGE_3 + STAGE_4 + AFTER
    )


def test_vehicle_2_sits_idle_at_a():
    assert play(WORLD, ORDERS, KEYS).about("v2")[-1] == "110 arrived v2 at A"


def test_without_sharing_four_vehicles_traverse_the_section():
    """Caption: "Without sharing, 4 vehicles would be required"."""
    story = play(WORLD, ORDERS, KEYS | {"requests.handler": "refuse"})
    through_a = [line for line in story.of("departed") if "v" in line and "A->" in line]
    assert through_a == [
        "110 departed v1 A->E [d1]",
        "110 departed v2 A->E [d2]",
        "110 departed v3 A->F [d3]",
        "140 departed v4 A->F [d4]",
    ]


def test_without_inbound_partners_d3_does_not_wait():
    """``requests.count_inbound = false``: at 110 s nobody else is left for d3."""
    story = play(WORLD, ORDERS, KEYS | {"requests.count_inbound": False})
    assert [line for line in story.of("departed") if "A->F" in line] == [
        "110 departed v2 A->F [d3]",
        "140 departed v3 A->F [d4]",
    ]
