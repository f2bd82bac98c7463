"""A scenario on a page of Mesa's: ``solara run docs/examples/mesa_page.py``.

Needs the extra ``mesa``: ``pip install 'deliverai[mesa]'``.
"""

from math import cos, radians

import solara
from matplotlib.axes import Axes
from mesa.visualization import SolaraViz, make_plot_component, make_space_component
from mesa.visualization.components import AgentPortrayalStyle

from simulation import DeliveryModel
from simulation.model import HotspotView, VehicleView

LYING = ("#c8c8c8", "#f2c14e", "#f08a24", "#d1495b")  # no delivery there, 1, 2, more
IDLE, EMPTY, LOADED = "#00000018", "#7fb7e0", "#0b4f8a"
GIVEN = {"scenario": "paper/deliverai_2", "routing__policy": "exact"}
SLIDERS = {
    "demand__load_per_min": {"label": "Orders a minute", "value": 5, "min": 1},
    "replication": {"label": "Replication", "value": 0, "min": 0},
}


def portrayal(agent: HotspotView | VehicleView) -> AgentPortrayalStyle:
    """Draw a hotspot by what lies there, a vehicle by what it does."""
    if isinstance(agent, HotspotView):
        colour = LYING[min(agent.deliveries, len(LYING) - 1)]
        return AgentPortrayalStyle(color=colour, marker="s")
    colour = IDLE if agent.idle else LOADED if agent.orders else EMPTY
    marker = "o" if agent.pool == "core" else "^"
    return AgentPortrayalStyle(color=colour, marker=marker)


def as_a_map(axes: Axes) -> None:
    """Let a kilometre be as long to the east as to the north."""
    axes.set_aspect(1 / cos(radians(sum(axes.get_ylim()) / 2)))
    axes.set_axis_off()


COMPONENTS = [
    make_space_component(portrayal, post_process=as_a_map),
    make_plot_component(["open_orders", "vehicles_driving"]),
    make_plot_component("mean_time_s"),
]


@solara.component
def Page() -> None:  # noqa: N802 - the name that Solara looks for
    """Show a model, to each visitor one of their own."""
    values = GIVEN | {key: each["value"] for key, each in SLIDERS.items()}
    model = solara.use_memo(lambda: DeliveryModel(**values), [])
    inputs = {key: {"type": "SliderInt", "max": 20} | SLIDERS[key] for key in SLIDERS}
    SolaraViz(model, None, COMPONENTS, model_params=GIVEN | inputs, name="Path sharing")
