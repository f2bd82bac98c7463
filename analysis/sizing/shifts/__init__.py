"""Sizing by shifts: who works when, in which class, to meet targets at least cost."""
