"""Posts and files that speak to a machine are never evidence."""
