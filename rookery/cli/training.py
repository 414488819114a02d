"""`rookery train` and `rookery export`: runs by recipes, and their weights for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rookery.cli.given import given, network, refuse_absent, say, show
from rookery.cli.progress import TrainingProgress
from rookery.errors import Unavailable


def train(
    recipe: Annotated[Path, typer.Argument(help="A Python file that has a function recipe.")],
    said: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]…", help="The recipe's settings.")
    ] = None,
) -> None:
    """Train a model by a recipe; goes on where it stopped. Starts under torchrun too."""
    _need_torch()
    home = network()
    with TrainingProgress(quiet=given.as_json) as progress:
        folder = home.train(recipe, said or [], progress.report)
    if not progress.first:
        return
    if given.as_json:
        show({"run": folder.name, "folder": str(folder), "page": str(folder / "page.html")})
        return
    say(f"{progress.summary()} Its page is {folder / 'page.html'}.")
    say(f"For other programs: rookery export {folder.name} MODEL.gguf --home {given.home}")


def export(
    run: Annotated[str, typer.Argument(help="The name of a run.")],
    to: Annotated[Path, typer.Argument(help="A file that ends in .gguf, or a folder.")],
    precision: Annotated[
        str | None,
        typer.Option(help="f32, f16, q8_0 (the default) or q4_0 of a GGUF; f32 (the default), "
                          "f16 or bf16 of a folder."),
    ] = None,
) -> None:  # fmt: skip
    """Write a run's newest weights as a GGUF, or as a folder that transformers and vLLM load."""
    _need_torch()
    refuse_absent()
    from rookery.train.exported import export as written
    from rookery.train.runs import run_there

    chosen = written(run_there(given.home, run), to, precision)
    size = sum(p.stat().st_size for p in ([to] if to.is_file() else to.rglob("*")) if p.is_file())
    if given.as_json:
        show({"run": run, "path": str(to), "precision": chosen, "bytes": size})
    else:
        print(f"{to} holds {run} as {chosen}, {size / 1e6:,.1f} MB.")


def _need_torch() -> None:
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise Unavailable("Training needs the extra [train]: pip install 'rookery[train]'")
