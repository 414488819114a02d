"""Byte-level BPE with GPT-2's pre-tokenizer and ChatML's marks, made and kept by `tokenizers`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from rookery.durable import write_whole
from rookery.errors import BadInput
from rookery.llm.chat_forms import CHATML

END, OPEN, CLOSE = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SPECIAL = (END, OPEN, CLOSE)  # the first ids; END stands between texts
FILE, CONFIG = "tokenizer.json", "tokenizer_config.json"
# of a folder of Hugging Face's, what belongs to its tokenizer; the rest is weights, or data
_OF_IT = (
    FILE, CONFIG, "special_tokens_map.json", "added_tokens.json", "vocab.json", "vocab.txt",
    "merges.txt", "*.model", "*.tiktoken", "chat_template.*", "generation_config.json",
    "config.json", "LICEN[CS]E*", "NOTICE*", "USE_POLICY*",
)  # fmt: skip
QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)  # of Qwen2, 2.5 and 3


def trained(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """A tokenizer of at most `vocabulary` tokens, the 256 bytes and the marks among them."""
    least = 256 + len(SPECIAL)
    if vocabulary < least:
        raise BadInput(f"A vocabulary holds at least {least} tokens, and not {vocabulary}.")
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    made.train_from_iterator(texts, trainer)
    return made


def load(folder: Path) -> Tokenizer:
    """Raises BadInput where there is none or it cannot be read."""
    path = folder / FILE
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # noqa: BLE001  the library raises its one plain Exception
        raise BadInput(f"{path} is no tokenizer that can be read: {error}.") from None


def save(tokenizer: Tokenizer, folder: Path, context: int) -> None:
    """Write it so that `transformers` finds tokenizer, marks and chat form in `folder`."""
    write_whole(folder / FILE, tokenizer.to_str(pretty=False))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": CLOSE,
        "pad_token": END,
        "model_max_length": context,
        "clean_up_tokenization_spaces": False,
        "chat_template": CHATML,
    }
    write_whole(folder / CONFIG, json.dumps(config, indent=2) + "\n")


def copy(source: Path, folder: Path, context: int) -> None:
    """The files of the tokenizer in `source` and no other, as beside it may lie what it was made
    for: training data, or weights. Marks and chat form of ours are written where it has none.
    """
    for path in sorted(source.iterdir()):
        if belongs(path):
            shutil.copy(path, folder / path.name)
    if not (source / CONFIG).exists():
        held = load(source)
        if held.token_to_id(CLOSE) is not None:
            save(held, folder, context)


def belongs(path: Path) -> bool:
    """Whether a file is one of a tokenizer's."""
    return path.is_file() and any(fnmatchcase(path.name, pattern) for pattern in _OF_IT)


def pre_tokenizer(tokenizer: Tokenizer) -> str:
    """How it cuts text before it joins bytes, by llama.cpp's name; raises BadInput for another way,
    as a model would read other tokens there than it learned.
    """
    cut = json.loads(tokenizer.to_str()).get("pre_tokenizer") or {}
    steps = cut["pretokenizers"] if cut.get("type") == "Sequence" else [cut]
    patterns = [step["pattern"].get("Regex") for step in steps if step.get("type") == "Split"]
    by_bytes = [step for step in steps if step.get("type") == "ByteLevel"]
    if len(by_bytes) == 1 and not by_bytes[0].get("add_prefix_space"):
        if not patterns and by_bytes[0].get("use_regex", True):
            return "gpt-2"
        if patterns == [QWEN2]:
            return "qwen2"
    raise BadInput(
        "This tokenizer cuts text in a way that we cannot name to llama.cpp: export the model as a "
        "folder, and let llama.cpp's own converter make the GGUF."
    )


def merges(tokenizer: Tokenizer) -> Iterator[str]:
    """The merges in order, as GGUF has them: two parts with a space between."""
    for pair in json.loads(tokenizer.to_str())["model"]["merges"]:
        yield pair if isinstance(pair, str) else " ".join(pair)
