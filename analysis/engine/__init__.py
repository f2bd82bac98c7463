"""A region's legs held against a routing engine on the same streets.

:mod:`programs` finds OSRM's programs, :mod:`osrm` runs them, :mod:`check` draws pairs
of places and compares, :mod:`reasons` says why the worst pairs differ.
"""
