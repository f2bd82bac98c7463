"""Fleet sizing: the smallest or cheapest fleet that meets targets, with confidence."""
