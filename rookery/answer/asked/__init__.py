"""What a question means: its kind, language, time and persons, and what it leans on."""
