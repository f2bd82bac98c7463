"""What a run leaves behind: event kinds, the log, its table and the run folder."""
