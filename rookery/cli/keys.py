"""`rookery keys`: who may come in. A key itself is shown once, when it is made."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from rookery.cli.given import given, network, refuse_absent, show

keys_app = typer.Typer(help="API keys; rookery.toml keeps their hashes.", no_args_is_help=True)


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

    key = add_key(given.home, name, scopes, reader)
    print(json.dumps({"name": name, "key": key}) if given.as_json else key)


@keys_app.command("list")
def keys_list() -> None:
    """The names of the keys, and what each may."""
    from rookery.config import load

    refuse_absent()
    keys = load(given.home).keys
    for row in keys:
        if given.as_json:
            show({"name": row.name, "scopes": row.scopes, "reader": row.reader})
        else:
            reads = f"  as {row.reader}" if row.reader else ""
            print(f"{row.name:20}  {','.join(row.scopes)}{reads}")
    if not keys and not given.as_json:
        print("There are no keys yet: make one with `rookery keys add NAME`.")


def _forget(name: str) -> None:
    """What a key without a reader kept is nobody's now: a later key of that name has none of it."""
    home = network()
    if home.has_ledger:
        with home.ledger_open():
            home.conversations.leave(f"key:{name}")


@keys_app.command("remove")
def keys_remove(name: Annotated[str, typer.Argument(help="What it is called.")]) -> None:
    """Take a key away: whoever holds it is refused from the next request on."""
    from rookery.people.keys import remove_key

    refuse_absent()
    remove_key(given.home, name)
    _forget(name)
    if given.as_json:
        show({"name": name, "removed": True})
    else:
        print(f"The key {name!r} is gone.")
