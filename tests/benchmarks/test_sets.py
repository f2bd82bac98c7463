"""A preferred set of a large network, formed by arrays and by numba, in turn."""

import time

import numpy as np
import pytest

from simulation import compiling
from simulation.routing import rows
from simulation.routing.exact import ExactPolicy
from simulation.routing.offers import OfferBook
from tests.routing.test_training import noisy_metric

pytestmark = pytest.mark.benchmark(timer=time.process_time)

HOTSPOTS, SIZE, SETS, ROUNDS = 801, 8, 4_000, 7
US = 1e6


def test_forming_a_set_of_801_hotspots(benchmark, cpu_seconds, note, monkeypatch):
    policy = ExactPolicy(noisy_metric(HOTSPOTS), at_once=False)
    asked = np.random.default_rng(1).integers(HOTSPOTS, size=(SETS, 2)).tolist()
    quick, taken = rows.quick_rows, {"arrays": [], "numba": []}

    def form():
        book = OfferBook(policy, SIZE)
        for destination, here in asked:
            book.form(destination, here)

    def once():
        for by in taken if compiling.is_here() else ["arrays"]:
            way = quick if by == "numba" else lambda _: None
            monkeypatch.setattr(rows, "quick_rows", way)
            taken[by].append(cpu_seconds(form))

    once()  # values of destinations are solved, and functions compiled
    for each in taken.values():
        each.clear()
    benchmark.pedantic(once, rounds=ROUNDS)
    for by, of_rounds in taken.items():
        if of_rounds:
            note(
                f"a set of {HOTSPOTS} hotspots, by {by}",
                min(of_rounds) / SETS * US,
                "us",
            )
