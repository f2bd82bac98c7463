"""``deliverai fork``: the moment, the other future, and what is refused."""

import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from analysis.cli.moment import seconds_since_start
from analysis.metrics import kpis, kpis_after
from analysis.words import moment_text
from simulation.errors import InputError
from simulation.record.kinds import Kind
from simulation.record.run import Run
from tests.folders import reseal
from tests.report.reading import Document

SMALL = """extends = "paper/hotspots_only"
demand.load_per_min = 4
demand.duration_min = 6
fleet.core.size = 2
"""
TRACE = """start,producer_lon,producer_lat,consumer_lon,consumer_lat
2026-11-20T23:50:20{zone},-87.700,41.860,-87.670,41.875
2026-11-20T23:52:05{zone},-87.690,41.865,-87.660,41.880
"""
MORE = ("--set", "fleet.core.size=6")


@pytest.fixture
def recorded(call, tmp_path):
    """Return the folder of a small run with two core vehicles."""
    (tmp_path / "small.toml").write_text(SMALL)
    folder = tmp_path / "recorded"
    assert call("run", tmp_path / "small.toml", "--out", folder).code == 0
    return folder


def test_both_futures_are_shown_side_by_side(call, recorded):
    said = call("fork", recorded, "--at", "3min", *MORE)
    assert (said.code, said.err) == (0, "")
    assert "(synthetic)" in said.out
    assert "fleet.core.size: 2 -> 6" in said.out
    assert said.out.count("Delivery time, mean [s]") == 2
    after, whole = said.out.split("The whole run:")
    assert "Idle time per vehicle" in whole
    assert "Idle time per vehicle" not in after


def test_the_fork_is_kept_as_a_run_folder(call, recorded, tmp_path):
    said = call("fork", recorded, "--at", "3min", *MORE, "--out", tmp_path / "fork")
    assert "Written: " in said.out
    run, before = Run.read(tmp_path / "fork"), Run.read(recorded)
    assert run.forked_from == {
        "log_hash": before.log_hash,
        "at_s": 180.0,
        "changes": {"fleet.core.size": 6},
        "before": {"fleet.core.size": 2},
    }
    assert run.scenario.fleet.core.size == 6
    assert "forked_from" not in before.manifest()
    kept = json.loads((tmp_path / "fork" / "kpis.json").read_text())
    assert kept == kpis(run)
    again = call("fork", tmp_path / "fork", "--at", "5min", "--json")
    first, second = json.loads(again.out)["runs"]
    assert first["log_hash"] == second["log_hash"] == run.log_hash


def test_vehicles_that_drop_out_are_told_and_never_drive_again(
    call, recorded, tmp_path
):
    fewer = ("--set", "fleet.core.size=1", "--out", tmp_path / "fork")
    said = call("fork", recorded, "--at", "3min", *fewer)
    assert (said.code, said.err) == (0, "")
    events = Run.read(tmp_path / "fork").events
    (left,) = events.rows(Kind.VEHICLE_LEFT)
    after_min = (events.time_s[left] - 180) / 60
    when = f"{after_min:.1f} min after the moment" if after_min else "at once"
    assert f"1 core vehicle leaves, {when}." in said.out
    later = events.vehicle[left + 1 :][events.kind[left + 1 :] == Kind.DEPARTED]
    assert events.vehicle[left] not in later
    again = call(
        "fork", tmp_path / "fork", "--at", "6min", "--set", "fleet.core.size=2"
    )
    assert (again.code, again.err) == (0, "")


def test_the_json_document_has_both_futures(call, recorded):
    said = call("fork", recorded, "--at", "180", *MORE, "--json")
    document = json.loads(said.out)
    assert (document["at_s"], document["changes"]) == (180.0, {"fleet.core.size": 6})
    first, second = document["runs"]
    assert [first["future"], second["future"]] == ["as recorded", "changed"]
    assert first["folder"] == str(recorded)
    assert second["folder"] is None
    assert first["kpis_after"] == kpis_after(Run.read(recorded), 180.0)
    shorter = ("delivery_time_mean_s", "vehicle_wait_mean_s")
    assert all(second["kpis"][each] < first["kpis"][each] for each in shorter)


