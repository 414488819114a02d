"""The sample network is a place worth searching, and plays on as one looks."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from rookery import sample
from rookery.app import Rookery
from rookery.people import OPERATOR
from rookery.post import AccountGone, Delete, Event, Follow, Post, Upsert
from rookery.sample import GROUP, Player, Scene, load_scene

BEGAN = datetime(2026, 11, 24, 9, tzinfo=UTC)


def posts(events: list[Event] | tuple[Event, ...]) -> list[Post]:
    return [e.post for e in events if isinstance(e, Upsert)]


def everything(scene: Scene) -> list[Event]:
    return [*scene.past, *(event for _, event in scene.coming)]


def test_it_is_large_and_varied_enough() -> None:
    all_of_it = posts(load_scene(BEGAN, still=True).past)
    assert len({p.text for p in all_of_it if not p.repost_of}) >= 600
    assert len({p.author.handle for p in all_of_it}) >= 150
    assert len({p.community for p in all_of_it if p.community}) >= 12
    assert {"en", "it", "es"} <= {p.lang for p in all_of_it}
    for field in ("reply_to", "quote_of", "repost_of", "media", "links", "hashtags"):
        assert sum(bool(getattr(p, field)) for p in all_of_it) >= 5, field
    assert sum(p.consent.search == "no" or p.consent.answer == "no" for p in all_of_it) >= 3
    assert sum(p.visibility == (GROUP,) for p in all_of_it) >= 20


def test_everybody_is_there_once_and_who_is_named_exists() -> None:
    lines = [
        json.loads(line)["handle"]
        for path in sorted(Path(sample.__file__).parent.glob("people-*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    assert len(lines) == len(set(lines))
    for event in everything(load_scene(BEGAN)):
        if isinstance(event, Upsert):
            named = {event.post.author.handle, *event.post.mentions}
        else:
            named = {event.who, event.whom} if isinstance(event, Follow) else set()
        assert named <= set(lines), event


def test_ids_are_its_own_and_what_is_referred_to_exists() -> None:
    events = everything(load_scene(BEGAN))
    ids = [p.id for p in posts(events)]
    kept = set(ids)
    first = {i: n for n, i in reversed([*enumerate(ids)])}
    for post in posts(events):
        for other in (post.reply_to, post.quote_of, post.repost_of, post.conversation):
            assert other is None or other in kept, (post.id, other)
            assert other is None or first[other] <= first[post.id], (post.id, other)
    for event in events:
        if isinstance(event, Delete):
            assert event.id in kept


def test_posts_differ_but_for_rumours_and_reposts() -> None:
    said = [p.text for p in posts(everything(load_scene(BEGAN))) if not p.repost_of and p.text]
    assert len(set(said)) > 0.97 * len(said)


def test_first_hundred_events_come_within_the_first_minutes() -> None:
    coming = load_scene(BEGAN).coming
    assert len(coming) > 20
    hundred = coming[: min(100, len(coming))]
    assert hundred[0][0] > BEGAN
    assert hundred[-1][0] <= BEGAN + timedelta(minutes=5)
    assert [at for at, _ in coming] == sorted(at for at, _ in coming)


@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize("still", [False, True])
def test_days_before_the_last_keep_their_hours(hour, still) -> None:
    began = BEGAN.replace(hour=hour, minute=41)
    by_id = {p.id: p for p in posts(load_scene(began, still=still).past)}
    last_day = (began - timedelta(hours=22, minutes=36) if still else began).date()
    pier, eve = by_id["h004"], by_id["h309"]
    assert pier.text.startswith("Pier 08:00")
    assert (pier.created_at.hour, pier.created_at.minute) == (8, 0)
    assert "Domani" in eve.text
    assert eve.created_at.date() == last_day - timedelta(days=1)
    edited = by_id["h226"]
    assert edited.edited_at - edited.created_at == timedelta(minutes=22)


def test_past_ends_where_the_last_day_begins() -> None:
    past = posts(load_scene(BEGAN).past)
    assert max(p.created_at for p in past) <= BEGAN
    assert min(p.created_at for p in past) > BEGAN - timedelta(days=31)


def test_live_and_still_are_the_same_posts() -> None:
    live, still = load_scene(BEGAN), load_scene(BEGAN, still=True)
    assert not still.coming
    assert sorted(p.id for p in posts(everything(live))) == sorted(p.id for p in posts(still.past))
    newest = max(p.created_at for p in posts(still.past))
    assert BEGAN - timedelta(hours=1) < newest <= BEGAN


def test_it_plays_on_by_the_clock(home) -> None:
    clock = [BEGAN]
    store = Rookery.open(home, embed={"semantic": "off"}).store
    player = Player(store.apply, BEGAN, now=lambda: clock[0])
    before, coming = store.stats().posts, player.left
    assert before > 500
    assert player.due() == 0
    clock[0] = BEGAN + timedelta(minutes=5)
    assert player.due() == min(coming, 100)
    assert store.stats().posts > before + 50
    clock[0] = BEGAN + timedelta(days=2)
    player.play()
    assert player.left == 0
    assert store.check() == []
    deleted = {e.id for e in everything(load_scene(BEGAN)) if isinstance(e, Delete)}
    assert not deleted & {p.id for p in store.export(OPERATOR)}


def test_gone_accounts_of_the_sample_are_gone(sample) -> None:
    gone = {e.author for e in load_scene(BEGAN, still=True).past if isinstance(e, AccountGone)}
    assert not gone & {p.author.handle for p in sample.store.export(OPERATOR)}


def test_posts_that_do_not_go_in_are_said_and_go_in_later() -> None:
    played: list[Event] = []
    troubles = [OSError(28, "No space left on device")]
    clock = [BEGAN]

    def apply(events: Sequence[Event]) -> None:
        if clock[0] > BEGAN and troubles:
            raise troubles.pop()
        played.extend(events)

    player = Player(apply, BEGAN, now=lambda: clock[0])
    coming, past = player.left, len(played)
    clock[0] = BEGAN + timedelta(days=2)
    with capture_logs() as logs:
        player.play()
    assert player.left == 0 and len(played) == past + coming
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert "No space left" in logs[0]["error"]
