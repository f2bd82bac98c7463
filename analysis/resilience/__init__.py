"""Bad days: what they do to plans, and which plan bears all of them best."""
