"""Who says the same, who first, who says otherwise, and who doubts it."""
