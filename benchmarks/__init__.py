"""Measurements beside peers, one module a subject: `python -m benchmarks.NAME`."""
