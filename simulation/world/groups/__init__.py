"""Who shares with whom, who waits for whom, and where deliveries go next."""
