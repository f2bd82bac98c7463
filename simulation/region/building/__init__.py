"""Making a prepared region from real files: imported by `region build` only."""
