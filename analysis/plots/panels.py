"""Small multiples: a grid of panels of one size, read row by row."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.plots.style import (
    FONT_PX,
    HEADING_PX,
    INK,
    LEGEND_PX,
    RULE,
    SMALL_PX,
    TEMPLATE,
)

_CONTENT_PX = 1000  # the page's width without margins, to turn gaps into shares
_BOTTOM_PX = 52


def match(axes: Iterable[Any], name: str) -> None:
    """Give all `axes` the range of one of them, which follows nobody itself."""
    for axis in axes:
        if axis.plotly_name.replace("axis", "") != name:
            axis.matches = name


@dataclass(frozen=True)
class Grid:
    """How panels are laid out; sizes in pixels."""

    count: int
    columns: int
    panel_px: int
    gap_px: tuple[int, int] = (76, 66)  # between columns, between rows
    headed: bool = False
    legend: bool = True

    @property
    def rows(self) -> int:
        """Number of rows that the panels need, 1 at least."""
        return max(1, math.ceil(self.count / self.columns))

    def place(self, number: int) -> dict[str, int]:
        """Return row and column, from 1, of a panel counted from 0."""
        row, col = divmod(number, self.columns)
        return {"row": row + 1, "col": col + 1}

    def figure(self) -> go.Figure:
        """Return a figure of these panels, all empty."""
        inner_px = self.rows * self.panel_px + (self.rows - 1) * self.gap_px[1]
        last = max(1, self.count) - 1
        specs: list[list[dict[str, object] | None]] = [
            [
                {} if row * self.columns + col <= last else None
                for col in range(self.columns)
            ]
            for row in range(self.rows)
        ]
        figure = make_subplots(
            rows=self.rows,
            cols=self.columns,
            specs=specs,
            horizontal_spacing=self.gap_px[0] / _CONTENT_PX,
            vertical_spacing=self.gap_px[1] / inner_px,
        )
        top_px = 8 + LEGEND_PX * self.legend + HEADING_PX * self.headed
        return figure.update_layout(
            template=TEMPLATE,
            height=inner_px + top_px + _BOTTOM_PX,
            margin={"t": top_px, "b": _BOTTOM_PX},
        )

    def share_y(self, figure: go.Figure, title: str) -> None:
        """Give all panels one y axis, named and labelled in the first column."""
        match(figure.select_yaxes(), "y")
        for number in range(self.count):
            first = number % self.columns == 0
            figure.update_yaxes(
                title_text=title if first else None,
                showticklabels=first,
                **self.place(number),
            )


def columns_for(count: int, most: int) -> int:
    """Return how many columns show so many panels in the fewest even rows."""
    rows = max(1, math.ceil(count / most))
    return max(1, math.ceil(count / rows))


def head(figure: go.Figure, place: dict[str, int], text: str) -> None:
    """Write a heading over the left edge of a panel."""
    subplot = figure.get_subplot(**place)
    axes = (subplot.xaxis.plotly_name, subplot.yaxis.plotly_name)
    above(figure, f"<b>{text}</b>", *(name.replace("axis", "") for name in axes))


def above(figure: go.Figure, text: str, xref: str = "x", yref: str = "y") -> None:
    """Write a text over the left edge of what two axes span."""
    figure.add_annotation(
        text=text,
        xref=f"{xref} domain",
        yref=f"{yref} domain",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        font={"size": FONT_PX},
    )


def bars_across(figure: go.Figure, ticks: int) -> None:
    """Let the axes be those of names on the left and of changes to either side."""
    figure.update_xaxes(
        showgrid=True, zeroline=True, zerolinecolor=INK, zerolinewidth=1.5, nticks=ticks
    )
    figure.update_yaxes(
        tickfont={"size": SMALL_PX, "color": INK},
        ticks="",
        ticklabelstandoff=6,
        showline=False,
        gridcolor=RULE,
    )
