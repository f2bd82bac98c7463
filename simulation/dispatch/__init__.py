"""Dispatch: which vehicle carries what, as plans of stops; values in, values out."""
