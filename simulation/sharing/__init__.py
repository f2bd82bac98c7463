"""Who shares: candidates, the board they are posted on, and request handlers."""
