"""The instruction data: examples of each task of a model, written by hand in recipes/data/*.jsonl.

`examples()` reads them, `apart()` sets a tenth aside by the posts that they rest on, and
`multiplied()` makes more of the rest. What a model learns is `example.turns` to `example.reply`.
"""

from recipes.instructions.apart import apart
from recipes.instructions.example import Example
from recipes.instructions.multiplied import multiplied
from recipes.instructions.written import DATA, examples

__all__ = ["DATA", "Example", "apart", "examples", "multiplied"]
