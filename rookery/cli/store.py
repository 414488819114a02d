"""`rookery store`: looking after what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rookery.cli.given import amount, given, network_there, say, show

if TYPE_CHECKING:
    from rookery.app import Rookery

store_app = typer.Typer(help="Look after the store of posts.", no_args_is_help=True)


@store_app.command("stats")
def store_stats() -> None:
    """How much there is, of what, and in what state."""
    from rookery.cli.results import show_stats, stats_row

    stats = network_there().store.stats()
    if given.as_json:
        show(stats_row(stats))
    else:
        show_stats(stats)


@store_app.command("check")
def store_check() -> None:
    """Look for what is wrong: exit code 1 where something is."""
    from rookery.store.damage import told

    home = network_there()
    # before it is opened: what is damaged may keep it from that
    wrong, pending = told(home.home / "store"), list[str]()
    if not wrong:
        wrong, pending = home.store.check(files=False), home.store.pending()
    if given.as_json:
        show({"ok": not wrong, "wrong": wrong, "pending": pending})
    else:
        print("\n".join([*(wrong or ["The store is whole."]), *pending]))
    if wrong:
        raise typer.Exit(1)


@store_app.command("compact")
def store_compact(
    purge: Annotated[
        bool,
        typer.Option(
            "--purge", help="Leave nothing of a deleted post in any file; rejects go too."
        ),
    ] = False,
    reanalyse: Annotated[
        bool,
        typer.Option(
            "--reanalyse", help="Analyse and embed every post again first, by the settings as now."
        ),
    ] = False,
) -> None:
    """Join what many small batches left; writers wait, readers go on."""
    home = network_there()
    done = _reanalysed(home) if reanalyse else None
    before = home.store.stats()
    home.compact(purge=purge)
    after = home.store.stats()
    freed = before.bytes - after.bytes
    row = {"fragments": after.fragments, "deltas": after.deltas, "bytes": after.bytes,
           "freed": freed, "purged": purge,
           "reanalysed": done}  # fmt: skip
    if given.as_json:
        show(row)
    else:
        print(
            f"{amount(before.fragments, 'data file')} became {after.fragments}, "
            f"{amount(before.deltas, 'part of the text index', 'parts of the text index')} became "
            f"{after.deltas}; {before.bytes / 1e6:,.1f} MB became {after.bytes / 1e6:,.1f}."
        )


def _reanalysed(home: Rookery) -> int:
    from rookery.cli.progress import ReanalysisProgress

    with ReanalysisProgress(quiet=given.as_json) as progress:
        try:
            done = home.reanalyse(progress.report)
        except KeyboardInterrupt:
            progress.stop()
            say("Interrupted. The posts stand as before; the same command goes on from there.")
            raise typer.Exit(130) from None
    if not given.as_json:
        are = "is" if done == 1 else "are"
        print(f"{amount(done, 'post')} {are} analysed again: if a server runs, start it again.")
    return done


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
    from rookery.store.exported import exported

    home = network_there()
    who = OPERATOR if everything else ANONYMOUS
    if reader is not None:
        who = reader_named(reader, home.settings)
    for post in home.store.export(who):
        show(exported(post))
