"""Two runs, or a run and what happened: who gained, who lost, and why."""
