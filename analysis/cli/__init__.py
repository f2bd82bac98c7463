"""The command ``deliverai``."""

from analysis.cli.command import main

__all__ = ["main"]
