"""Routing policies: how much each next hop is worth, for every destination."""
