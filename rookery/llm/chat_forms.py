"""How turns are written for a model whose file does not say: a base model has no chat of its own.

The embedded engine gives these to llama.cpp, and tuning writes its examples by them, so that a
model is asked in the very form that it learned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rookery.errors import BadInput

if TYPE_CHECKING:
    from jinja2 import Template

# Google's, of the instructed Gemmas: what the system says stands before the first user's turn
GEMMA = (
    "{{ bos_token }}{% set told = namespace(first='') %}{% for m in messages %}"
    "{% if m['role'] == 'system' %}{% set told.first = m['content'] + '\n\n' %}"
    "{% else %}<start_of_turn>{{ 'model' if m['role'] == 'assistant' else 'user' }}\n"
    "{% if m['role'] == 'user' %}{{ told.first }}{% set told.first = '' %}{% endif %}"
    "{{ m['content'] }}<end_of_turn>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
CHATML = (  # what llama.cpp takes where it knows nothing
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
BY_ARCHITECTURE: Mapping[str, str] = {"gemma3": GEMMA}


def written(template: str, turns: Sequence[Mapping[str, str]], bos: str = "") -> tuple[str, str]:
    """A conversation up to where the assistant goes on, and its last turn from there.

    Raises BadInput where the template puts no answer after what it asks for.
    """
    from jinja2 import TemplateError

    try:
        read = _compiled(template)
        before = read.render(messages=turns[:-1], add_generation_prompt=True, bos_token=bos)
        whole = read.render(messages=turns, add_generation_prompt=False, bos_token=bos)
    except TemplateError as error:
        raise BadInput(f"The model's chat template cannot be read: {error}.") from None
    if not whole.startswith(before):
        raise BadInput("The model's chat template writes an answer otherwise than it asks for one.")
    return before, whole.removeprefix(before).rstrip("\n")


@lru_cache(maxsize=4)
def _compiled(template: str) -> Template:
    """A model's template is somebody else's code: it may look at nothing but the turns."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(keep_trailing_newline=True).from_string(template)
