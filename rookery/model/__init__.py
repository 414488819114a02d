"""Our own architecture, its tokenizer, and its way to and from Hugging Face and GGUF."""
