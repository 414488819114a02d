"""The commands at the top: thin, over `app.py`.

Nothing heavy is imported before a command needs it: `--help` and `--version` answer at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from rookery.cli.evaluate import eval_app
from rookery.cli.given import given, network, network_there, refuse_absent, say, show
from rookery.cli.keys import keys_app
from rookery.cli.model import model_app
from rookery.cli.people import people_app
from rookery.cli.resident import one_allocator
from rookery.cli.store import store_app
from rookery.cli.training import export, train, tune
from rookery.errors import BadInput
from rookery.version import VERSION

_MOST = 1_000  # results of a search
app = typer.Typer(
    help="Search for any social network's posts, on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(store_app, name="store")
app.add_typer(eval_app, name="eval")
app.add_typer(keys_app, name="keys")
app.add_typer(model_app, name="model")
app.add_typer(people_app, name="people")
app.command()(train)
app.command()(tune)
app.command()(export)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"rookery {VERSION}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")
    ] = False,
    home: Annotated[
        str, typer.Option("--home", metavar="DIR", help="The data folder.")
    ] = "rookery-data",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """Search for any social network's posts, on your own machine."""


@app.command()
def demo(
    still: Annotated[
        bool, typer.Option("--still", help="All of it at once, ending now: nothing plays on.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="0 takes a free one.")] = None,
    gemma: Annotated[
        bool, typer.Option("--gemma", help="Gemma 3 270M answers; you accept its terms with it.")
    ] = False,
    house: Annotated[bool, typer.Option("--house", help="What ships with it answers.")] = False,
) -> None:
    """The sample network in a browser."""
    if gemma and house:
        raise BadInput("--gemma and --house exclude each other: give one of them.")
    one_allocator()
    from rookery.cli.serving import serve_demo

    serve_demo(
        given.home, still=still, port=port, answers="gemma" if gemma else "house" if house else None
    )


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Elsewhere than here needs a key.")] = None,
    port: Annotated[int | None, typer.Option(help="0 takes a free one.")] = None,
) -> None:
    """The API and the pages."""
    one_allocator()
    from rookery.cli.serving import serve as run

    run(given.home, host=host, port=port)


@app.command()
def engine(
    model: Annotated[
        str | None, typer.Option(metavar="FILE.gguf", help="Or the name of one in the home.")
    ] = None,
    adapter: Annotated[
        Path | None, typer.Option(metavar="FILE.gguf", help="A LoRA adapter for the model.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The chat's form, in place of its own.")
    ] = None,
) -> None:
    """The embedded engine by itself: a model served on this machine."""
    from rookery.cli.engine import run_engine

    run_engine(given.home, model, adapter=adapter, template=template)


@app.command()
def ingest(
    source: Annotated[
        str,
        typer.Argument(help="x-archive, x-api, jsonl, csv, parquet; or the path, and we look."),
    ],
    path: Annotated[
        str | None, typer.Argument(help="A file, a folder, or - for standard input.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="Where a field stands, text=body."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--source-name", help="What to call this source.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Of the text, where it is not UTF-8.")] = "utf-8",
    grant: Annotated[
        str | None,
        typer.Option(metavar="train,ads", help="Allow these where the author has said nothing."),
    ] = None,
    because: Annotated[str, typer.Option(help="The ground for --grant; it is kept.")] = "",
    restart: Annotated[
        bool, typer.Option("--restart", help="From the beginning, not where it stopped.")
    ] = False,
) -> None:
    """Take a network's posts in; interrupt it and the same command goes on."""
    from rookery.cli.progress import IngestProgress, failures, took_any, warnings
    from rookery.ingest import KINDS

    kind, where = (source, path) if path is not None else (None, source)
    if path is None and source in KINDS:
        raise BadInput(f"Say what to read: rookery ingest {source} PATH (or - for standard input).")
    if kind is not None and kind not in KINDS:
        raise BadInput(f"There is no source {kind!r}: it is one of {', '.join(KINDS)}.")
    assert where is not None
    home = network()
    for sentence in home.store.pending():
        say(sentence)
    with IngestProgress(quiet=given.as_json) as progress:
        try:
            done = home.ingest(
                where,
                kind,
                mapping=_pairs(mapping or []),
                source_name=name,
                encoding=encoding,
                grant=_grant(grant, because),
                report=progress.report,
                restart=restart,
            )
        except KeyboardInterrupt:
            progress.stop()
            say("Interrupted. What was committed is in; the same command goes on from there.")
            raise typer.Exit(130) from None
    a = done.applied
    row: dict[str, Any] = {
        "records": done.records, "new": a.new, "updated": a.updated, "unchanged": a.unchanged,
        "deleted": a.deleted, "held": a.held, "follows": a.follows, "rejected": done.rejected,
        "seconds": round(done.seconds, 2),
    }  # fmt: skip
    if done.rejected:
        row["rejects"] = str(home.home / "rejects")
    if a.elsewhere:
        row["elsewhere"] = a.elsewhere
    if done.left_out:
        row["left_out"] = [{"file": file, "reason": why} for file, why in done.left_out.items()]
    if given.as_json:
        show(row)
    else:
        print(progress.summary(done, where))
    for sentence in warnings(done):
        say(f"rookery: {sentence}")
    for sentence in failures(done):
        say(f"rookery: {sentence}")
    if failures(done):
        raise typer.Exit(2 if done.unmapped and not took_any(done) else 1)


def _pairs(mapping: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for item in mapping:
        field, sign, column = item.partition("=")
        if not sign or not field or not column:
            raise BadInput(f"--map takes FIELD=COLUMN, such as text=body, and not {item!r}.")
        if field in pairs:
            raise BadInput(
                f"--map gives {field} twice, {pairs[field]!r} and {column!r}: give it one column."
            )
        pairs[field] = column
    return pairs


def _grant(grant: str | None, because: str) -> Any:
    from rookery.ingest.grant import Grant

    if grant is None:
        return None
    wanted = {g.strip() for g in grant.split(",") if g.strip()}
    if not wanted or not wanted <= {"train", "ads"}:
        raise BadInput("--grant takes train, ads or train,ads.")
    if not because.strip():
        raise BadInput("--grant needs its ground: --because 'members agreed in the terms of 2026'.")
    return Grant("train" in wanted, "ads" in wanted, because.strip())


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="As on X: words, from:, since:, -not, OR …")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="TIME", help="As of a moment: a day, an ISO time, 7d."),
    ] = None,
    limit: Annotated[int, typer.Option(help="How many, 1 to 1,000.")] = 10,
    latest: Annotated[bool, typer.Option("--latest", help="Newest first.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="What each part gave to the score.")
    ] = False,
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="A reader of rookery.toml.")
    ] = None,
) -> None:
    """Search the posts."""
    from rookery.cli.results import show_results, to_row
    from rookery.people import ANONYMOUS, reader_named
    from rookery.search.reposts import originals
    from rookery.text import visible

    if not 1 <= limit <= _MOST:
        raise BadInput(f"--limit takes a number from 1 to {_MOST:,}, and not {limit:,}.")
    # the order of time needs no model, which takes the longest of all to load
    home = network_there(**({"embed": {"semantic": "off"}} if latest else {}))
    who = ANONYMOUS if reader is None else reader_named(reader, home.settings)
    found = home.search.search(
        query,
        who,
        order="latest" if latest else "relevance",
        as_of=_moment(as_of),
        limit=limit,
        beside=not given.as_json,
    )
    for notice in found.notices:
        say(visible(str(notice)))
    if given.as_json:
        for hit in found.hits:
            show(to_row(hit, explain=explain))
    else:
        posts = [hit.post for hit in found.hits]
        show_results(found, originals(home.search, posts, who), explain=explain)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    from rookery.search.times import instant

    if not text.strip():
        raise BadInput("--as-of takes a moment, such as 2026-11-20, 2026-11 or 7d.")
    try:
        return instant(text.strip(), datetime.now(UTC))
    except ValueError as reason:
        raise BadInput(f"In --as-of, {reason}.") from None


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In your own words.")],
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="A reader of rookery.toml.")
    ] = None,
) -> None:
    """Answer a question from the posts, each sentence with those that say so."""
    from rookery.cli.asking import run_ask

    run_ask(question, reader)


