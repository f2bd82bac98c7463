"""The page about two runs of the same orders."""

from analysis.report.comparison_page.page import comparison_page

__all__ = ["comparison_page"]
