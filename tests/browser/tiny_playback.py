"""Playbacks made by hand.

The tiny playback: three hotspots, two orders. Both dwell at hotspot 0 from 65 s, share
core vehicle 2 over the corner (900, 100) to hotspot 2, and part there: ::

    producer 3, order 0 -- v0 --> hotspot 0 =====.            v3 --> consumer 5
    producer 4, order 1 -- v1 --> hotspot 0      || v2
                                                 hotspot 2 -- v4 --> consumer 6
"""

import base64
import math

import numpy as np

DTYPES = {"f8": "<f8", "f4": "<f4", "i4": "<i4", "u1": "u1"}
NONE = -1


def packed(kind, values):
    """Return a packed column."""
    data = np.asarray(values, dtype=DTYPES[kind]).ravel().tobytes()
    return {"t": kind, "d": base64.b64encode(data).decode()}


def columns(kinds, rows):
    """Return packed columns from rows; `kinds` by name, in the order of the rows."""
    return {
        name: packed(kind, [row[at] for row in rows])
        for at, (name, kind) in enumerate(kinds.items())
    }


VEHICLES = {"vehicle": "i4", "pool": "u1", "place": "i4", "time_s": "f8"}
LEGS = {
    "vehicle": "i4",
    "place": "i4",
    "to_place": "i4",
    "way": "i4",
    "depart_s": "f8",
    "arrive_s": "f8",
    "distance_m": "f4",
}
TOUCHES = {
    "time_s": "f8",
    "kind": "u1",
    "order": "i4",
    "place": "i4",
    "to_place": "i4",
    "vehicle": "i4",
    "partner": "i4",
    "pool": "i4",
}
DWELLS = {"time_s": "f8", "place": "i4", "change": "i4"}
DOCKS = {"time_s": "f8", "place": "i4", "vehicle": "i4", "kind": "u1"}
ORDERS = {"order": "i4", "producer": "i4", "consumer": "i4", "start_s": "f8"}
GAUGES = [
    {"key": "delivered", "label": "Delivered", "unit": "", "decimals": 0},
    {"key": "open_orders", "label": "Open orders", "unit": "", "decimals": 0},
    {"key": "distance_km", "label": "Distance", "unit": "km", "decimals": 1},
]
MEASURES = [
    {"key": "demand", "label": "Orders released", "unit": "orders"},
    {"key": "waiting", "label": "Deliveries waiting", "unit": "deliveries"},
]


def basemap(extent_m, hotspots, others, name="a <b>street</b>"):
    """Return a basemap: hotspots and others are (x, y) and (x, y, kind)."""
    places = [(x, y, 0) for x, y in hotspots] + list(others)
    width, height = extent_m
    rings = len(hotspots)
    edges = [width * at / rings for at in range(rings + 1)]
    corners = [
        (x, y)
        for at in range(rings)
        for x, y in (
            (edges[at], 0),
            (edges[at + 1], 0),
            (edges[at + 1], height),
            (edges[at], height),
        )
    ]
    return {
        "region": name,
        "synthetic": True,
        "credit": "Made by hand",
        "extent_m": list(extent_m),
        "hotspots": rings,
        "tracts": {
            "ids": [f"T{at}" for at in range(rings)],
            "points": packed("f4", corners),
            "rings": packed("i4", np.arange(rings + 1) * 4),
            "tract_of_ring": packed("i4", range(rings)),
        },
        "streets": {
            "points": packed("f4", [(0, 100), (width, 100)]),
            "starts": packed("i4", [0, 2]),
        },
        "places": {
            "x": packed("f4", [x for x, _, _ in places]),
            "y": packed("f4", [y for _, y, _ in places]),
            "kind": packed("u1", [kind for _, _, kind in places]),
            "tract": packed("i4", [at % rings for at in range(len(places))]),
        },
    }


