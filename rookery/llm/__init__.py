"""Talking to a language model: which one answers, where it lies, and what it is asked."""
