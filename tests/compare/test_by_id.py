"""What happened, by the operation's own ids and on the clock of the run."""

import pytest

from analysis.compare.history import read_history
from analysis.compare.matching import matched
from simulation import load_scenario, simulate
from simulation.errors import DemandError
from simulation.region.files import embedded_region

REGION = embedded_region()
P, C = (
    str(REGION.places.source_id[numbers[0]])
    for numbers in (REGION.producers, REGION.consumers)
)


@pytest.fixture(scope="module", params=["", "-06:00"])
def run(request, tmp_path_factory):
    """Return a run of three orders, without and with a zone."""
    path = tmp_path_factory.mktemp("trace") / "orders.csv"
    rows = "".join(
        f"A-{at},2026-11-20T18:0{at}:30{request.param},{P},{C}\n" for at in range(3)
    )
    path.write_text("id,placed,producer,consumer\n" + rows)
    keys = {"demand.profile": "trace", "demand.trace_file": str(path)}
    return simulate(load_scenario("paper/point_to_point", keys))


def read(run, tmp_path, text):
    path = tmp_path / "history.csv"
    path.write_text(text)
    return read_history(path, run)


def test_orders_are_known_by_id_and_times_by_the_clock(run, tmp_path):
    zone = "" if run.time_zero.tzinfo is None else "-06:00"
    history = read(
        run,
        tmp_path,
        f"id,delivered\nA-2,2026-11-20T18:12:30{zone}\nX,2026-11-20T18:12:30{zone}\n"
        f"A-0,\n",
    )
    found = matched(history, run)
    assert found.order.tolist() == [2, -1, 0]
    assert found.reasons[1] == "the run has no such order"
    assert history.time_s[0] == 600
    assert str(history.time_s[2]) == "nan"


def test_times_without_a_zone_are_local(run, tmp_path):
    history = read(run, tmp_path, "id,delivered\nA-1,2026-11-20T18:11:30\n")
    assert history.time_s.tolist() == [600]


def test_spans_need_no_clock(run, tmp_path):
    history = read(run, tmp_path, "id,delivery_time_s\nA-1,480\n")
    assert history.order.tolist() == [1]
    assert history.time_s.tolist() == [480]


def test_an_id_twice_names_its_row(run, tmp_path):
    with pytest.raises(DemandError, match="row 2: id A-1 is there before, expected"):
        read(run, tmp_path, "id,delivery_time_s\nA-1,480\nA-1,490\n")
