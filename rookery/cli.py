"""The `rookery` command: thin commands over `app.py`, and the one place for exit codes.

`--home DIR` and `--json` may stand anywhere on the line. Nothing heavy is imported before a command
needs it, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rookery import __version__
from rookery.errors import BadInput, RookeryError

if TYPE_CHECKING:
    from rookery.app import Rookery

app = typer.Typer(
    help="Search, ads and an assistant for any social network, on a model that you own.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
store_app = typer.Typer(help="Look after the store of posts.", no_args_is_help=True)
eval_app = typer.Typer(help="Judge the product on a collection of your own.", no_args_is_help=True)
keys_app = typer.Typer(help="API keys; rookery.toml keeps their hashes.", no_args_is_help=True)
app.add_typer(store_app, name="store")
app.add_typer(eval_app, name="eval")
app.add_typer(keys_app, name="keys")


@dataclass(slots=True)
class _Given:
    """What may stand anywhere on the line."""

    home: Path = Path("rookery-data")
    as_json: bool = False


_given = _Given()


def _network(**flags: Any) -> Rookery:
    from rookery.app import Rookery

    return Rookery.open(_given.home, **flags)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _show(row: Any) -> None:
    print(json.dumps(row, ensure_ascii=False, default=str))


def _version(wanted: bool) -> None:
    if wanted:
        print(f"rookery {__version__}")
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
    """Search, ads and an assistant for any social network, on a model that you own."""


@app.command()
def demo(
    still: Annotated[
        bool, typer.Option("--still", help="All of it at once, ending now: nothing plays on.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="0 takes a free one.")] = None,
) -> None:
    """The sample network in a browser."""
    from rookery.serve import serve_demo

    serve_demo(_given.home, still=still, port=port)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Elsewhere than here needs a key.")] = None,
    port: Annotated[int | None, typer.Option(help="0 takes a free one.")] = None,
) -> None:
    """The API and the pages."""
    from rookery.serve import serve as run

    run(_network(), host=host, port=port)


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
    from rookery.ingest import KINDS
    from rookery.progress import IngestProgress

    kind, where = (source, path) if path is not None else (None, source)
    if path is None and source in KINDS:
        raise BadInput(f"Say what to read: rookery ingest {source} PATH (or - for standard input).")
    if kind is not None and kind not in KINDS:
        raise BadInput(f"There is no source {kind!r}: it is one of {', '.join(KINDS)}.")
    assert where is not None
    network = _network()
    with IngestProgress(quiet=_given.as_json) as progress:
        try:
            done = network.ingest(
                where,
                kind,
                mapping=_pairs(mapping or []),
                source_name=name,
                encoding=encoding,
                grant=_grant(grant, because, network.home),
                report=progress.report,
                restart=restart,
            )
        except KeyboardInterrupt:
            progress.stop()
            _say("Interrupted. What was committed is in; the same command goes on from there.")
            raise typer.Exit(130) from None
    a = done.applied
    row = {
        "records": done.records, "new": a.new, "updated": a.updated, "unchanged": a.unchanged,
        "deleted": a.deleted, "held": a.held, "follows": a.follows, "rejected": done.rejected,
        "seconds": round(done.seconds, 2),
    }  # fmt: skip
    if done.rejected:
        row["rejects"] = str(network.home / "rejects")
    if _given.as_json:
        _show(row)
    else:
        print(progress.summary(done, network.home))


def _pairs(mapping: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for item in mapping:
        field, sign, column = item.partition("=")
        if not sign or not field or not column:
            raise BadInput(f"--map takes FIELD=COLUMN, such as text=body, and not {item!r}.")
        pairs[field] = column
    return pairs


def _grant(grant: str | None, because: str, home: Path) -> Any:
    from rookery.ingest.run import Grant, record_grant

    if grant is None:
        return None
    wanted = {g.strip() for g in grant.split(",") if g.strip()}
    if not wanted or not wanted <= {"train", "ads"}:
        raise BadInput("--grant takes train, ads or train,ads.")
    if not because.strip():
        raise BadInput("--grant needs its ground: --because 'members agreed in the terms of 2026'.")
    given = Grant("train" in wanted, "ads" in wanted, because.strip())
    record_grant(home, given)
    return given


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="As on X: words, from:, since:, -not, OR …")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME", help="As of a moment, ISO 8601.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000)] = 10,
    latest: Annotated[bool, typer.Option("--latest", help="Newest first.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="What each part gave to the score.")
    ] = False,
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="A reader of rookery.toml.")
    ] = None,
) -> None:
    """Search the posts."""
    from rookery.people import ANONYMOUS, reader_named
    from rookery.terminal import show_results, to_row

    network = _network()
    who = reader_named(reader, network.settings) if reader else ANONYMOUS
    found = network.search.search(
        query,
        who,
        order="latest" if latest else "relevance",
        as_of=_moment(as_of),
        limit=limit,
        beside=not _given.as_json,
    )
    if _given.as_json:
        for hit in found.hits:
            _show(to_row(hit, explain=explain))
    else:
        show_results(found, explain=explain)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    from rookery.ingest.fields import parse_time

    time = parse_time(text)
    if time is None:
        raise BadInput(f"--as-of takes a time such as 2026-11-20T18:00Z, and not {text!r}.")
    return time


@store_app.command("stats")
def store_stats() -> None:
    """How much there is, of what, and in what state."""
    from rookery.terminal import show_stats, stats_row

    stats = _network().store.stats()
    if _given.as_json:
        _show(stats_row(stats))
    else:
        show_stats(stats)


@store_app.command("check")
def store_check() -> None:
    """Look for what is wrong: exit code 1 where something is."""
    wrong = _network().store.check()
    if _given.as_json:
        _show({"ok": not wrong, "wrong": wrong})
    else:
        print("\n".join(wrong) or "The store is whole.")
    if wrong:
        raise typer.Exit(1)


@store_app.command("compact")
def store_compact(
    purge: Annotated[
        bool, typer.Option("--purge", help="Leave nothing of a deleted post in any file.")
    ] = False,
) -> None:
    """Join what many small batches left; writers wait, readers go on."""
    network = _network()
    before = network.store.stats()
    network.compact(purge=purge)
    after = network.store.stats()
    row = {"fragments": after.fragments, "deltas": after.deltas, "bytes": after.bytes,
           "freed": before.bytes - after.bytes, "purged": purge}  # fmt: skip
    if _given.as_json:
        _show(row)
    else:
        print(
            f"{before.fragments} data files became {after.fragments}, {before.deltas} parts of the "
            f"text index {after.deltas}; {row['freed'] / 1e6:,.1f} MB freed."
        )


@store_app.command("export")
def store_export(
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="What this reader may read.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Closed groups too: the operator's own copy.")
    ] = False,
) -> None:
    """All posts as JSON lines, which `ingest jsonl` takes back."""
    from rookery.people import ANONYMOUS, OPERATOR, reader_named
    from rookery.post import to_json

    network = _network()
    who = OPERATOR if everything else ANONYMOUS
    if reader:
        who = reader_named(reader, network.settings)
    for post in network.store.export(who):
        _show(to_json(post))


@keys_app.command("add")
def keys_add(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    scopes: Annotated[str, typer.Option(help="Of read, write, admin.")] = "read",
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="Whose groups it reads with.")
    ] = None,
) -> None:
    """Make a key and print it, once."""
    from rookery.people.keys import add_key

    key = add_key(_given.home, name, scopes, reader)
    print(json.dumps({"name": name, "key": key}) if _given.as_json else key)


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
    from rookery.evaluate.search import measure, run_search
    from rookery.progress import counted
    from rookery.serve import semantic_for

    if semantic not in (None, "on", "off"):
        raise BadInput("--semantic takes on or off.")
    network = _network()
    reading = semantic_for(semantic)
    with counted(quiet=_given.as_json) as report:
        n = run_search(
            corpus, queries, run, semantic=reading,
            load_embedder=network.embedder_loader(), report=report,
        )  # fmt: skip
    row: dict[str, Any] = {"queries": n, "run": str(run), "semantic": reading is not None}
    if qrels is not None:
        row |= measure(run, qrels)
    if _given.as_json:
        _show(row)
        return
    print(f"{n} queries, {'with' if reading else 'without'} semantic reading: {run}")
    for name, value in row.items():
        if isinstance(value, float):
            print(f"{name:8} {value:.4f}")


@app.command()
def doctor() -> None:
    """What is installed, what is missing, what to type."""
    from rookery.doctor import examine

    findings = examine(_given.home)
    if _given.as_json:
        for f in findings:
            _show({"what": f.what, "state": f.state, "detail": f.detail, "type": f.do})
    else:
        for f in findings:
            print(f"{f.state:8} {f.what:22} {f.detail}" + (f"\n{'':31} {f.do}" if f.do else ""))
    if any(f.state == "broken" for f in findings):
        raise typer.Exit(1)


def _anywhere(arguments: Sequence[str]) -> list[str]:
    """Take `--home` and `--json` from wherever they stand before a `--`."""
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return [*rest, argument, *waiting]
        if argument == "--json":
            _given.as_json = True
        elif argument == "--home":
            value = next(waiting, None)
            if value is None:
                raise BadInput("--home takes a folder.")
            _given.home = Path(value)
        elif argument.startswith("--home="):
            _given.home = Path(argument.removeprefix("--home="))
        else:
            rest.append(argument)
    return rest


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: errors become one sentence and an exit code, and no traceback."""
    _given.home, _given.as_json = Path(os.environ.get("ROOKERY_HOME", "rookery-data")), False
    try:
        app(_anywhere(sys.argv[1:] if arguments is None else arguments))
    except RookeryError as error:
        _say(f"rookery: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `rookery … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  the last line of defence: a person reads a sentence
        _say(f"rookery: {_unexpected(error)}")
        sys.exit(1)


def _unexpected(error: Exception) -> str:
    """Keep the traceback in a file for whoever mends it."""
    text = "".join(traceback.format_exception(error))
    try:
        _given.home.mkdir(parents=True, exist_ok=True)
        path = _given.home / "crash.txt"
        path.write_text(text, "utf-8")
    except OSError:
        return f"something unforeseen went wrong: {type(error).__name__}: {error}"
    return f"something unforeseen went wrong ({type(error).__name__}); the details are in {path}."
