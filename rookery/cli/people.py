"""`rookery people`: accounts, by whoever has the home's files in hand."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rookery.cli.given import given, network, refuse_absent, show
from rookery.errors import BadInput

if TYPE_CHECKING:
    from rookery.people.accounts import Accounts, Person

_BY = "the command line"
people_app = typer.Typer(help="Accounts, their roles and the log of it.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The person's name.")]
Roles = Annotated[str, typer.Option(help="Of operator, moderator, advertiser, reviewer, member.")]


@contextmanager
def _accounts(*, made: bool = False) -> Iterator[Accounts]:
    if not made:
        refuse_absent()
    home = network()
    with home.ledger_open():
        yield home.accounts


@people_app.command("add")
def people_add(
    name: Name,
    roles: Roles = "member",
    groups: Annotated[str, typer.Option(help="Whose closed posts they may read.")] = "",
) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    password = _password()
    with _accounts(made=True) as accounts:
        _say(accounts.add(name, password, _parts(roles), _parts(groups), by=_BY))


@people_app.command("list")
def people_list() -> None:
    """Everybody with an account."""
    with _accounts() as accounts:
        everybody = accounts.all()
        for person in everybody:
            _say(person)
        if not everybody and not given.as_json:
            print("Nobody has an account yet: make one with `rookery people add NAME`.")


@people_app.command("roles")
def people_roles(name: Name, roles: Roles) -> None:
    """Give somebody exactly these roles."""
    with _accounts() as accounts:
        _say(accounts.set_roles(name, _parts(roles), by=_BY))


@people_app.command("password")
def people_password(name: Name) -> None:
    """Set a password; who was signed in by the old one is signed out."""
    with _accounts() as accounts:
        accounts.named(name)
        accounts.set_password(name, _password(), by=_BY)
        _say(accounts.named(name))


@people_app.command("close")
def people_close(name: Name) -> None:
    """End an account, with its conversations; what it did stays in the log."""
    from rookery.assistant.conversations import Conversations, person_owner

    with _accounts() as accounts:
        accounts.close(name, by=_BY)
        person = accounts.named(name)
        Conversations(accounts.ledger).leave(person_owner(person.id))
        _say(person)


@people_app.command("invite")
def people_invite(
    roles: Roles = "member",
    groups: Annotated[str, typer.Option(help="Whose closed posts they may read.")] = "",
) -> None:
    """Print the path of a page where one person may make an account, once and within two weeks."""
    with _accounts(made=True) as accounts:
        path = f"/invitation/{accounts.invite(_parts(roles), _parts(groups), by=_BY)}"
    if given.as_json:
        show({"path": path})
    else:
        print(path)


@people_app.command("audit")
def people_audit(
    limit: Annotated[int, typer.Option(help="How many, the newest first.")] = 100,
) -> None:
    """What was done, by whom; exit code 1 where the log is not as it was written."""
    from rookery.people.audit import entries, problems

    if limit < 1:
        raise BadInput(f"--limit takes a number from 1, and not {limit}.")
    refuse_absent()
    home = network()
    with home.ledger_open():
        for entry in entries(home.ledger, limit=limit):
            if given.as_json:
                show(
                    {
                        "seq": entry.seq, "at": entry.at.isoformat(), "who": entry.who,
                        "what": entry.what, "about": entry.about, "detail": dict(entry.detail),
                    }
                )  # fmt: skip
            else:
                told = ", ".join(f"{k} {v}" for k, v in entry.detail.items())
                print(
                    f"{entry.seq:5}  {entry.at:%Y-%m-%d %H:%M}  {entry.who}  {entry.what}  "
                    f"{entry.about}  {told}".rstrip()
                )
        wrong = list(problems(home.ledger))
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if wrong:
        raise typer.Exit(1)


def _say(person: Person) -> None:
    row: dict[str, Any] = {
        "name": person.name, "roles": sorted(person.roles), "groups": sorted(person.groups),
        "closed": person.closed,
    }  # fmt: skip
    if given.as_json:
        show(row)
        return
    groups = f"  reads {','.join(row['groups'])}" if person.groups else ""
    print(f"{person.name:20}  {','.join(row['roles'])}{groups}{'  closed' * person.closed}")


def _parts(listed: str) -> list[str]:
    return [part.strip() for part in listed.split(",") if part.strip()]


def _password() -> str:
    """Asked for twice in a terminal, else the first line of standard input: never an argument,
    which others on the machine could read.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise BadInput("The two are not the same: try again.")
    return password
