"""Where a scenario stops paying, of tables made by hand."""

import pandas as pd
import pytest

from analysis.statistics import Verdict
from analysis.sweeps.break_even import break_evens

FIRST, OTHER = "paper/point_to_point", "paper/deliverai_2"
LUCK = (-1.0, 0.0, 1.0)  # of a replication's difference [km]; days differ by 100 km


def table(differences, key="hotspots.handover_s", metric="distance_all_km", **held):
    """Return the table of a sweep in which OTHER differs by so much at each value."""
    rows = []
    for value, difference in differences.items():
        for replication, luck in enumerate(LUCK):
            day = 1000.0 + 100 * replication
            for name, more in ((FIRST, 0.0), (OTHER, difference + luck)):
                rows.append(
                    {
                        **held,
                        key: value,
                        "scenario": name,
                        "replication": replication,
                        "seed": 1,
                        metric: day + more,
                    }
                )
    return pd.DataFrame(rows)


def only(frame, key="hotspots.handover_s", **given):
    (found,) = break_evens(frame, [key], **given)
    return found


def test_a_break_even_worked_by_hand():
    """-20 km at 30 s and +20 km at 60 s: zero at 45 s. t = 4.303, reach 2.484 km.

    The mean rises by 4/3 km a second, so the interval is 45 -+ 1.863 s.
    """
    found = only(table({0: -40, 30: -20, 60: 20, 120: 40}))
    assert (found.first, found.scenario) == (FIRST, OTHER)
    assert found.with_verdict(Verdict.BETTER) == [0, 30]
    assert found.with_verdict(Verdict.WORSE) == [60, 120]
    (turn,) = found.crossings
    assert turn.at == pytest.approx(45)
    assert turn.low == pytest.approx(45 - 1.863, abs=1e-3)
    assert turn.high == pytest.approx(45 + 1.863, abs=1e-3)
    assert found.sentence == "stops paying at 45 (95 % interval 43.14 to 46.86)"


@pytest.mark.parametrize(
    ("differences", "sentence"),
    [
        ({0: 10, 30: 20}, "pays nowhere from 0 to 30"),
        ({0: -10, 30: -20}, "pays everywhere from 0 to 30"),
        ({0: 10, 30: 1}, "is not shown to pay from 0 to 30; cannot tell at 30"),
        ({0: -10, 30: -1, 60: -2}, "pays at 0; cannot tell at 30 and 60"),
        ({30: 20, 0: -20}, "stops paying at 15 (95 % interval 13.14 to 16.86)"),
        ({0: 20, 30: -20}, "begins to pay at 15 (95 % interval 13.14 to 16.86)"),
        (
            {0: 20, 30: -1},
            "begins to pay at 28.57 (95 % interval from 25.02 beyond the last value); "
            "cannot tell at 30",
        ),
        (
            {0: -1, 30: 20},
            "stops paying at 1.429 (95 % interval from before the first value to "
            "4.977); cannot tell at 0",
        ),
        (
            {0: -1, 30: 1},
            "stops paying at 15 (95 % interval beyond both ends); "
            "cannot tell at 0 and 30",
        ),
    ],
)
def test_what_is_said(differences, sentence):
    assert only(table(differences)).sentence == sentence


def test_pays_and_stops_again():
    found = only(table({0: 20, 10: -20, 20: 20}))
    assert [each.falls for each in found.crossings] == [True, False]
    assert found.sentence.startswith("begins to pay at 5 (")
    assert "; stops paying at 15 (" in found.sentence


def test_of_more_that_is_better_the_signs_turn():
    frame = table({0: -20, 30: 20}, metric="success_ratio")
    found = only(frame, metric="success_ratio")
    assert found.sentence.startswith("begins to pay at 15 (")
    with pytest.raises(ValueError, match="core_km"):
        break_evens(table({0: 1, 30: 1}, metric="core_km"), ["a"], metric="core_km")


def test_a_word_beside_numbers_is_beyond_them_all():
    """As bays are in the table: texts, of which 8 comes before 10."""
    key = "hotspots.docks"
    found = only(table({"unlimited": -20, "10": 20, "8": 30}, key), key)
    assert [step.value for step in found.steps] == ["8", "10", "unlimited"]
    assert found.crossings == ()
    assert found.sentence == "begins to pay between 10 and unlimited"
    everywhere = only(table({"unlimited": -20, "10": -30}, key), key)
    assert everywhere.sentence == "pays everywhere from 10 to unlimited"


def test_words_alone_have_no_order():
    key = "requests.handler"
    assert break_evens(table({"greedy": -20, "refuse": 20}, key), [key]) == []
    key = "fleet.peripheral.deadheading"
    assert break_evens(table({5: 1, "a": 1, "b": 1}, key), [key]) == []


def test_a_line_for_each_combination_of_the_other_keys():
    frame = pd.concat(
        [
            table({0: -10, 30: -20}, **{"fleet.core.capacity": 2}),
            table({0: -10, 30: 20}, **{"fleet.core.capacity": 3}),
        ]
    )
    found = break_evens(frame, ["hotspots.handover_s", "fleet.core.capacity"])
    lines = {(each.key, *each.fixed.values()): each.sentence for each in found}
    assert lines["hotspots.handover_s", 2] == "pays everywhere from 0 to 30"
    assert lines["hotspots.handover_s", 3].startswith("stops paying at 10 (")
    assert lines["fleet.core.capacity", 0] == "pays everywhere from 2 to 3"
    assert lines["fleet.core.capacity", 30].startswith("stops paying at 2.5 (")
    assert len(found) == 4


def test_replications_that_a_value_lacks_are_left_out_everywhere():
    frame = table({0: -20, 30: 20})
    lost = (frame["hotspots.handover_s"] == 30) & (frame["replication"] == 2)
    found = only(frame[~(lost & (frame["scenario"] == OTHER))])
    assert [step.difference.count for step in found.steps] == [2, 2]
    assert found.steps[0].difference.mean == pytest.approx(-20.5)


def test_what_is_the_same_everywhere_is_said_to_be():
    frame = table({0: 0, 30: 0})
    frame["distance_all_km"] = 5.0
    assert only(frame).sentence == "the same everywhere from 0 to 30"


def test_one_scenario_or_one_value_has_no_break_even():
    frame = table({0: -20, 30: 20})
    key = "hotspots.handover_s"
    assert break_evens(frame[frame["scenario"] == FIRST], [key]) == []
    assert break_evens(table({0: -20}), [key]) == []
    frame["distance_all_km"] = None
    assert break_evens(frame, [key]) == []
