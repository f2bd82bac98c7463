"""Files of orders and couriers as operations export them, read without rewriting."""
