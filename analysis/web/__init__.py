"""The live page: Solara around the world's Mesa model, drawn from the event log.

A visitor's plans are runs under way (`live_runs`), whose playbacks the player fetches
over HTTP (`routes`); the page (`page`) holds controls and passes tokens to the player.
"""