def header(label="tiny", **changed):
    """Return the header of a run."""
    return {
        "label": label,
        "mode": "relayed",
        "scenario": {"demand": {"duration_min": 2}},
        "seed": 1,
        "replication": 0,
        "bays": 1,
        "capacity": 2,
        "promise_s": 900,
        "horizon_s": None,
        "gauges": GAUGES,
        "measures": MEASURES,
        **changed,
    }


def legs(rows, aboard):
    """Return the columns of legs with the orders aboard each."""
    flat = [order for orders in aboard for order in orders]
    starts = np.cumsum([0, *map(len, aboard)])
    return {
        **columns(LEGS, rows),
        "starts": packed("i4", starts),
        "orders": packed("i4", flat),
    }


def a_slice(number, from_s, until_s, *, hotspots, **told):
    """Return a slice; what is not told is empty."""
    samples = told.get("samples", [])
    return {
        "number": number,
        "from_s": from_s,
        "until_s": until_s,
        "last": told.get("kpis") is not None,
        "vehicles": columns(VEHICLES, told.get("vehicles", [])),
        "legs": legs(told.get("legs", []), told.get("aboard", [])),
        "cut_off": {"leg": packed("i4", []), "due_s": packed("f8", [])},
        "ways": {
            "points": packed("f4", told.get("points", [])),
            "starts": packed("i4", told.get("starts", [0])),
        },
        "dwells": columns(DWELLS, told.get("dwells", [])),
        "docks": columns(DOCKS, told.get("docks", [])),
        "orders": columns(ORDERS, told.get("orders", [])),
        "touches": columns(TOUCHES, told.get("touches", [])),
        "gauges": columns(
            {"time_s": "f8", **{each["key"]: "f8" for each in GAUGES}}, samples
        ),
        "tracts": {
            "time_s": packed("f8", [row[0] for row in samples]),
            "demand": packed("f4", [[row[2]] * hotspots for row in samples]),
            "waiting": packed("f4", [[0] * hotspots for row in samples]),
        },
        "kpis": told.get("kpis"),
    }


def touch(time_s, kind, order, place, **told):
    """Return one touch of an order."""
    names = {"to_place": NONE, "vehicle": NONE, "partner": NONE, "pool": NONE} | told
    return (time_s, kind, order, place, *names.values())


