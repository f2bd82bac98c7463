"""A run against what happened: which rows are which orders, and what is said."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from analysis.compare.validation import validate
from analysis.tables import deliveries
from simulation import load_scenario, simulate
from simulation.errors import DemandError
from simulation.record.log import EventLog
from tests.compare.test_by_hand import direct_run, open_run
from tests.metrics.runs import C5, P3, leg, run_of, shared_run

# Of shared_run: order 0 from node/1 to way/3 at 0 s, 82 s; order 1 from node/2 to
# way/4 at 6 s, 114 s.
KEYS = "start_s,producer,consumer"
EVENING = datetime(2026, 11, 20, 18, 0)  # noqa: DTZ001 - a local time


@pytest.fixture
def csv(tmp_path):
    def write(text):
        path = tmp_path / "history.csv"
        path.write_text(text)
        return path

    return write


@pytest.fixture(scope="module")
def run():
    """Return 360 orders of an hour and a half over hotspots."""
    keys = {"demand.load_per_min": 4, "demand.duration_min": 90}
    return simulate(load_scenario("paper/hotspots_only", keys))


def history_of(run, actual_s):
    """Return a frame that tells the orders of a run in every way."""
    places, orders = run.places, run.orders
    start = [EVENING + timedelta(seconds=each) for each in orders.start_s.tolist()]
    done = [
        each + timedelta(seconds=took)
        for each, took in zip(start, actual_s.tolist(), strict=True)
    ]
    return pd.DataFrame(
        {
            "order": np.arange(len(orders)),
            "start_s": orders.start_s,
            "start": [each.isoformat() for each in start],
            "producer": places.source_id[orders.producer],
            "consumer": places.source_id[orders.consumer],
            "producer_lon": places.lon[orders.producer],
            "producer_lat": places.lat[orders.producer],
            "consumer_lon": places.lon[orders.consumer],
            "consumer_lat": places.lat[orders.consumer],
            "delivered_s": orders.start_s + actual_s,
            "delivered": [each.isoformat() for each in done],
            "delivery_time_s": actual_s,
        }
    )


WAYS = {
    "number and time": "order delivery_time_s",
    "number and moment": "order delivered_s",
    "ids": "start_s producer consumer delivered_s",
    "clock": "start producer consumer delivered",
    "points": "start_s producer_lon producer_lat consumer_lon consumer_lat delivered_s",
    "id and point": "start producer consumer_lon consumer_lat delivered",
    "number and clock": "order start delivered",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_run_itself_as_history_has_no_error_however_it_is_told(run, tmp_path, way):
    path = tmp_path / "history.csv"
    actual_s = deliveries(run)["delivery_time_s"].to_numpy()
    frame = history_of(run, actual_s)[way.split()]
    frame.sample(frac=1, random_state=np.random.RandomState(1)).to_csv(
        path, index=False
    )
    found = validate(run, path)
    assert len(found.deviations) == len(run.orders)
    # ISO times have microseconds, the time grid is coarser: both round to one tick.
    assert not found.deviations["error_s"].any()
    assert len(found.unmatched) == 0
    assert found.verdict == "cannot tell"
    assert found.scores["within_share"] == 1
    assert found.scores["correlation"] == pytest.approx(1)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_parquet_says_the_same_as_csv(run, tmp_path, kind):
    actual_s = deliveries(run)["delivery_time_s"].to_numpy() + 30
    frame = history_of(run, actual_s)[WAYS["clock"].split()]
    frame["start"] = pd.to_datetime(frame["start"], format="ISO8601")
    frame["delivered"] = pd.to_datetime(frame["delivered"], format="ISO8601")
    frame.loc[3, "delivered"] = pd.NaT
    path = tmp_path / f"history.{kind}"
    getattr(frame, f"to_{kind}")(path, index=False)
    found = validate(run, path)
    assert set(found.deviations["error_s"]) == {-30.0}
    assert found.reasons == {"not delivered in the file": 1}
    assert found.verdict == "too fast"


@pytest.mark.parametrize(
    ("off_s", "verdict", "says"),
    [
        (-45.0, "too slow", "systematically too slow: by 45 s on average"),
        (45.0, "too fast", "systematically too fast: by 45 s on average"),
    ],
)
def test_a_systematic_error_is_found_under_noise(run, tmp_path, off_s, verdict, says):
    """Noise of 60 s on 360 orders: 3 s of standard error, fifteen times less."""
    times_s = deliveries(run)["delivery_time_s"].to_numpy()
    noise_s = np.random.default_rng(1).normal(0, 60, times_s.size)
    actual_s = np.maximum(times_s + off_s + noise_s - noise_s.mean(), 0)
    path = tmp_path / "history.csv"
    history_of(run, actual_s)[["order", "delivery_time_s"]].to_csv(path, index=False)
    found = validate(run, path, tolerance_s=100.0)
    assert found.verdict == verdict
    assert says in found.sentence
    mean, orders = "within the tolerance of 100 s", "% of the orders are."
    assert mean in found.sentence  # of the mean, which says little of single orders
    assert found.sentence.endswith(orders) == (verdict != "cannot tell")


def test_a_file_without_the_first_orders_finds_its_place_in_time(run, tmp_path):
    actual_s = deliveries(run)["delivery_time_s"].to_numpy()
    frame = history_of(run, actual_s)[WAYS["clock"].split()]
    late = run.orders.start_s >= 1200
    path = tmp_path / "history.csv"
    frame[late].to_csv(path, index=False)
    found = validate(run, path)
    assert len(found.deviations) == late.sum()
    assert found.shift_min == 20
    assert found.reasons == {"the file has no row for it": (~late).sum()}
    assert any("minute 20" in each for each in found.warnings)


def test_errors_are_as_by_hand(csv):
    path = csv("order,delivery_time_s\n1,100\n0,90\n")
    found = validate(shared_run(), path, tolerance_s=10.0)
    assert found.deviations["error_s"].tolist() == [14, -8]
    scores = found.scores
    assert scores["error_mean_s"] == 3
    assert scores["rmse_s"] == pytest.approx(((14**2 + 8**2) / 2) ** 0.5)
    assert scores["within_share"] == 0.5
    assert scores["correlation"] == pytest.approx(1)
    assert found.tracts["orders"].tolist() == [2, 2]
    assert found.verdict == "cannot tell"
    assert "2 orders can give no interval" in found.sentence


def test_rows_and_orders_without_a_partner_are_named_with_the_reason(csv):
    rows = "0,node/1,way/3,80\n0,node/1,way/3,80\n9,node/2,way/4,99\n"
    found = validate(shared_run(), csv(f"{KEYS},delivered_s\n{rows}"))
    assert found.deviations["row"].tolist() == [1]
    assert found.unmatched["row"].tolist() == [2, 3, pd.NA]
    assert found.unmatched["order"].tolist() == [pd.NA, pd.NA, 1]
    assert list(found.reasons) == [
        "an earlier row has the same start, producer and consumer",
        "no order of the run starts then, from there to there",
        "the file has no row for it",
    ]
    assert any("Only 1 of 3 rows" in each for each in found.warnings)


def test_orders_alike_are_matched_in_the_order_of_the_file(csv):
    run = direct_run()
    rows = "6,node/2,way/4,100\n0,node/1,way/3,50\n"
    found = validate(run, csv(f"{KEYS},delivered_s\n{rows}"))
    assert found.deviations["order"].tolist() == [1, 0]
    assert found.deviations["error_s"].tolist() == [136 - 100, 42 - 50]


def test_orders_still_open_are_left_out_and_said_to_flatter(csv):
    path = csv("order,delivery_time_s\n0,90\n7,80\n")
    found = validate(open_run(6.0), path)
    assert len(found.deviations) == 0
    assert found.reasons == {
        "still open at the end of the run": 1,
        "the run has no such order": 1,
    }
    assert any("looks faster than it is" in each for each in found.warnings)
    assert found.sentence.startswith("Nothing can be said")
    assert found.document()["error"]["mean_s"] is None


ORDER = "order,delivered_s\n"
CLOCK = "start,producer,consumer,delivered\n"
BAD = {
    "": "is empty",
    "order\n1\n": "has no actual times, expected one of the columns delivered_s",
    "order,delivered_s,delivery_time_s\n0,1,1\n": "has both delivered_s and del",
    "order,delivered\n0,2026-11-20T18:00\n": "has delivered without start",
    "start,order,delivered_s\n2026-11-20T18:00,0,5\n": "has start and delivered_s, exp",
    f"{ORDER}x,5\n": "row 1: order is x, expected a finite number",
    f"{ORDER}0.5,5\n": "row 1: order is 0.5, expected the number of an order",
    f"{ORDER}0,5\n0,6\n": "row 2: order 0 is there before, expected each order once",
    f"{ORDER}9,5\n": "none of its 1 rows is an order of the run (row 1: the run has no",
    f"{ORDER}0,5\n1,x\n": "row 2: delivered_s is x, expected a finite number",
    f"{ORDER}0,5\n1,5\n": "row 2: delivered_s is 5, expected its start or later",
    f"{ORDER}0,\n1,\n": "delivered_s is empty in every row",
    "order,delivery_time_s\n0,-1\n": "row 1: delivery_time_s is -1, expected 0 s",
    "order,delivery_time_s\n0,1e12\n": "row 1: delivery_time_s is 1e12, expected 0 s",
    "order,start_s,delivered_s\n1,7,9\n": "row 1: order 1 starts at 7 s, expected 6 s",
    "start_s,consumer,delivered_s\n0,way/3,9\n": "expected order, or producer, or pr",
    f"{KEYS},producer_lon,delivered_s\n0,node/1,way/3,1,9\n": "expected order, or prod",
    f"{KEYS},delivered_s\n5,node/1,way/3,9\n": "(row 1: no order of the run start",
    f"{CLOCK}2026-11-20T18:00,a,b,2026-11-20T18:05Z\n": "expected a zone in both",
    f"{CLOCK}2026-11-20T18:00,a,b,soon\n": "row 1: delivered is soon, expected an ISO",
    "order;delivered_s\n0;5,5\n": "row 1: delivered_s is 5,5, expected a finite number",
}


@pytest.mark.parametrize(("text", "says"), BAD.items())
def test_a_bad_file_is_refused_in_one_sentence(csv, text, says):
    path = csv(text)
    with pytest.raises(DemandError) as caught:
        validate(shared_run(), path)
    assert str(caught.value).startswith(f"{path}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shift_of_a_clock_is_the_one_that_most_rows_agree_on(csv):
    """One way is ordered at 0, 60, 120 and 300 s; the file lacks the first order."""
    log = EventLog()
    starts_s = (0.0, 60.0, 120.0, 300.0)
    for order, start_s in enumerate(starts_s):
        log.vehicle_joined(start_s, order, P3, 1)
        log.released(start_s, order, P3)
        log.vehicle_requested(start_s, order, P3, 1)
        leg(log, order, (P3, C5), (start_s, start_s + 9), 10.0, [order])
        log.delivered(start_s + 9, order, order, C5)
    rows = "".join(
        f"2026-11-20T18:0{minute}:00,node/1,way/3,2026-11-20T18:0{minute}:09\n"
        for minute in (1, 2, 5)
    )
    found = validate(run_of(log, [C5] * 4), csv(CLOCK + rows))
    assert found.shift_min == 1
    assert found.deviations["order"].tolist() == [1, 2, 3]
    assert not found.deviations["error_s"].any()
