"""Who is held because somebody better is to come: values by hand, and the table."""

import json
from itertools import product

import numpy as np
import pytest

from analysis.cli import main
from simulation import load_scenario, simulate
from simulation.assemble.inputs import input_files
from simulation.contracts.drawn import HOTSPOTS, NOW_S, drawn_network
from simulation.errors import PolicyError, ScenarioError
from simulation.sharing.arrivals import Arrivals, load_arrivals, save_arrivals
from simulation.sharing.candidate import Candidate
from simulation.sharing.reservation import ReservationHandler
from simulation.sharing.savings import Savings
from tests.worlds import play, tiny_world

WORLD = tiny_world(
    """
         A    B    C
    A    0   60  120
    B   60    0   60
    C  120   60    0
    """
)
A, B, C = range(3)
NETWORK = {
    name: getattr(WORLD.region, name) for name in ("distance_m", "travel_time_s")
}


def rides(folder, orders, coming, hold_s=20):
    """Return the rides between hotspots where some come, (from, to) to rate [1/s]."""
    counts = np.zeros((3, 3), dtype=np.int64)
    for way, per_s in coming.items():
        counts[way] = round(per_s * 10_000)
    table = Arrivals(counts, 10_000.0, 1, (0,))
    save_arrivals(table, folder / "table", WORLD.region.travel_time_s)
    keys = {
        "requests.handler": "reservation",
        "requests.table": str(folder / "table"),
        "requests.hold_s": hold_s,
        "routing.preferred_share": 1.0,
    }
    story = play(WORLD, orders, keys)
    return [line for line in story.overlay if line.split()[1] == "departed"]


@pytest.mark.parametrize(("per_s", "leaves_s"), [(0.0051, 30), (0.0049, 10)])
def test_one_is_held_where_half_of_all_who_come_save_more_than_its_wait(
    tmp_path, per_s, leaves_s
):
    """Another one to C saves 1200 m; half of 0.005 of them a second pay for 3 m/s."""
    found = rides(tmp_path, [(0, "A", "C")], {(A, C): per_s})
    assert found == [f"{leaves_s} departed v1 A->C [d1]"]


def test_who_is_to_come_somewhere_else_is_no_reason(tmp_path):
    found = rides(tmp_path, [(0, "A", "C")], {(B, C): 1.0, (C, A): 1.0})
    assert found == ["10 departed v1 A->C [d1]"]


def test_a_pair_that_saves_less_than_both_hope_for_is_not_made_before_the_end(tmp_path):
    """d1 to B and d2 to C save 600 m; with one of their own each more, nearly 900."""
    orders = [(0, "A", "B"), (0, "A", "C")]
    found = rides(tmp_path, orders, {(A, B): 1.0, (A, C): 1.0})
    assert found[0] == "30 departed v1 A->B [d1 d2]"
    few = rides(tmp_path / "few", orders, {(A, B): 0.001, (A, C): 0.001})
    assert few[0] == "10 departed v1 A->B [d1 d2]"


def test_who_comes_in_time_rides_with_who_is_held(tmp_path):
    """d2 stands at A at 40 s, after 10 s to the shop and 10 s back; d1 from 10 s on.

    It has 30 s of 60 s left, and hopes for 30 (0.005 x 1200 - 3) m or less of 1200 m.
    """
    orders = [(0, "A", "C"), (20, "A", "C")]
    found = rides(tmp_path, orders, {(A, C): 0.01}, hold_s=60)
    assert found == ["40 departed v1 A->C [d1 d2]"]


