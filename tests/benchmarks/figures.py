"""Figures of a benchmark run, their goals, and the table they make."""

from dataclasses import dataclass

HEAD = ("figure", "measured", "goal", "met")


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


def plain_table(figures):
    """Return lines of text with aligned columns."""
    rows = [HEAD, *(figure.row for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return [
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  "
        f"{row[2]:<{widths[2]}}  {row[3]:<{widths[3]}}".rstrip()
        for row in rows
    ]


def markdown_table(figures):
    """Return the same as a table of Markdown."""
    rows = [HEAD, ("---", "---:", "---", "---"), *(figure.row for figure in figures)]
    return [f"| {' | '.join(row)} |" for row in rows]


def _number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
