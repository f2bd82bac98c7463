"""Agents that decide where deliveries go next; they move nothing."""
