"""`rookery train` and `rookery export`: runs by recipes, and their weights for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rookery.cli.given import given, network, refuse_absent, say, show
from rookery.cli.progress import TrainingProgress
from rookery.errors import BadInput, Unavailable


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
    _told(folder, progress)


def tune(
    model: Annotated[str, typer.Argument(help="A run, a folder, a GGUF, or a model's name.")],
    data: Annotated[Path, typer.Argument(help='Lines of {"messages": [{"role", "content"}, …]}.')],
    name: Annotated[str, typer.Option(help="The run's name.")],
    rank: Annotated[
        int | None,
        typer.Option(min=1, help="Of an adapter; unset, a model of ours is tuned whole."),
    ] = None,
    passes: Annotated[float, typer.Option(min=0.01, help="Over the data.")] = 3.0,
    context: Annotated[int, typer.Option(min=16, help="Tokens a row.")] = 1024,
    batch: Annotated[int, typer.Option(min=1, help="Rows a step.")] = 8,
    rate: Annotated[float | None, typer.Option(min=0.0, help="At its peak.")] = None,
    micro: Annotated[int, typer.Option(min=1, help="Rows computed at once.")] = 2,
    compiled: Annotated[
        bool, typer.Option("--compile", help="Let torch.compile make each layer.")
    ] = False,
) -> None:
    """Tune a model on conversations of yours: the last reply of each is learned."""
    _need_torch()
    if rate == 0:
        raise BadInput("A rate of 0 teaches nothing.")
    home = network()
    with TrainingProgress(quiet=given.as_json) as progress:
        folder = home.tune(
            model, data, progress.report, name=name, rank=rank, passes=passes, context=context,
            batch=batch, rate=rate, micro=micro, compiled=compiled,
        )  # fmt: skip
    _told(folder, progress)


def _told(folder: Path, progress: TrainingProgress) -> None:
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
    from rookery.train.run_folders import run_there

    chosen = written(run_there(given.home, run), to, precision)
    size = sum(p.stat().st_size for p in ([to] if to.is_file() else to.rglob("*")) if p.is_file())
    if given.as_json:
        show({"run": run, "path": str(to), "precision": chosen, "bytes": size})
    else:
        print(f"{to} holds {run} as {chosen}, {size / 1e6:,.1f} MB.")


def _need_torch() -> None:
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise Unavailable(
            "Training needs the extra [train]: pip install -c constraints.txt '.[train]'"
        )
