"""Figures on a page: their data arrive whole, and nothing else does."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from analysis.report import Figure, Page, ReportError, Section, render
from tests.report.reading import Document
from tests.report.samples import curves, figure


def document_of(*figures):
    blocks = [
        each
        if isinstance(each, Figure)
        else Figure(str(number), each, "caption", "shows", "description")
        for number, each in enumerate(figures, start=1)
    ]
    return Document(render(Page("A page", (Section("one", "One", blocks),))))


def test_a_list_with_missing_and_infinite_values_is_json_with_nulls():
    drawn = go.Figure(go.Scatter(x=[1, 2, 3, 4], y=[1.5, None, math.nan, math.inf]))
    (trace,) = document_of(drawn).json("figure-1-data")["data"]
    assert trace["y"] == [1.5, None, None, None]
    assert trace["x"] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "column",
    [
        np.array([1.0, np.nan, np.inf]),
        np.array([1.0, None, np.nan], dtype=object),
        pd.Series([1.0, None, -np.inf]),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series(["a", None, "c"]),
        pd.Series(pd.to_datetime(["2024-01-01", None, "2024-01-03"])),
    ],
    ids=lambda column: f"{type(column).__name__} of {column.dtype}",
)
def test_a_column_with_missing_values_is_json(column):
    drawn = go.Figure(go.Scatter(x=[1, 2, 3], y=column))
    assert "y" in document_of(drawn).json("figure-1-data")["data"][0]


def test_panels_side_by_side_keep_their_width_on_a_narrow_screen():
    """Else the titles of one lie on the lines of the other."""
    beside, below = (
        make_subplots(rows=2 // columns, cols=columns) for columns in (2, 1)
    )
    for each in (beside, below):
        each.add_scatter(x=[1], y=[1])
    page = Page(
        "A page",
        (
            Section(
                "one",
                "One",
                [
                    Figure(number, each, "caption", "shows", "description")
                    for number, each in (("1", beside), ("2", below), ("3", curves()))
                ],
            ),
        ),
    )
    html = render(page)
    assert '<div class="plot columns" id="figure-1-plot"' in html
    assert html.count('<div class="plot" id=') == 2


def test_text_that_ends_a_script_or_a_line_stays_inside_the_data():
    name = "</script><!--<script> \u2028\u2029 & ]]>"
    document = document_of(curves().update_layout(title=name))
    assert document.mistakes == []
    title = document.json("figure-1-data")["layout"]["title"]
    assert title["text"] == name


def test_equal_templates_are_kept_once():
    other = curves().update_layout(template="simple_white")
    document = document_of(curves(1), curves(2), other)
    templates = document.json("page-templates")
    assert len(templates) == 2
    places = [document.json(f"figure-{i}-data")["template"] for i in (1, 2, 3)]
    assert places == [0, 0, 1]
    assert "template" not in document.json("figure-1-data")["layout"]


def test_a_figure_is_as_wide_as_the_page_and_as_high_as_was_said():
    wide = curves().update_layout(width=2000, height=300)
    tall = Figure("2", wide, "caption", "shows", "description", height_px=777)
    document = document_of(wide, tall, go.Figure())
    plots = [each for each in document.all("div") if each.get("class") == "plot"]
    assert [each["style"] for each in plots] == [
        "height: 300px",
        "height: 777px",
        "height: 420px",
    ]
    for number, height_px in ((1, 300), (2, 777), (3, 420)):
        layout = document.json(f"figure-{number}-data")["layout"]
        assert "width" not in layout
        assert layout["height"] == height_px


def test_rendering_leaves_the_figure_as_it_was():
    drawn = curves().update_layout(width=2000)
    before = drawn.to_json()
    document_of(drawn)
    assert drawn.to_json() == before


@pytest.mark.parametrize(
    "drawn",
    [
        go.Figure(go.Choropleth(locations=["USA"], z=[1])),
        go.Figure(go.Scattermap(lat=[41.9], lon=[-87.6])),
        go.Figure().add_layout_image(source="https://example.org/a.png"),
    ],
    ids=["outlines", "tiles", "image"],
)
def test_a_figure_that_would_fetch_something_is_refused(drawn):
    with pytest.raises(ReportError, match=r"figure 1: draws .*, expected a figure"):
        document_of(drawn)


def test_an_image_inside_the_figure_and_a_heatmap_are_fine():
    drawn = go.Figure(go.Heatmap(z=[[1, 2]]))
    drawn.add_layout_image(source="data:image/gif;base64,R0lGODlhAQABAAAAACw=")
    assert document_of(drawn).json("figure-1-data")["layout"]["images"]


def test_whoever_cannot_see_a_figure_is_told_what_it_is():
    document = document_of(figure("6(a)"))
    (plot,) = [each for each in document.all("div") if each.get("class") == "plot"]
    assert plot["id"] == "figure-6-a-plot"
    assert plot["aria-label"] == "Four rising curves of distance over load."
