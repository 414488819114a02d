"""Texts as answers read them: lines, sentences, words and vectors, and how near they are."""
