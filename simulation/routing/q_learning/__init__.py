"""Agents that learn the values of next hops by Q-learning, and their tables on disk."""
