"""A question to an answer whose every sentence names the posts that say so."""
