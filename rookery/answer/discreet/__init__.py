"""What is told of nobody: private matters of a person."""
