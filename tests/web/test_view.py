"""Links: they say a view whole, and nothing else gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.web.view import MOST_CHARACTERS, PlanChoice, View, view_of
from simulation.errors import ScenarioError

values = st.one_of(
    st.integers(-(10**6), 10**6),
    st.floats(0.001, 1e6),
    st.booleans(),
    st.sampled_from(["elastic", "unbounded", 'with "quotes" & ampersand', "=", ""]),
    st.lists(st.integers(0, 60), min_size=1, max_size=3),
)
keys = st.sampled_from(["demand.load_per_min", "hotspots.docks", "requests.max_wait_s"])
choice = st.builds(
    PlanChoice,
    st.sampled_from(["paper/deliverai_2", "runs/mine", "a folder/ünï.toml"]),
    st.dictionaries(keys, values, max_size=3),
)


@given(st.builds(View, choice, st.none() | choice))
def test_a_link_gives_the_view_back(view):
    assert view_of(view.query()) == view


def test_a_link_that_names_no_plan_shows_the_one_of_the_command():
    assert view_of("", "runs/mine") == View(PlanChoice("runs/mine"))
    assert view_of("unknown=1&set=seed=3", "x") == View(PlanChoice("x", {"seed": 3}))


@pytest.mark.parametrize("text", ["set=nonsense", "set==3", "versus=a&versus-set=.=1"])
def test_a_change_without_a_key_is_refused(text):
    with pytest.raises(ScenarioError, match="expected KEY=VALUE"):
        view_of(text)


@pytest.mark.parametrize("value", ["2020-01-01", "[07:32:00]"])
def test_a_date_is_no_value_of_a_key(value):
    with pytest.raises(ScenarioError, match="expected a text, a number"):
        view_of(f"set=seed={value}")


def test_a_link_has_an_end():
    with pytest.raises(ScenarioError, match="expected at most"):
        view_of("set=" + "x" * MOST_CHARACTERS)


def test_a_link_names_no_folder_above_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    view = view_of("set=region=cities/here&set=routing.table=/elsewhere/table")
    assert view.first.changes == {
        "region": "cities/here",
        "routing.table": "/elsewhere/table",  # as the visitor said it
    }
    assert str(tmp_path) not in view.query()
    assert view_of(view.query()) == view
