"""Talking to a language model: one client for any engine, the engine of our own, what can be had,
and each task's prompt and form.
"""
