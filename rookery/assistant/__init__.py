"""The assistant: conversations over a network's posts, kept for whoever had them."""
