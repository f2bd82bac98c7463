"""A scenario as a Mesa model: stepped, looked at and collected from as Mesa does it."""

from simulation.model.delivery_model import DeliveryModel
from simulation.model.views import HotspotView, VehicleView
from simulation.routing.agent import RoutingAgent

__all__ = ["DeliveryModel", "HotspotView", "RoutingAgent", "VehicleView"]
