"""Playbacks read back: their columns, and what a player makes of them."""

import json

import numpy as np

from analysis.replay.columns import unpacked

LISTS = {
    "legs": "orders",
    "meetings": "orders",
    "plans": "orders",
    "ways": "points",
}  # groups with lists, and their column
GROUPS = (
    "vehicles",
    "left",
    "legs",
    "ways",
    "cut_off",
    "plans",
    "meetings",
    "dwells",
    "docks",
    "orders",
    "touches",
    "gauges",
    "tracts",
)


def through_json(document):
    """Return what a browser gets: no NaN, no number that JSON does not know."""
    return json.loads(json.dumps(document, allow_nan=False))


def columns(slices):
    """Return the columns of all slices, joined, by group and name."""
    slices = through_json(slices)
    return {
        group: {
            name: joined([unpacked(each[group][name]) for each in slices], name)
            for name in slices[0][group]
        }
        for group in GROUPS
    }


def joined(parts, name):
    """Return a column of several slices; starts go on from slice to slice."""
    if name != "starts":
        return np.concatenate(parts)
    whole = parts[0]
    for part in parts[1:]:
        assert part[0] == 0
        whole = np.concatenate((whole, whole[-1] + part[1:]))
    return whole


def positions(basemap, playback, time_s):
    """Return where each vehicle is, by number, as a player reads it off a playback."""
    x, y = (unpacked(basemap["places"][name]) for name in "xy")
    legs, ways = playback["legs"], playback["ways"]
    points = ways["points"].reshape(-1, 2)
    ends_s = legs["arrive_s"].copy()
    ends_s[playback["cut_off"]["leg"]] = playback["cut_off"]["due_s"]
    joined = playback["vehicles"]
    there = {
        vehicle: (x[place], y[place])
        for vehicle, place, joined_s in zip(
            joined["vehicle"], joined["place"], joined["time_s"], strict=True
        )
        if joined_s <= time_s
    }
    for leg, depart_s in enumerate(legs["depart_s"]):
        if depart_s > time_s:
            break
        ends = [legs["place"][leg], legs["to_place"][leg]]
        way = np.column_stack((x[ends], y[ends]))
        number = legs["way"][leg]
        if number >= 0:
            way = points[ways["starts"][number] : ways["starts"][number + 1]]
            assert tuple(way[0]) == (x[ends[0]], y[ends[0]])
            assert tuple(way[-1]) == (x[ends[1]], y[ends[1]])
        took_s = ends_s[leg] - depart_s
        share = min(1.0, (time_s - depart_s) / took_s) if took_s > 0 else 1.0
        there[legs["vehicle"][leg]] = along(way.astype(float), share)
    left = playback["left"]
    gone = set(left["vehicle"][left["time_s"] <= time_s].tolist())
    return {vehicle: place for vehicle, place in there.items() if vehicle not in gone}


def along(way, share):
    """Return the point after a share of the length of a line."""
    steps_m = np.hypot(*np.diff(way, axis=0).T)
    left_m = share * steps_m.sum()
    for start, end, step_m in zip(way[:-1], way[1:], steps_m, strict=True):
        if step_m > 0 and left_m <= step_m:
            return tuple(start + (end - start) * (left_m / step_m))
        left_m -= step_m
    return tuple(way[-1])
