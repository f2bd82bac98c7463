"""Tables of a run: its legs, deliveries, vehicles and visits to docks.

``legs``, ``deliveries``, ``vehicles`` and ``dock_visits`` give pandas frames. The
same as plain numpy columns, which the metrics use, come from ``leg_columns``,
``delivery_columns`` and ``dock_columns``.
"""

from analysis.tables.deliveries import DeliveryColumns, deliveries, delivery_columns
from analysis.tables.docks import DockColumns, dock_columns, dock_visits
from analysis.tables.legs import LegColumns, leg_columns, legs
from analysis.tables.vehicles import vehicles

__all__ = [
    "DeliveryColumns",
    "DockColumns",
    "LegColumns",
    "deliveries",
    "delivery_columns",
    "dock_columns",
    "dock_visits",
    "leg_columns",
    "legs",
    "vehicles",
]
