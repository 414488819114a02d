"""How a conversation is written for a model: up to its answer, and the answer to its end."""

import pytest

from rookery.errors import BadInput
from rookery.llm.chat_forms import CHATML, GEMMA, written

TURNS = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yes?"}]


def test_chat_ends_where_the_model_goes_on() -> None:
    asked, answer = written(CHATML, TURNS)
    assert asked == "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n"
    assert answer == "yes?<|im_end|>"


def test_gemma_reads_what_the_system_says_with_the_first_turn() -> None:
    asked, answer = written(GEMMA, [{"role": "system", "content": "Be short."}, *TURNS], "<bos>")
    assert asked == (
        "<bos><start_of_turn>user\nBe short.\n\nhi<end_of_turn>\n<start_of_turn>model\n"
    )
    assert answer == "yes?<end_of_turn>"


@pytest.mark.parametrize(
    ("template", "said"),
    [("{% for m in", "cannot be read"), ("{{ messages|length }}", "otherwise than it asks"),
     ("{{ messages.__class__.__mro__ }}", "cannot be read")],
)  # fmt: skip
def test_a_template_that_is_none_is_said(template: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        written(template, TURNS)
