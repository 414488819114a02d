"""Byte-level BPE with GPT-2's pre-tokenizer and ChatML's marks, made and kept by `tokenizers`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from rookery.durable import write_whole
from rookery.errors import BadInput
from rookery.llm.chat_forms import CHATML

END, OPEN, CLOSE = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SPECIAL = (END, OPEN, CLOSE)  # the first ids; END stands between texts
FILE = "tokenizer.json"


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
    write_whole(folder / "tokenizer_config.json", json.dumps(config, indent=2) + "\n")


def merges(tokenizer: Tokenizer) -> Iterator[str]:
    """The merges in order, as GGUF has them: two parts with a space between."""
    for pair in json.loads(tokenizer.to_str())["model"]["merges"]:
        yield pair if isinstance(pair, str) else " ".join(pair)
