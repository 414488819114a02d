"""Answers and summaries in the posts' own sentences; no model writes."""
