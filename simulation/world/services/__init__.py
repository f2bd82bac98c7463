"""Services: how deliveries get from door to door."""
