"""`rookery eval`: judging the product on a collection of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from rookery.cli.given import amount, given, network, refuse_absent, show
from rookery.errors import BadInput

eval_app = typer.Typer(help="Judge the product on a collection of your own.", no_args_is_help=True)


@eval_app.command("search")
def eval_search(
    corpus: Annotated[Path, typer.Option(help="JSON lines: _id, text, title, created_at.")],
    queries: Annotated[Path, typer.Option(help="JSON lines: _id, text, created_at.")],
    run: Annotated[Path, typer.Option(help="Where the TREC run goes.")],
    qrels: Annotated[Path | None, typer.Option(help="query-id, corpus-id, score; tabs.")] = None,
    semantic: Annotated[
        str | None, typer.Option(help="on or off; unset, on where it is installed.")
    ] = None,
) -> None:
    """Rank a test collection; with --qrels also MAP, P@30, nDCG@10 and MAP@5."""
    from rookery.app import semantic_reader
    from rookery.cli.progress import counted
    from rookery.evaluate.judged import judgements, measure
    from rookery.evaluate.search import refuse_run, run_search

    if semantic not in (None, "on", "off"):
        raise BadInput("--semantic takes on or off.")
    if given.named:  # its settings are asked for; unnamed, the defaults do
        refuse_absent()
    # told before the run, which takes long
    refuse_run(run, [file for file in (corpus, queries, qrels) if file is not None])
    judged = None if qrels is None else judgements(qrels)
    home = network()
    with counted(quiet=given.as_json) as report:
        done = run_search(
            corpus, queries, run, load_embedder=home.embedder_loader(), report=report,
            semantic=lambda folder: semantic_reader(semantic or "auto", folder),
        )  # fmt: skip
    row: dict[str, Any] = {"queries": done.queries, "run": str(run), "semantic": done.semantic}
    if judged is not None:
        row |= measure(run, judged)
    if given.as_json:
        show(row)
        return
    reading = "with" if done.semantic else "without"
    print(f"{amount(done.queries, 'query', 'queries')}, {reading} semantic reading: {run}")
    if "judged" in row:
        print(f"Means over {amount(row['judged'], 'judged query', 'judged queries')}:")
    for name, value in row.items():
        if isinstance(value, float):
            print(f"{name:8} {value:.4f}")


@eval_app.command("answers")
def eval_answers(
    input: Annotated[Path, typer.Option(help='JSON lines: question, and posts: [{"id", "text"}].')],
    output: Annotated[Path, typer.Option(help="Where the answers go, one a line.")],
    model: Annotated[
        str | None, typer.Option(help="A model's name, or composer; unset, what the home uses.")
    ] = None,
    semantic: Annotated[
        str | None, typer.Option(help="on or off; unset, on where it is installed.")
    ] = None,
) -> None:
    """Answer questions, from the posts that each brings or else from the home's."""
    import asyncio

    from rookery.cli.progress import counted
    from rookery.evaluate.answers import read_rows, refuse_output, run_answers

    if semantic not in (None, "on", "off"):
        raise BadInput("--semantic takes on or off.")
    if given.named:
        refuse_absent()
    rows = read_rows(input)
    refuse_output(output, input)
    home = network()

    async def answered() -> Any:
        async with home.answering(
            model=model, semantic=semantic or home.settings.embed.semantic
        ) as answering:
            with counted(quiet=given.as_json) as report:
                return await run_answers(rows, output, answering, report)

    done = asyncio.run(answered())
    row = {"questions": done.questions, "declined": done.declined, "made_by": done.made_by}
    if given.as_json:
        show(row | {"output": str(output)})
        return
    asked = amount(done.questions, "question", "questions")
    print(f"{asked}, {done.declined} declined, answered by {done.made_by}: {output}")
