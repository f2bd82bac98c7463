"""Demand: profiles over time, orders drawn from streams, and traces."""