def tiny_playback(label="tiny", faster=1.0):
    """Return the tiny playback; `faster` makes the shared leg that much shorter."""
    met, parted = 65.0, 65.0 + 100 / faster
    done = parted + 10 + 40
    first = a_slice(
        0,
        0,
        met,
        hotspots=3,
        vehicles=[(0, 1, 3, 10), (1, 1, 4, 20), (2, 0, 0, 60)],
        legs=[(0, 3, 0, NONE, 10, 50, 200), (1, 4, 0, NONE, 20, 60, 200)],
        aboard=[[0], [1]],
        orders=[(0, 3, 5, 10), (1, 4, 6, 20)],
        dwells=[(55, 0, 1)],
        docks=[
            (50, 0, 0, 0),
            (50, 0, 0, 1),
            (55, 0, 0, 2),
            (60, 0, 1, 0),
            (60, 0, 1, 1),
        ],
        touches=[
            touch(10, 0, 0, 3),
            touch(10, 3, 0, 3, pool=1),
            touch(10, 4, 0, 3, to_place=0, vehicle=0),
            touch(20, 0, 1, 4),
            touch(20, 3, 1, 4, pool=1),
            touch(20, 4, 1, 4, to_place=0, vehicle=1),
            touch(50, 5, 0, 0, vehicle=0),
            touch(50, 6, 0, 0, vehicle=0),
            touch(50, 7, 0, 0, vehicle=0),
            touch(55, 8, 0, 0, vehicle=0),
            touch(55, 9, 0, 2, partner=1),
            touch(55, 9, 1, 2, partner=0),
            touch(60, 5, 1, 0, vehicle=1),
            touch(60, 6, 1, 0, vehicle=1),
            touch(60, 7, 1, 0, vehicle=1),
        ],
        samples=[(0, 0, 0, 0), (60, 0, 2, 0.4)],
    )
    parting = [
        line
        for order, (vehicle, door) in enumerate([(3, 5), (4, 6)])
        for line in (
            touch(parted + 10, 10, order, 2, partner=1 - order),
            touch(parted + 10, 3, order, 2, pool=1),
            touch(parted + 10, 4, order, 2, to_place=door, vehicle=vehicle),
        )
    ]
    second = a_slice(
        1,
        met,
        done,
        hotspots=3,
        vehicles=[(3, 1, 2, parted + 10), (4, 1, 2, parted + 10)],
        legs=[
            (2, 0, 2, 0, met, parted, 1100),
            (3, 2, 5, NONE, parted + 10, done, 200),
            (4, 2, 6, NONE, parted + 10, done, 200),
        ],
        aboard=[[0, 1], [0], [1]],
        points=[(100, 100), (900, 100), (900, 400)],
        starts=[0, 3],
        dwells=[(met, 0, -1)],
        docks=[
            (met, 0, 1, 2),
            (parted, 2, 2, 0),
            (parted, 2, 2, 1),
            (parted + 10, 2, 2, 2),
        ],
        touches=[
            touch(met, 8, 1, 0, vehicle=1),
            touch(met, 2, 0, 0, to_place=2, partner=1),
            touch(met, 2, 1, 0, to_place=2, partner=0),
            touch(met, 4, 0, 0, to_place=2, vehicle=2),
            touch(met, 4, 1, 0, to_place=2, vehicle=2),
            *(
                touch(parted, kind, order, 2, vehicle=2)
                for kind in (5, 6, 7)
                for order in (0, 1)
            ),
            *(touch(parted + 10, 8, order, 2, vehicle=2) for order in (0, 1)),
            *parting,
            *(touch(done, 5, order, 5 + order, vehicle=3 + order) for order in (0, 1)),
            *(touch(done, 11, order, 5 + order, vehicle=3 + order) for order in (0, 1)),
        ],
        samples=[(120, 0, 2, 1.25), (done, 2, 0, 1.9)],
        kpis={"delivered": 2, "distance_km": 1.9000000001},
    )
    places = [(100, 300, 1), (300, 100, 1), (900, 200, 2), (700, 400, 2)]
    floor = basemap((1000, 500), [(100, 100), (500, 100), (900, 400)], places)
    return {"basemap": floor, "header": header(label), "slices": [first, second]}


def crowded_playback(vehicles=600, hotspots=30, lasts_s=600):
    """Return a playback of vehicles that go from hotspot to hotspot all the time."""
    across = math.ceil(math.sqrt(hotspots))
    spots = [
        (400 + 800 * (at % across), 400 + 800 * (at // across))
        for at in range(hotspots)
    ]
    rows, aboard = [], []
    for leg in range(lasts_s // 60):
        for vehicle in range(vehicles):
            here = (vehicle + leg * 7) % hotspots
            there = (vehicle + (leg + 1) * 7) % hotspots
            rows.append((vehicle, here, there, NONE, leg * 60, leg * 60 + 55, 900))
            aboard.append(list(range(vehicle % 3)))
    told = a_slice(
        0,
        0,
        lasts_s,
        hotspots=hotspots,
        vehicles=[(at, at % 2, at % hotspots, 0) for at in range(vehicles)],
        legs=rows,
        aboard=aboard,
        orders=[(0, 0, 1, 0), (1, 1, 2, 0)],
        dwells=[(0, at, at) for at in range(hotspots)],
        samples=[(at, 0, 2, at / 10) for at in range(0, lasts_s, 10)],
        kpis={},
    )
    floor = basemap((800 * across, 800 * math.ceil(hotspots / across)), spots, [])
    return {"basemap": floor, "header": header("crowd", bays=None), "slices": [told]}
