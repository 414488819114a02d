"""Text to a trained model: this half makes token shards of posts and articles."""
