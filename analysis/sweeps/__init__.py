"""Sweeps: a study's points, by policies, by replications, in one folder."""

from analysis.sweeps.study import Study, list_studies, load_study

__all__ = ["Study", "list_studies", "load_study"]
