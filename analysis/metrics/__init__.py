"""Metrics: tables in, numbers out; their meaning is in the catalogue.

``kpis`` gives all of them, ``kpis_after`` those of what comes after a moment;
``active_over_time``, ``open_over_time`` and ``utilisation_over_time`` are step
functions of time.
"""

from analysis.metrics.activity import (
    Steps,
    active_over_time,
    utilisation_over_time,
    vehicles_active,
)
from analysis.metrics.after import kpis_after
from analysis.metrics.catalogue import KPIS, Kpi
from analysis.metrics.kpis import kpis
from analysis.metrics.under_way import open_over_time

__all__ = [
    "KPIS",
    "Kpi",
    "Steps",
    "active_over_time",
    "kpis",
    "kpis_after",
    "open_over_time",
    "utilisation_over_time",
    "vehicles_active",
]
