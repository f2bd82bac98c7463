"""Speeds by the hour, fitted to trips that were driven."""

from analysis.fitting.speeds import Fit, fit_speeds, write_hours
from analysis.fitting.trips import Trips, read_trips

__all__ = ["Fit", "Trips", "fit_speeds", "read_trips", "write_hours"]
