"""A page with one of every block, and plain figures to put on pages."""

import numpy as np
import plotly.graph_objects as go

from analysis import report

POLICIES = ("Baseline 1", "Baseline 2", "DeliverAI-I", "DeliverAI-II")
COLOURS = ("#000000", "#e69f00", "#0072b2", "#d55e00")
LOADS = (5, 10, 20, 25, 30)


def curves(seed=1):
    """Return a figure of four curves, as the paper's Fig. 8 has them."""
    figure = go.Figure()
    for index, (policy, colour) in enumerate(zip(POLICIES, COLOURS, strict=True)):
        heights = np.array(LOADS) * (1.0 + 0.1 * index) + seed
        figure.add_scatter(
            x=list(LOADS), y=heights, name=policy, marker={"color": colour}
        )
    return figure.update_layout(
        height=380,
        margin={"t": 30, "r": 10, "b": 50, "l": 60},
        legend={"orientation": "h", "y": 1.1},
        xaxis_title="Load [orders/min]",
        yaxis_title="Distance [km]",
        template="plotly_white",
    )


def figure(number="8", drawn=None):
    """Return a block with a figure."""
    return report.Figure(
        number=number,
        figure=drawn or curves(),
        caption="Distance driven against load, *uniform* demand.",
        shows="Means of twenty replications; bars are 95 % intervals. Sharing wins "
        "back a part of the detour and does not beat driving directly.",
        description="Four rising curves of distance over load.",
    )


def results(rows=5):
    """Return a table with groups, bands, marks and second lines."""
    groups = [
        report.Column(policy, group=profile)
        for profile in ("Uniform demand", "Gaussian demand")
        for policy in POLICIES
    ]

    def row(load):
        cells = [
            report.Cell(f"{load * 179 + 7 * i:,}", below=f"± {i + 3}") for i in range(7)
        ]
        last = report.Cell(
            "1,204", mark="differs", tip="The paper says 1,377.", tone=report.Tone.BAD
        )
        return (f"{load} orders/min", *cells, last)

    loads = [LOADS[index % len(LOADS)] for index in range(rows)]
    return report.Table(
        columns=(report.Column("Load", align="left", tip="Orders released"), *groups),
        rows=(
            report.Band("Distance [km]"),
            *map(row, loads),
            report.Band("Vehicles"),
            *map(row, loads),
        ),
        caption="Our means against the paper's Tables 5 and 6.",
        number="1",
        note="Second lines are half the width of 95 % intervals.",
    )


FINDINGS = report.Findings(
    (
        report.Finding(
            report.Verdict.HOLDS,
            "Sharing reduces distance against going over hotspots alone.",
            "Section 8.1; Table 5",
            "By 7.0 % ± 0.4 % at 30 orders a minute; 20 of 20 replications agree.",
        ),
        report.Finding(
            report.Verdict.FAILS,
            "DeliverAI drives 12 % less than point-to-point delivery.",
            "Abstract; Table 6",
            "It drives **9.9 % more**. The sign turns with one reading alone:\n\n"
            "- `requests.revisit = off` makes it 41 % more\n- leaving out the first "
            "mile makes it 8 % less ([Figure 8](#figure-8))",
        ),
        report.Finding(
            report.Verdict.UNSURE,
            "DeliverAI-I and DeliverAI-II differ.",
            "Section 8.1",
            "Fully trained they are one policy; what the paper saw may be chance.",
        ),
        report.Finding(report.Verdict.BETTER, "B drives less than A."),
        report.Finding(report.Verdict.WORSE, "B takes longer than A."),
        report.Finding(report.Verdict.MIXED, "B drives less, and takes longer."),
        report.Finding(report.Verdict.DIFFERS, "B has more legs an order."),
        report.Finding(report.Verdict.EQUAL, "B serves the same orders."),
        report.Finding(report.Verdict.ONE_RUN, "B needs more vehicles."),
    )
)


def every_block():
    """Return a page with one of every block."""
    return report.Page(
        title="The paper, reproduced",
        subtitle="What its headline rests on: four policies, two demand profiles, five "
        "loads, twenty replications",
        lead="DeliverAI shares vehicles between hotspots. This page runs the paper's "
        "**whole experiment** again and says which of its claims hold.",
        facts=(
            report.Fact("Region", "Chicago Loop and West, *synthetic*"),
            report.Fact("Replications", "20, seeds 1 to 20"),
            report.Fact("Runs", "800"),
            report.Fact("Scenario", "`paper/deliverai_1`"),
        ),
        sections=(
            report.Section(
                "findings", "What holds and what does not", (FINDINGS,), "Findings"
            ),
            report.Section(
                "figures",
                "The figures of the paper",
                (
                    report.Text(
                        "See [Table 1](#table-1).\n\n1. first\n2. second\n\nAfter."
                    ),
                    figure("8"),
                    figure("9", curves(2)),
                    report.Heading("By the hour", "by-the-hour"),
                    figure("10", curves(3)),
                ),
            ),
            report.Section(
                "tables",
                "The tables",
                (
                    report.Note("No street of it exists.", "The region is synthetic"),
                    results(),
                    report.Fold("More figures", (figure("11", curves(4)),)),
                ),
            ),
            report.Section(
                "again",
                "Do it again",
                (
                    report.Command(
                        "deliverai reproduce --out runs/paper", "In a terminal"
                    ),
                    report.Note("Two hours on two cores.", tone=report.Tone.UNSURE),
                ),
            ),
        ),
        versions={"DeliverAI": "0.1.0", "Python": "3.11.7"},
        licences=(
            "Streets: [OpenStreetMap](https://www.openstreetmap.org/copyright), ODbL.",
        ),
    )
