"""`rookery model`: which language model answers, and how one is got."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rookery.cli.given import given, refuse_absent, say, show
from rookery.errors import BadInput, Conflict

if TYPE_CHECKING:
    from rookery.cli.progress import TransferProgress
    from rookery.config import ModelSettings
    from rookery.llm.catalogue import Entry, Terms
    from rookery.llm.found import Offer
    from rookery.llm.get import Accept

model_app = typer.Typer(help="The language model that answers.", no_args_is_help=True)


@model_app.command("list")
def model_list(
    look: Annotated[
        bool, typer.Option("--look/--no-look", help="Ask the model servers of this machine too.")
    ] = True,
) -> None:
    """The models that there are, here and to be had."""
    from rookery.config import load
    from rookery.llm.catalogue import known
    from rookery.llm.found import look as look_around
    from rookery.llm.shelf import entry_of, names

    _refuse_a_slip()
    settings = load(given.home).model
    at = _endpoint_row(settings)
    rows = [] if at is None else [at]
    for name in dict.fromkeys((*known(), *names(given.home))):
        try:
            entry = entry_of(given.home, name)
            rows.append(_row(entry, settings))
            if entry.wrong:
                say(str(entry.wrong))
        except Conflict as error:  # one whose record is damaged does not hide the others
            say(str(error))
    offers = look_around() if look else []
    if given.as_json:
        for row in (*rows, *map(_offer_row, offers)):
            show(row)
        return
    print(f"  {'name':20} {'state':8} {'size':>8} {'context':>8}  licence")
    for row in rows:
        mark = "*" if row["in_use"] else " "
        print(
            f"{mark} {row['name']:20} {row['state']:8} {_weight(row['bytes']):>8} "
            f"{_count(row['context']):>8}  {row['licence']}\n    {row['good_for']}"
        )
    for line in offered(offers):
        print(line)


@model_app.command("get")
def model_get(
    source: Annotated[
        str, typer.Argument(help="A name of the list, hf:owner/repo/file.gguf, or a GGUF file.")
    ],
    name: Annotated[str | None, typer.Option(help="What to call one that the list lacks.")] = None,
    file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A listed one, from this file.")
    ] = None,
    adapter: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An adapter (GGUF) to lay beside it.")
    ] = None,
    instructed: Annotated[
        bool, typer.Option("--instructed", help="It follows instructions: writing help may ask it.")
    ] = False,
    accept_terms: Annotated[
        bool, typer.Option("--accept-terms", help="You have read its terms and accept them.")
    ] = False,
) -> None:
    """Bring a model here; interrupt it and the same command goes on."""
    from rookery.cli.progress import TransferProgress
    from rookery.llm.get import find, get
    from rookery.llm.shelf import entry_of
    from rookery.llm.transfer import weight

    entry = find(source, file=file, name=name)
    with TransferProgress(quiet=given.as_json) as progress:
        try:
            got = get(
                given.home, entry, accept=_accept(accept_terms, progress), report=progress.report,
                adapter=adapter, instructed=instructed,
            )  # fmt: skip
        except KeyboardInterrupt:
            progress.stop()
            say("Interrupted. The same command goes on from there.")
            raise typer.Exit(130) from None
    if given.as_json:
        show({
            "name": got.name, "path": str(got.path), "bytes": got.record.bytes,
            "sha256": got.record.sha256, "licence": got.record.licence, "already": got.already,
        })  # fmt: skip
        return
    is_here = "was here already, and is whole" if got.already else "is here"
    print(f"{got.name} {is_here} ({weight(got.record.bytes)}, {got.record.licence}).")
    kept = entry_of(given.home, got.name)
    if kept.adapter is None and not kept.instructed and not kept.tasks:
        say("Nobody has tuned it for the product's tasks, so the composer keeps them (--adapter).")
    print(f"Have it answer: rookery model use {got.name}")


@model_app.command("use")
def model_use(
    name: Annotated[str, typer.Argument(help="A model that is here, composer, or an address.")],
    model: Annotated[
        str | None, typer.Option("--model", metavar="NAME", help="Which one at the address.")
    ] = None,
) -> None:
    """Say which model answers, from the next start on."""
    from rookery.llm.chosen import use
    from rookery.llm.found import is_local

    kept = use(given.home, name, model)
    at = name.startswith(("http://", "https://"))
    if given.as_json:
        show({"use": kept.use, "model": kept.endpoint_model})
    elif at:
        print(f"{kept.endpoint_model} at {kept.use} answers from the next start on.")
    else:
        print(f"{kept.use} answers from the next start on.")
    if at and not is_local(kept.use):
        say("Questions, and the posts that answer them, are sent to that address.")
    if not at and kept.use != name:
        say(f"The variable ROOKERY_MODEL__USE says {kept.use}, and wins over rookery.toml.")


@model_app.command("info")
def model_info(
    name: Annotated[str | None, typer.Argument(help="Unset, the one in use.")] = None,
) -> None:
    """Everything that is known of a model."""
    from rookery.config import load
    from rookery.llm.shelf import entry_of, record_of

    _refuse_a_slip()
    settings = load(given.home).model
    at = _endpoint_row(settings) if name is None else None
    if at is not None:
        row = at
    else:
        wanted = name or _in_use(settings)
        row = _row(entry_of(given.home, wanted), settings)
        if (record := record_of(given.home, wanted)) is not None:
            row |= {
                "from": record.where_from, "sha256": record.sha256,
                "architecture": record.architecture, "got_at": record.got_at,
                "terms_accepted": record.terms_accepted,
            }  # fmt: skip
    if given.as_json:
        show(row)
        return
    for key, value in row.items():
        if value not in (None, {}, ""):
            print(f"{key.replace('_', ' '):15} {_said(value)}")


def offered(offers: list[Offer]) -> list[str]:
    """What runs on this machine, in lines that say what to type."""
    from shlex import quote

    from rookery.text import visible

    if not offers:
        return []
    lines = ["Running on this machine, and used only when you say so:"]
    for one in offers:
        name = visible(one.model)
        typed = f"rookery model use {one.url} --model {quote(name)}"
        lines.append(f"  {name} ({one.server}): {typed}")
    return lines


def fetch_gemma(home: Path) -> None:
    """For the demo: Gemma is got, whose terms are accepted with `--gemma`, and answers."""
    from rookery.cli.progress import TransferProgress
    from rookery.llm.catalogue import GEMMA_NAME
    from rookery.llm.chosen import use
    from rookery.llm.get import find, get

    with TransferProgress(quiet=given.as_json) as progress:
        get(home, find(GEMMA_NAME), accept=_accept(True, progress), report=progress.report)
    use(home, GEMMA_NAME)


def _accept(flag: bool, progress: TransferProgress) -> Accept:
    import pydoc  # slow to import

    def accept(terms: Terms, text: str | None) -> bool:
        if flag:
            say(f"You accept the {terms.title}: {terms.address}")
            return True
        if given.as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise BadInput(
                f"It comes under the {terms.title}: read them at {terms.address}, and add "
                "--accept-terms if you accept them."
            )
        with progress.paused():  # its line would be written over the question
            if text:
                pydoc.pager(f"{terms.title}\n{terms.address}\n\n{text}\n")
            print(f"{terms.title}: {terms.address}")
            if terms.also:
                print(f"They rest on {terms.also} too.")
            return typer.confirm("Do you accept them?")

    return accept


def _refuse_a_slip() -> None:
    if given.named:
        refuse_absent()


def _in_use(settings: ModelSettings) -> str:
    from rookery.llm.catalogue import COMPOSER, HOUSE
    from rookery.llm.shelf import is_here

    absent = settings.use == HOUSE and not is_here(given.home, HOUSE)
    return COMPOSER if absent else settings.use


def _row(entry: Entry, settings: ModelSettings) -> dict[str, Any]:
    """A model that is known by its name."""
    from rookery.llm.catalogue import HOUSE
    from rookery.llm.shelf import is_here

    in_use = entry.name == _in_use(settings)
    if is_here(given.home, entry.name):
        return _said_of(entry, "in use" if in_use else "here", in_use)
    return _said_of(entry, "absent" if entry.name == HOUSE else "to get", in_use)


def _endpoint_row(settings: ModelSettings) -> dict[str, Any] | None:
    """The model behind the address in use."""
    from rookery.llm.chosen import Remote, chosen

    if not settings.endpoint_model or not isinstance(at := chosen(given.home, settings), Remote):
        return None
    return _said_of(at.entry, "in use", True) | {"from": at.base_url}


def _said_of(entry: Entry, state: str, in_use: bool) -> dict[str, Any]:
    return {
        "name": entry.name, "state": state, "in_use": in_use, "bytes": entry.size_bytes,
        "context": entry.context, "licence": entry.licence,
        "from": str(entry.where_from) if entry.where_from else _with_rookery(entry),
        "good_for": entry.good_for,
        "instructed": entry.instructed, "adapter": str(entry.adapter) if entry.adapter else None,
        "tasks": _skills(entry), "terms": entry.terms.address if entry.terms else None,
    }  # fmt: skip


def _with_rookery(entry: Entry) -> str | None:
    from rookery.llm.catalogue import COMPOSER, HOUSE

    return "Rookery itself" if entry.name in {COMPOSER, HOUSE} else None


def _offer_row(offer: Offer) -> dict[str, Any]:
    return {
        "name": offer.model, "state": "found", "in_use": False, "bytes": offer.size_bytes,
        "context": offer.context, "from": offer.url, "server": offer.server,
    }  # fmt: skip


def _weight(size: int | None) -> str:
    from rookery.llm.transfer import weight

    return weight(size) if size else "-"


def _count(number: int | None) -> str:
    return f"{number:,}" if number else "-"


def _skills(entry: Entry) -> dict[str, Any]:
    """What the weights were tuned for, as it was measured."""
    return {
        name: {"version": skill.version, "reached": skill.reached, **skill.shares}
        for name, skill in entry.tasks.items()
    }


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name} (version {said['version']}{'' if said['reached'] else ', not at its bar'})"
            for name, said in value.items()
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
