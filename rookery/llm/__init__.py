"""Talking to a language model: the client, the embedded engine, the catalogue, the tasks."""
