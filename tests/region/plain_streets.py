"""Streets driven by an independent plain program: labels over single steps of ways.

It shares no code with the street graph: steps between neighbouring nodes of ways, a
state that remembers the step one came by and whether one has left the restricted
streets of the origin, Dijkstra with a heap.
"""

import heapq
import itertools
import math
from dataclasses import dataclass, field
from itertools import pairwise

RADIUS_M = 6_371_008.8
CLOSED, RESTRICTED, OPEN = 0, 1, 2
HOME, OUT, GOAL = 0, 1, 2  # in restricted streets of the origin, outside, of the goal


def metres(a, b):
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * RADIUS_M * math.asin(math.sqrt(chord))


@dataclass
class PlainStreets:
    """Ways as (id, nodes, (use along, against), (m/s along, against))."""

    nodes: dict
    ways: list
    barriers: set = field(default_factory=set)
    bans: list = field(default_factory=list)  # (only, from way, via node, to way)
    # By name: a node, or a step (way, from, to) and the share of it.
    places: dict = field(default_factory=dict)

    def steps(self):
        """Yield each directed step: (from, to, way, use, speed), places cut in."""
        for way, refs, uses, speeds in self.ways:
            for a, b in pairwise(refs):
                inside = {
                    where
                    for where in self.places.values()
                    if isinstance(where, tuple) and where[0] == (way, a, b)
                }
                chain = [a, *sorted(inside, key=lambda each: each[1]), b]
                for c, d in pairwise(chain):
                    yield c, d, way, uses[0], speeds[0]
                    yield d, c, way, uses[1], speeds[1]

    def where(self, node):
        """Return lon and lat of a node or a place."""
        if node in self.nodes:
            return self.nodes[node]
        (_, a, b), share = node
        (x, y), (u, v) = self.nodes[a], self.nodes[b]
        return (x + (u - x) * share, y + (v - y) * share)

    def onwards(self, came, leaving):
        """Return the steps one may go on by, after a step (from, at, way, use)."""
        before, at, way, use = came
        back = [each for each in leaving if each[1] == before and each[2] == way]
        if at in self.barriers:
            return back

        def is_meant(each, goal):  # from a way into itself: back, and not on
            return each[2] == goal and (way != goal or each in back)

        rules = [
            (only, [each for each in leaving if is_meant(each, goal)])
            for only, start, via, goal in self.bans
            if (start, via) == (way, at)
        ]
        alone = [each for only, meant in rules if only for each in meant]
        never = [each for only, meant in rules if not only for each in meant]
        allowed = [
            each
            for each in leaving
            if each not in never and (each in alone or not alone)
        ]
        on = [each for each in allowed if each not in back]
        return on if any(each[3] >= use for each in on) else allowed

    def shortest(self, origin, goal):  # noqa: C901 -- one search, told in one go
        """Return time [s] and length [m] of the fastest way, (inf, inf) if none."""
        start, end = self.places[origin], self.places[goal]
        if start == end:
            return 0.0, 0.0
        out_of = {}
        public = set()
        for step in self.steps():
            if step[3] != CLOSED:
                out_of.setdefault(step[0], []).append(step)
            if step[3] == OPEN:
                public |= {step[0], step[1]}
        heap, done, count = [], set(), itertools.count()

        def push(time_s, length_m, step, state):
            a, b, _, use, speed = step
            if use == RESTRICTED and state == OUT:
                state = GOAL
            elif use == OPEN and state == HOME:
                state = OUT
            elif use == OPEN and state == GOAL:
                return
            long_m = metres(self.where(a), self.where(b))
            ranked = (time_s + long_m / speed, length_m + long_m, next(count))
            entry = (*ranked, step, state)
            heapq.heappush(heap, entry)

        for step in out_of.get(start, []):
            push(0.0, 0.0, step, OUT if start in public else HOME)
        while heap:
            time_s, length_m, _, step, state = heapq.heappop(heap)
            if (step, state) in done:
                continue
            done.add((step, state))
            at = step[1]
            if at == end and not (state == GOAL and end in public):
                return time_s, length_m
            leaving = out_of.get(at, [])
            for on in self.onwards((step[0], at, *step[2:4]), leaving):
                push(time_s, length_m, on, state)
        return math.inf, math.inf