def test_without_changes_both_futures_are_one(call, recorded):
    said = call("fork", recorded, "--at", "3min", "--json")
    first, second = json.loads(said.out)["runs"]
    assert first["log_hash"] == second["log_hash"]
    assert first["kpis"] == second["kpis"]
    assert "both futures are one" in call("fork", recorded, "--at", "3min").out


@pytest.mark.slow
def test_the_page_has_a_figure_and_both_tables(call, recorded, tmp_path):
    page = tmp_path / "page.html"
    said = call("fork", recorded, "--at", "3min", *MORE, "--page", page)
    assert said.code == 0
    html = page.read_text()
    for text in ("As recorded", "fleet.core.size = 6", "(synthetic)", "figure-1"):
        assert text in html
    text = Document(html).text
    assert re.search(
        r"Changed then\s+fleet.core.size = 6 from 180 s on \(2 before\)", text
    )
    assert re.search(r"Changed\s+unlike paper/\w+, .*fleet.core.size = 2 \(was", text)


def test_forks_stand_apart_in_a_report_from_each_other_and_from_the_record(
    call, recorded, tmp_path
):
    late, again = tmp_path / "late", tmp_path / "again"
    call("fork", recorded, "--at", "3min", *MORE, "--out", late)
    call("fork", recorded, "--at", "2min", *MORE, "--out", tmp_path / "early")
    assert not call(
        "fork", late, "--at", "190", "--set", "fleet.core.size=3", "--out", again
    ).code
    folders = [recorded, late, tmp_path / "early", again]
    page = tmp_path / "page.html"
    said = call("report", *folders, "--out", page)
    assert (said.code, said.err) == (0, "")
    text = Document(page.read_text()).text
    assert "fleet.core.size = 6 from 120 s on (2 before)" in text
    assert text.count("fleet.core.size = 6 from 180 s on (2 before)") == 2
    assert "fleet.core.size = 3 from 190 s on (6 before)" in text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--at", "18:20"), "have no dates, so 18:20 counts from the start"),
        (("--at", "0"), "expected one after 0 s"),
        (("--at", "soon"), "expected seconds such as 1200, 20min, 1.5h"),
        (("--at", "-5"), "expected seconds such as 1200"),
        (("--at", "2min", "--set", "demand.load_per_min=2"), "meet the same orders"),
        (("--at", "2min", "--set", "fleet.core.size=0"), "expected a whole number"),
        (("--at", "2min", "--set", "fleet.core.capacity=1"), "seats stay as they are"),
        (("--at", "2min", "--set", "hotspots.dock=1"), "did you mean hotspots.docks"),
        (("--at", "2min", "--out", "{run}"), "exists already"),
        (("--at", "2min", "--page", "{run}/no/page.html"), "cannot be a page"),
    ],
)
def test_bad_input_is_refused_in_one_line(refuse, recorded, more, said):
    words = [each.format(run=recorded) for each in more]
    assert said in refuse("fork", recorded, *words)


def test_nothing_is_written_where_a_fork_is_refused(refuse, recorded, tmp_path):
    out = tmp_path / "fork"
    refuse("fork", recorded, "--at", "3min", "--set", "seed=2", "--out", out)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "recorded",
        "small.toml",
    ]


def test_a_damaged_log_is_no_ground_for_a_fork(refuse, recorded):
    reseal(recorded, log_hash="f" * 64)
    assert "expected the manifest's log_hash" in refuse("fork", recorded, "--at", "9")


