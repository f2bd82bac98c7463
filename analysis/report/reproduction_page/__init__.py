"""The page of ``deliverai reproduce``: one module for each of its sections."""

from analysis.report.reproduction_page.page import reproduction_page

__all__ = ["reproduction_page"]
