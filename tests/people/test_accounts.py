"""Accounts: who they are, signing in, invitations, and a log that they cannot change."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from rookery.errors import BadInput, Conflict, Forbidden, NotFound, Unauthorized
from rookery.ledger import Ledger
from rookery.ledger.tables import AUDIT, PEOPLE, SESSIONS
from rookery.people.accounts import INVITED, LASTS, Accounts
from rookery.people.audit import entries, problems
from tests.ledger.conftest import ledger, postgres_url  # noqa: F401  fixtures

WORDS = "four words make one"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(ledger: Ledger, clock: Clock) -> Accounts:  # noqa: F811  a fixture
    return Accounts(ledger, clock)


def test_somebody_signs_in_and_out(accounts: Accounts) -> None:
    assert not accounts.any()
    made = accounts.add("Ada", WORDS, ["operator", "member"], ["crew"], by="cli")
    assert accounts.any()
    token = accounts.sign_in(" ADA ", WORDS)
    assert accounts.of_session(token) == made
    assert made.reader.groups == {"crew"}
    assert made.reader.scopes == {"read", "write", "admin"}
    accounts.sign_out(token)
    assert accounts.of_session(token) is None


def test_only_an_operator_may_write(accounts: Accounts) -> None:
    member = accounts.add("Bo", WORDS, ["member", "advertiser"], by="cli")
    assert member.reader.scopes == {"read"}


def test_neither_password_nor_token_is_kept(accounts: Accounts, ledger: Ledger) -> None:  # noqa: F811
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    token = accounts.sign_in("ada", WORDS)
    with ledger.read() as connection:
        kept = [*connection.execute(PEOPLE.select()), *connection.execute(SESSIONS.select())]
    assert WORDS not in str(kept)
    assert token not in str(kept)
    assert kept[0].password.startswith("$argon2id$")


def test_a_wrong_name_and_a_wrong_password_are_told_alike(accounts: Accounts) -> None:
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    for name, password in (("ada", "x" * 12), ("nobody", WORDS), ("ada", ""), ("", "")):
        with pytest.raises(Unauthorized, match="do not belong together"):
            accounts.sign_in(name, password)


def test_who_guesses_has_to_wait(accounts: Accounts, clock: Clock) -> None:
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    for _ in range(10):
        with pytest.raises(Unauthorized):
            accounts.sign_in("ada", "not it at all")
    with pytest.raises(Forbidden, match="15 minutes"):
        accounts.sign_in("ADA", WORDS)
    clock.at += timedelta(minutes=16)
    assert accounts.sign_in("ada", WORDS)


def test_a_session_ends_by_itself_and_with_its_password(accounts: Accounts, clock: Clock) -> None:
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    token = accounts.sign_in("ada", WORDS)
    accounts.set_password("ada", "other words than those", by="Ada")
    assert accounts.of_session(token) is None
    token = accounts.sign_in("ada", "other words than those")
    clock.at += LASTS + timedelta(seconds=1)
    assert accounts.of_session(token) is None


def test_a_name_is_somebody_s_alone(accounts: Accounts) -> None:
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    with pytest.raises(Conflict, match="named ADA"):
        accounts.add("ADA", WORDS, ["member"], by="cli")
    with pytest.raises(NotFound):
        accounts.named("nobody")


@pytest.mark.parametrize(
    ("name", "password", "roles"),
    [
        ("", WORDS, ["member"]),
        ("x" * 81, WORDS, ["member"]),
        ("a\u202eb", WORDS, ["member"]),
        ("Ada", "short", ["member"]),
        ("Ada", "x" * 1_001, ["member"]),
        ("Ada", WORDS, ["king"]),
        ("Ada", WORDS, []),
    ],
)
def test_what_cannot_be_is_refused(
    accounts: Accounts, name: str, password: str, roles: list[str]
) -> None:
    with pytest.raises(BadInput):
        accounts.add(name, password, roles, by="cli")
    assert not accounts.any()


def test_an_invitation_makes_one_account(accounts: Accounts, clock: Clock) -> None:
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    token = accounts.invite(["moderator"], ["crew"], by="Ada")
    made = accounts.accept(token, "Bo", WORDS)
    assert (made.roles, made.groups) == ({"moderator"}, {"crew"})
    with pytest.raises(Forbidden, match="ask for another"):
        accounts.accept(token, "Cy", WORDS)
    late = accounts.invite(["member"], by="Ada")
    clock.at += INVITED + timedelta(seconds=1)
    with pytest.raises(Forbidden):
        accounts.accept(late, "Cy", WORDS)


def test_a_refused_account_does_not_spend_its_invitation(accounts: Accounts) -> None:
    token = accounts.invite(["member"], by="cli")
    with pytest.raises(BadInput):
        accounts.accept(token, "Bo", "short")
    assert accounts.accept(token, "Bo", WORDS).name == "Bo"


def test_the_last_operator_stays(accounts: Accounts) -> None:
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    for change in (
        lambda: accounts.set_roles("ada", ["member"], by="Ada"),
        lambda: accounts.close("ada", by="Ada"),
    ):
        with pytest.raises(Conflict, match="last operator"):
            change()
    accounts.add("Bo", WORDS, ["operator"], by="Ada")
    token = accounts.sign_in("ada", WORDS)
    accounts.close("ada", by="Bo")
    assert accounts.of_session(token) is None
    assert accounts.named("Ada").closed
    with pytest.raises(Unauthorized):
        accounts.sign_in("ada", WORDS)


def test_all_that_was_done_is_in_the_log(accounts: Accounts, ledger: Ledger) -> None:  # noqa: F811
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    accounts.add("Bo", WORDS, ["member"], by="Ada")
    accounts.set_roles("bo", ["reviewer"], by="Ada")
    accounts.set_password("bo", "other words than those", by="Bo")
    accounts.close("bo", by="Ada")
    told = [(e.who, e.what, e.about) for e in entries(ledger)]
    assert told == [
        ("Ada", "person.closed", "Bo"),
        ("Bo", "password.set", "Bo"),
        ("Ada", "roles.set", "Bo"),
        ("Ada", "person.added", "Bo"),
        ("cli", "person.added", "Ada"),
    ]
    assert entries(ledger)[2].detail == {"before": ["member"], "after": ["reviewer"]}
    assert WORDS not in str(entries(ledger))
    assert [e.seq for e in entries(ledger, before=3, limit=1)] == [2]
    assert list(problems(ledger)) == []


def test_the_database_refuses_to_change_the_log(accounts: Accounts, ledger: Ledger) -> None:  # noqa: F811
    accounts.add("Ada", WORDS, ["operator"], by="cli")
    over = AUDIT.insert().values(  # what SQLite's REPLACE does is neither of the others
        seq=1, at=datetime.now(UTC), who="x", what="x", about="x", detail="{}", before="", hash=""
    )
    if ledger.engine.dialect.name == "sqlite":
        over = over.prefix_with("OR REPLACE")
    for change in (update(AUDIT).values(who="nobody"), delete(AUDIT), over):
        with (
            pytest.raises(DBAPIError, match=r"only added to|duplicate"),
            ledger.begin() as connection,
        ):
            connection.execute(change)
    assert [e.who for e in entries(ledger)] == ["cli"]


def test_a_change_behind_its_back_is_found(accounts: Accounts, ledger: Ledger) -> None:  # noqa: F811
    for name in ("Ada", "Bo", "Cy", "Di"):
        accounts.add(name, WORDS, ["operator"], by="cli")
    sqlite = ledger.engine.dialect.name == "sqlite"
    drops = (
        ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
        if sqlite
        else ["DROP TRIGGER audit_only_added_to ON audit"]
    )
    with ledger.begin() as connection:
        for drop in drops:
            connection.execute(text(drop))
        connection.execute(text("UPDATE audit SET who = 'x' WHERE seq = 2"))
        connection.execute(text("DELETE FROM audit WHERE seq = 3"))
    assert list(problems(ledger)) == [
        "Row 2 of the audit log was changed after it was written.",
        "The audit log lacks its rows 3 to 3.",
    ]
