"""GGUF files of a few kilobytes, written by hand: heads that are right, and data that are noise."""

import struct


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def gguf(
    *, kind: str = "model", architecture: str = "qwen3", name: str = "Tiny", licence: str = "mit",
    context: int = 256, numbers: int = 4096, fill: bytes = b"\x07",
) -> bytes:  # fmt: skip
    """One f32 tensor of that many numbers, and some words."""
    texts = {
        "general.architecture": architecture, "general.type": kind, "general.name": name,
        "general.license": licence,
    }  # fmt: skip
    values = b"".join(_string(k) + struct.pack("<I", 8) + _string(v) for k, v in texts.items())
    values += _string(f"{architecture}.context_length") + struct.pack("<II", 4, context)
    words = ["a", "be", "sea"]
    values += _string("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, len(words))
    values += b"".join(map(_string, words))
    values += _string("tokenizer.ggml.scores") + struct.pack("<IIQ3f", 9, 6, 3, 0.0, 1.0, 2.0)
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(texts) + 3) + values
    head += _string("token_embd.weight") + struct.pack("<IQIQ", 1, numbers, 0, 0)
    head += b"\0" * (-len(head) % 32)
    return head + (fill * (4 * numbers))[: 4 * numbers]
