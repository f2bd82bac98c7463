"""Figures of a benchmark run, their goals, and the table they make."""

from dataclasses import dataclass

HEAD = ("figure", "measured", "goal", "met")
DECISIONS_HEAD = (
    "region",
    "service",
    "orders a minute",
    "vehicles",
    "p50 [ms]",
    "p99 [ms]",
    "slowest [ms]",
    "run [CPU s]",
)


@dataclass(frozen=True)
class Figure:
    """One measured number; a goal is a bound from below or from above."""

    name: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def goal(self):
        """What was asked, in words."""
        if self.least is not None:
            return f"at least {_number(self.least)}"
        return "" if self.most is None else f"at most {_number(self.most)}"

    @property
    def met(self):
        """Whether the goal is met, in words; nothing without one."""
        if self.least is None and self.most is None:
            return ""
        enough = self.least is None or self.value >= self.least
        return (
            "yes" if enough and (self.most is None or self.value <= self.most) else "no"
        )

    @property
    def row(self):
        """The cells of the table."""
        measured = f"{_number(self.value)} {self.unit}".strip()
        return self.name, measured, self.goal, self.met


@dataclass(frozen=True)
class Decisions:
    """How long the decisions of a run took."""

    region: str
    service: str
    load_per_min: float
    size: int | str
    p50_p99_most_ms: tuple[float, float, float]
    loop_s: float

    @property
    def row(self):
        """The cells of the table."""
        figures = (*self.p50_p99_most_ms, self.loop_s)
        asked = self.region, self.service, str(self.load_per_min), str(self.size)
        return *asked, *map(_number, figures)


def plain_table(figures, head=HEAD):
    """Return lines of text with aligned columns."""
    rows = [head, *(figure.row for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return [
        "  ".join(
            f"{cell:>{width}}" if _is_number(cell) else f"{cell:<{width}}"
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def markdown_table(figures, head=HEAD):
    """Return the same as a table of Markdown."""
    lines = ["---:" if _is_number(cell) else "---" for cell in figures[0].row]
    rows = [head, lines, *(figure.row for figure in figures)]
    return [f"| {' | '.join(row)} |" for row in rows]


def _is_number(cell):
    return cell[:1].isdigit() or cell == "elastic"


def _number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
