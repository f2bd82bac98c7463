"""The paper's experiment redone, figure by figure, and what its headline rests on.

Each part knows its tasks and what their results say: ``datasets`` (the runs of Tables
4 to 6), ``training`` (Figure 7, DeliverAI-I against II), ``sensitivity`` (one reading
at a time), ``optimality`` (the gap to a clairvoyant). ``reproduce`` has all of them.
"""
