"""The section of meetings: what they were to save, summed and the largest first."""

import pytest

from analysis.numbers import plain
from analysis.report.blocks import Fold, Table, Text
from analysis.report.run_page import contents_of, run_page
from analysis.report.run_page.meetings import meetings
from simulation.record.run import Run
from tests.report.run_folders import kept_runs

THROUGH = {"producers.door_s": 180, "demand.load_per_min": 12}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("through")
    return kept_runs(folder, 2, ("sharing/through", "baselines/stacked"), **THROUGH)


def test_savings_are_summed_and_said_to_be_plans(folders):
    shown = contents_of(folders)
    text, sums, fold = meetings(shown).blocks
    every = [Run.read(each).meetings for each in folders[:2]]
    savings_m = sorted((m for each in every for m in each["saving_m"]), reverse=True)
    assert len(savings_m) > 4
    assert isinstance(text, Text)
    assert "not measured" in text.markup
    assert isinstance(sums, Table)
    (row,) = sums.rows  # stacked vehicles do not meet
    assert row[1] == plain(len(savings_m) / 2)
    assert row[3] == plain(sum(savings_m) / 2 / 1000)
    assert isinstance(fold, Fold)
    (largest,) = fold.blocks
    at = [column.head for column in largest.columns].index("saving [m]")
    assert [each[at] for each in largest.rows] == [plain(m, 0) for m in savings_m[:10]]


def test_where_nobody_meets_there_is_no_such_section(folders):
    sections = run_page(contents_of(folders[2:])).sections
    assert "meetings" not in [section.name for section in sections]
    assert "meetings" in [s.name for s in run_page(contents_of(folders)).sections]
