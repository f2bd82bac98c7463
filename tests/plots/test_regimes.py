"""The map of regimes: winners, leads, and where nobody is told apart."""

import numpy as np
import pandas as pd
import pytest

from tests.plots.frames import FIGURES, SERVICES, regimes

AMBER, BLUE, VERMILION, GREY = "#c98a00", "#0072b2", "#d55e00", "#e2e2e2"


@pytest.fixture(scope="module")
def figure():
    frame, draw = FIGURES["regimes"]
    dots = pd.DataFrame({"panel": ["Vale"], "x": [1.5], "y": [2.5]})
    return draw(frame(), points=dots)


def shown(figure, kind):
    """Return the traces of a kind that are seen at first."""
    return [
        each
        for each in figure.data
        if each.type == kind and each.visible in (None, True)
    ]


def colour(heat, row, column):
    """Return the colour of a cell."""
    share = (heat.z[row][column] - heat.zmin) / (heat.zmax - heat.zmin)
    return [tint for at, tint in heat.colorscale if at <= share][-1]


def rgb(colour, strength):
    mixed = [
        round(255 - strength * (255 - int(colour[at : at + 2], 16))) for at in (1, 3, 5)
    ]
    return f"rgb({mixed[0]},{mixed[1]},{mixed[2]})"


def test_cells_have_the_colour_of_the_winner_and_are_stronger_with_its_lead(figure):
    town, _ = shown(figure, "heatmap")
    assert [colour(town, row, 0) for row in range(4)] == [GREY] * 4
    assert colour(town, 0, 1) == rgb(BLUE, 0.55)
    assert colour(town, 1, 2) == rgb(BLUE, 0.8)
    assert colour(town, 2, 3) == rgb(VERMILION, 0.3)


def test_undecided_cells_are_hatched_and_letters_say_who_is_where(figure):
    signs = [each for each in shown(figure, "scatter") if each.mode == "text"]
    assert len(signs) == 2
    for each in signs:
        texts = list(each.text)
        assert texts.count("/") == 3
        assert sorted(set(texts) - {"/"}) == ["<b>M</b>", "<b>S M</b>", "<b>S</b>"]
        edge = texts.index("<b>S M</b>")
        assert (each.x[edge], each.textposition[edge]) == (0, "middle right")
        at = texts.index("<b>M</b>")
        assert (each.x[at] > 0, each.y[at] >= 2) == (True, True)


def test_the_menu_shows_one_slice_at_a_time(figure):
    (menu,) = figure.layout.updatemenus
    assert [each.label for each in menu.buttons] == ["Handover 0 s", "Handover 1 s"]
    masks = np.array([each.args[0]["visible"] for each in menu.buttons])
    heat = np.array([each.type == "heatmap" for each in figure.data])
    assert masks[:, heat].sum(axis=1).tolist() == [2, 2]
    assert not (masks[0] & masks[1] & heat).any()
    always = masks.all(axis=0)
    assert {figure.data[at].name for at in np.flatnonzero(always)} > {
        "S stacking",
        "/ not told apart",
    }
    now = [each.visible in (None, True) for each in figure.data]
    assert now == masks[0].tolist()


def test_what_was_run_is_a_dot_in_its_panel(figure):
    dots = [
        each
        for each in figure.select_traces({"type": "scatter", "mode": "markers"})
        if list(each.x) == [1.5]
    ]
    assert [(each.xaxis, list(each.y)) for each in dots] == [("x2", [2.5])]


def test_services_of_one_letter_have_numbers():
    frame = regimes().replace({"winner": {"stacking": "meeting at doors"}})
    frame["tied"] = frame["tied"].str.replace("stacking", "meeting at doors")
    _, draw = FIGURES["regimes"]
    figure = draw(frame, services=(SERVICES[0], "meeting at doors", SERVICES[2]))
    names = [each.name for each in figure.data if each.name]
    assert names == [
        "D direct driving",
        "2 meeting at doors",
        "3 meeting at hotspots",
        "/ not told apart",
    ]