@app.command()
def summary(
    thread: Annotated[
        str | None, typer.Option(metavar="ID", help="The conversation that this post stands in.")
    ] = None,
    trend: Annotated[
        str | None, typer.Option(metavar="WORDS", help="A word or a few, over a day.")
    ] = None,
    community: Annotated[
        str | None, typer.Option(metavar="NAME", help="Its last seven days.")
    ] = None,
    hours: Annotated[float, typer.Option(min=0.01, max=744, help="Of a trend.")] = 24,
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="A reader of rookery.toml.")
    ] = None,
) -> None:
    """Sum up a thread, a trend or a community's week, each sentence with the posts that say so."""
    from rookery.answer.subjects import subject_of
    from rookery.cli.asking import run_summary

    run_summary(subject_of(thread, trend, community, hours), reader)


@app.command()
def chat(
    go_on: Annotated[
        bool, typer.Option("--continue", help="The conversation that was changed last.")
    ] = False,
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="A reader of rookery.toml.")
    ] = None,
) -> None:
    """The assistant in the terminal."""
    from rookery.cli.chatting import run_chat

    run_chat(reader, go_on=go_on)


@app.command()
def mcp(
    reader: Annotated[
        str | None,
        typer.Option("--reader", "--as", metavar="READER", help="A reader of rookery.toml."),
    ] = None,
) -> None:
    """Search and answers for the model of an MCP client, which starts this."""
    one_allocator()
    refuse_absent()
    from rookery.cli.mcp_stdio import run_mcp

    run_mcp(reader)


@app.command()
def doctor() -> None:
    """What is installed, what is missing, what to type."""
    from rookery.cli.doctor import examine

    findings = examine(given.home)
    if given.as_json:
        for f in findings:
            show({"what": f.what, "state": f.state, "detail": f.detail, "type": f.do})
    else:
        for f in findings:
            print(f"{f.state:8} {f.what:22} {f.detail}" + (f"\n{'':31} {f.do}" if f.do else ""))
    if any(f.state == "broken" for f in findings):
        raise typer.Exit(1)
