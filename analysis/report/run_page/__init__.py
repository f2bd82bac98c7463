"""The page of ``deliverai report``: one module for each of its sections."""

from analysis.report.run_page.page import contents_of, run_page

__all__ = ["contents_of", "run_page"]