@pytest.mark.parametrize("zone", ["", "+01:00"])
def test_a_trace_with_dates_has_a_clock(call, refuse, tmp_path, zone):
    """From 23:50 on. With a zone the clock is that of the place: of Chicago."""
    (tmp_path / "friday.csv").write_text(TRACE.format(zone=zone))
    folder = tmp_path / "friday"
    trace = f"demand.trace_file={tmp_path / 'friday.csv'}"
    ran = call(
        *("run", "paper/hotspots_only", "--set", "demand.profile=trace"),
        *("--set", trace, "--out", folder),
    )
    assert ran.code == 0
    moment = "16:55" if zone else "23:55"
    said = call("fork", folder, "--at", moment, "--json")
    assert json.loads(said.out)["at_s"] == 300.0
    dated = f"2026-11-20 {moment}:00{' America/Chicago' if zone else ''}, 5.0 min"
    page = tmp_path / "page.html"
    assert dated in call("fork", folder, "--at", moment, "--page", page).out
    assert "a question to the traces of other days" in page.read_text()
    late = refuse("fork", folder, "--at", "2026-11-25 18:00")
    zero = "16:50 America/Chicago" if zone else "23:50"
    assert f"expected a time between 2026-11-20 {zero} and 2026-11-2" in late
    (tmp_path / "friday.csv").write_text(TRACE.format(zone=zone) + "\n")
    gone = refuse("fork", folder, "--at", moment)
    assert "the file of demand.trace_file has changed since" in gone


# The moment as it is written --------------------------------------------------------

EVENING = datetime(2026, 11, 20, 18, 0)  # noqa: DTZ001 - a clock without a zone
HELSINKI = ZoneInfo("Europe/Helsinki")
SET_BACK = datetime(2026, 10, 25, 2, 0, tzinfo=HELSINKI)  # 4:00 is 3:00 once more


@pytest.mark.parametrize(
    ("text", "zero", "seconds"),
    [
        ("1200", None, 1200),
        ("0.5s", None, 0.5),
        ("20min", EVENING, 1200),
        (" 1.5 h ", None, 5400),
        ("00:20", None, 1200),
        ("26:00:01.5", None, 93601.5),
        ("18:20", EVENING, 1200),
        ("17:59", EVENING, 86340),
        ("18:00:00", EVENING, 0),
        ("2026-11-20T18:20", EVENING, 1200),
        ("2026-11-21 18:00", EVENING, 86400),
        ("2026-11-20T18:20", EVENING.replace(tzinfo=UTC), 1200),
        ("2026-11-20T19:20+01:00", EVENING.replace(tzinfo=UTC), 1200),
        ("18:20", EVENING.replace(tzinfo=HELSINKI), 1200),
        ("2026-11-20T16:20Z", EVENING.replace(tzinfo=HELSINKI), 1200),
        ("03:30", SET_BACK, 5400),
        ("03:30", SET_BACK.replace(hour=3, minute=45), 2700),  # once more
        ("05:00", SET_BACK, 14400),
    ],
)
def test_a_moment_is_read_on_the_clock_or_since_the_start(text, zero, seconds):
    assert seconds_since_start(text, zero) == seconds


@pytest.mark.parametrize(
    ("text", "zero", "said"),
    [
        ("24:00", EVENING, "is no time of day"),
        ("18:60", EVENING, "is no time"),
        ("", None, "is no time"),
        ("nan", None, "is no time"),
        ("2026-11-20", None, "has a date"),
        ("2026-11-20T18:20Z", EVENING, "has a zone"),
    ],
)
def test_other_moments_are_refused(text, zero, said):
    with pytest.raises(InputError, match=said):
        seconds_since_start(text, zero)


def test_a_moment_is_said_with_its_date_where_there_is_one():
    assert moment_text(90.0, None) == "1.5 min after the start"
    assert moment_text(90.0, EVENING) == "2026-11-20 18:01:30, 1.5 min after the start"
    over = moment_text(7200.0, SET_BACK.replace(hour=3))
    assert over == "2026-10-25 04:00:00 Europe/Helsinki, 120.0 min after the start"
