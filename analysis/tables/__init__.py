"""Tables of a run: its legs, deliveries, vehicles, meetings, visits to docks and doors.

``legs``, ``deliveries``, ``vehicles``, ``meetings`` and ``dock_visits`` give pandas
frames. The same as plain numpy columns, which the metrics use, come from
``leg_columns``, ``delivery_columns``, ``meeting_columns``, ``dock_columns`` and
``door_columns``.
"""

from analysis.tables.deliveries import DeliveryColumns, deliveries, delivery_columns
from analysis.tables.docks import DockColumns, dock_columns, dock_visits
from analysis.tables.doors import DoorColumns, door_columns
from analysis.tables.legs import LegColumns, leg_columns, legs
from analysis.tables.meetings import MeetingColumns, meeting_columns, meetings
from analysis.tables.vehicles import vehicles

__all__ = [
    "DeliveryColumns",
    "DockColumns",
    "DoorColumns",
    "LegColumns",
    "MeetingColumns",
    "deliveries",
    "delivery_columns",
    "dock_columns",
    "dock_visits",
    "door_columns",
    "leg_columns",
    "legs",
    "meeting_columns",
    "meetings",
    "vehicles",
]
