"""What can go wrong with a page."""

from simulation.errors import InputError


class ReportError(InputError):
    """A page that cannot be shown as it is, or written where it was asked for."""