@pytest.mark.parametrize("case", range(4))
def test_what_two_of_each_destination_save_is_what_a_pair_saves(case):
    network = drawn_network(case, HOTSPOTS)
    savings = Savings(**network, value_of_time_m_per_s=3.0)
    hops = tuple((hop, 1.0) for hop in range(HOTSPOTS))
    found = savings.of_destinations_m()
    for here, one, other in product(range(HOTSPOTS), repeat=3):
        if here in (one, other):
            continue
        pair = [
            Candidate((n,), here, 1 << end, hops) for n, end in enumerate((one, other))
        ]
        best, _ = savings.best_of_pair(*pair, NOW_S, at_destination=False)
        assert found[here, one, other] == pytest.approx(best, abs=0.002)


def test_the_worth_of_waiting_is_that_of_a_plain_recursion():
    network = drawn_network(3, HOTSPOTS)
    rates = np.random.default_rng(7).uniform(0, 0.02, (HOTSPOTS, HOTSPOTS))
    handler = ReservationHandler(2, **network, arrivals_per_s=rates, hold_s=60.0)
    saved = Savings(**network, value_of_time_m_per_s=3.0).of_destinations_m()
    worth = dict.fromkeys(product(range(HOTSPOTS), repeat=2), 0.0)
    for step in range(1, 13):
        before = dict(worth)
        for p, d in worth:
            gains = [
                rates[p, e] / 2 * max(0.0, saved[p, d, e] - before[p, d] - before[p, e])
                for e in range(HOTSPOTS)
            ]
            worth[p, d] = max(0.0, before[p, d] + 5 * (sum(gains) - 3))
        for (p, d), value in worth.items():
            waited_s = 60.0 - 5 * step
            one = Candidate((0,), p, 1 << d, (), ready_s=NOW_S - waited_s)
            assert handler.worth_m(one, NOW_S) == pytest.approx(value, abs=0.05)
    assert max(worth.values()) > 100
    assert min(worth.values()) == 0


# The table --------------------------------------------------------------------------


def test_a_table_is_counted_written_and_used(tmp_path, capsys):
    keys = ["demand.load_per_min=4", "demand.duration_min=5"]
    said = [word for key in keys for word in ("--set", key)]
    out = tmp_path / "arrivals"
    assert main(["train", "sharing/reservation", *said, "--out", str(out)]) == 0
    assert "decisions counted" in capsys.readouterr().out
    asked = load_scenario("sharing/reservation", [*keys, f"requests.table={out}"])
    run = simulate(asked)
    assert run.log_hash == simulate(asked).log_hash
    assert input_files(asked)["requests.table"] == out / "manifest.json"
    assert "requests.table" not in input_files(load_scenario("paper/deliverai_2"))


def refused(folder):
    with pytest.raises(PolicyError) as caught:
        load_arrivals(folder, WORLD.region.travel_time_s)
    return str(caught.value)


def test_what_is_no_table_of_the_region_is_refused_in_one_sentence(tmp_path):
    times_s = WORLD.region.travel_time_s
    table = Arrivals(np.ones((3, 3), dtype=np.int64), 60.0, 1, (0,))
    folder = tmp_path / "table"
    assert "cannot be read, expected the manifest" in refused(folder)
    save_arrivals(table, folder, times_s)
    found = load_arrivals(folder, times_s)
    assert found.counts.tolist() == table.counts.tolist()
    assert found.per_s[0, 0] == 1 / 60
    with pytest.raises(PolicyError, match="counted on other travel times"):
        load_arrivals(folder, times_s + 1)
    (folder / "arrivals.npy").write_bytes(b"nothing")
    assert "arrivals.npy" in refused(folder)
    manifest = folder / "manifest.json"
    tables = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(tables | {"observed_s": 1.0}))
    assert "manifest" in refused(folder)
    manifest.write_text(json.dumps(tables | {"format_version": 9}))
    assert "format version 9, expected 1" in refused(folder)
    manifest.write_text("[]")
    assert "is something else, expected a table of arrivals" in refused(folder)


def test_reservation_without_a_table_is_refused():
    with pytest.raises(ScenarioError, match=r"deliverai train in requests\.table"):
        load_scenario("paper/deliverai_2", ["requests.handler=reservation"])
