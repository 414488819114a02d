"""Recipes: short Python functions that say what a run is, and how one is found and asked.

A recipe is `def recipe(home: Path, depth: int = 6, ...) -> Run` in a file of a person's own; what
stands after `home` can be said on the command line as NAME=VALUE.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

from rookery.errors import BadInput, NotFound
from rookery.train.batches import Batches
from rookery.train.settings import RunSettings
from rookery.train.trainee import Trainee, Whole

FUNCTION = "recipe"
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Run:
    """What a recipe makes: a name, and all that the loop asks for."""

    name: str  # of the run's folder in the home
    settings: RunSettings
    batches: Batches
    tokenizer: Path  # a folder that holds it as Hugging Face has it; the run keeps a copy
    trainee: Trainee = Whole()  # noqa: RUF009  frozen
    prompts: tuple[str, ...] = ()  # what samples go on from, in the order of the run page
    # the training data it reads, by its name in the home; `ShardBatches` tells that by itself
    data: str = ""


Recipe = Callable[..., Run]


def found(path: Path) -> Recipe:
    """The recipe in a file; raises NotFound or BadInput where there is none."""
    if not path.is_file():
        raise NotFound(f"There is no recipe {path}: name a Python file that has a function recipe.")
    module = _imported(path.resolve())
    recipe = getattr(module, FUNCTION, None)
    if not callable(recipe):
        raise BadInput(f"{path} has no function recipe(home, …) -> Run.")
    return recipe  # type: ignore[no-any-return]  # what it gives is seen when it is asked


def _imported(path: Path) -> ModuleType:
    """As Python runs a script: what lies beside it can be imported, of a package by its name."""
    packaged = (path.parent / "__init__.py").exists()
    where = path.parents[1] if packaged else path.parent
    sys.path.insert(0, str(where))
    try:
        return importlib.import_module(f"{path.parent.name}.{path.stem}" if packaged else path.stem)
    except (SyntaxError, ImportError) as error:
        raise BadInput(f"{path} cannot be read as Python: {error}.") from None
    finally:
        sys.path.remove(str(where))


def asked(recipe: Recipe, home: Path, said: Mapping[str, Any]) -> Run:
    """The run that a recipe makes of these values; raises BadInput where it makes another thing."""
    run = recipe(home, **said)
    if not isinstance(run, Run):
        raise BadInput(f"The recipe gave {type(run).__name__}, and not a Run.")
    return run


def values(recipe: Recipe, said: Sequence[str]) -> dict[str, Any]:
    """NAME=VALUE as the recipe takes them; raises BadInput for what it lacks, or does not have."""
    hints = get_type_hints(recipe)
    known = list(inspect.signature(recipe).parameters)[1:]  # after the home
    read = {}
    for assignment in said:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise BadInput(f"{assignment!r} is no NAME=VALUE.")
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise BadInput(f"The recipe has no setting {name!r}: {has}.")
        read[name] = _read(name, value, hints.get(name, str))
    for name, parameter in list(inspect.signature(recipe).parameters.items())[1:]:
        if parameter.default is parameter.empty and name not in read:
            raise BadInput(f"What the recipe needs lacks {name}: say {name}=VALUE.")
    return read


def _read(name: str, value: str, kind: Any) -> Any:
    try:
        return _READERS.get(kind, str)(value)
    except (ValueError, KeyError):
        what = getattr(kind, "__name__", str(kind))
        raise BadInput(f"{name} takes a value of the kind {what}, and not {value!r}.") from None


_READERS: Mapping[Any, Callable[[str], Any]] = {
    int: lambda value: int(value.replace("_", "")),
    float: float,
    bool: lambda value: _TRUTH[value.lower()],
    Path: lambda value: Path(value).expanduser(),
    str: str,
}
