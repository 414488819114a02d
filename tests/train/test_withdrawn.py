"""What was deleted, withdrawn or edited is in no shard before the next run, nor after a purge."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from rookery.answer.answered import Statement
from rookery.answer.evidence import evidence_of
from rookery.app import Rookery
from rookery.assistant.turn import Answered
from rookery.config import ConsentRow
from rookery.errors import BadInput
from rookery.model import tokenizer as bpe
from rookery.people import OPERATOR
from rookery.post import AccountGone, Author, Consent
from rookery.train.build import build
from rookery.train.cleaned import Rules
from rookery.train.corpus import Parquet, Posts
from rookery.train.keyed import Keyed
from rookery.train.shards import Shards
from rookery.train.windows import Windows
from rookery.train.withdrawn import Withdrawn, follow
from tests.train.texts import held, parquet, post, posts_of, text_of

RULES = Rules(kept_back=0.3)
NOON, LATER = "2026-11-20T12:00:00+00:00", "2026-11-21T12:00:00+00:00"


def _time(text: str):
    from datetime import datetime

    return datetime.fromisoformat(text)


@pytest.fixture
def trained(empty: Rookery, home: Path, tokenizer: Tokenizer) -> Shards:
    """Sixty posts in three shards."""
    empty.store.apply([post(n, created_at=_time(NOON)) for n in range(60)])
    return build(home, "first", [posts_of(empty, 20)], tokenizer, rules=RULES, workers=1)


def _without(*gone: int) -> list[str]:
    return sorted(text_of(n) for n in range(60) if n not in gone)


def test_deleted_posts_leave_before_the_next_run(empty, home, trained) -> None:
    assert sorted(held(trained)) == _without()
    empty.store.delete(["p3", "p4", "p45"])
    assert follow(home, posts_of(empty)) == Withdrawn(shards=2, posts=3)
    assert sorted(held(trained)) == _without(3, 4, 45)
    assert trained.damaged() == []
    assert follow(home, posts_of(empty)) == Withdrawn()


def test_posts_of_a_gone_account_leave(empty, home, trained) -> None:
    empty.store.apply([AccountGone("user2")])
    follow(home, posts_of(empty))
    assert sorted(held(trained)) == _without(*range(2, 60, 7))


def test_a_withdrawn_consent_leaves(empty, home, trained) -> None:
    no = Consent(train="no")
    empty.store.apply([post(8, consent=no, created_at=_time(NOON), edited_at=_time(LATER))])
    assert follow(home, posts_of(empty)).posts == 1
    assert sorted(held(trained)) == _without(8)


def test_a_post_that_is_closed_or_hidden_leaves(empty, home, trained) -> None:
    empty.store.apply(
        [
            post(8, visibility=("night",), created_at=_time(NOON), edited_at=_time(LATER)),
            post(
                9,
                consent=Consent(search="no", train="yes"),
                created_at=_time(NOON),
                edited_at=_time(LATER),
            ),
        ]
    )
    follow(home, posts_of(empty))
    assert sorted(held(trained)) == _without(8, 9)


def test_a_changed_table_of_consent_takes_what_it_refuses_now(home, tokenizer) -> None:
    flags = {"embed": {"semantic": "off", "vectors": False}}
    network = Rookery.open(home, consent={"forum": {"train": "yes"}}, **flags)
    unsaid = Consent()
    network.store.apply([post(1, consent=unsaid, source="forum"), post(2)])
    shards = build(home, "first", [posts_of(network)], tokenizer, workers=1)
    assert sorted(held(shards)) == sorted([text_of(1), text_of(2)])
    network = Rookery.open(home, **flags)
    assert follow(home, posts_of(network)) == Withdrawn(1, 1)
    assert held(shards) == [text_of(2)]
    assert follow(home, posts_of(network)) == Withdrawn()


def test_words_that_were_edited_away_leave_and_the_new_ones_come(
    empty, home, trained, tokenizer
) -> None:
    empty.store.apply([post(5, text_of(500), created_at=_time(NOON), edited_at=_time(LATER))])
    follow(home, posts_of(empty))
    assert sorted(held(trained)) == _without(5)
    build(home, "first", [posts_of(empty, 20)], tokenizer, rules=RULES, workers=1)
    assert sorted(held(trained)) == sorted([*_without(5), text_of(500)])


def test_an_edit_that_hardly_changes_a_post_keeps_it(empty, home, trained, tokenizer) -> None:
    new = f"{text_of(5)} Indeed."  # near its own earlier state, which must not stand in its way
    empty.store.apply([post(5, new, created_at=_time(NOON), edited_at=_time(LATER))])
    build(home, "first", [posts_of(empty, 20)], tokenizer, rules=RULES, workers=1)
    assert sorted(held(trained)) == sorted([*_without(5), new])


def test_counts_that_change_leave_a_post_where_it_is(empty, home, trained) -> None:
    from rookery.post import Counts

    before = {p.name: p.read_bytes() for p in trained.folder.glob("0*")}
    liked = Counts(likes=9)
    empty.store.apply([post(5, counts=liked, created_at=_time(NOON), observed_at=_time(LATER))])
    assert follow(home, posts_of(empty)) == Withdrawn()
    assert {p.name: p.read_bytes() for p in trained.folder.glob("0*")} == before


def test_the_ledger_keeps_only_the_keyed_hash_marked_withdrawn(empty, home, trained) -> None:
    empty.store.delete(["p3"])
    follow(home, posts_of(empty))
    hashed = Keyed(home / "train").post("p3")
    (found,) = [m for m in trained.manifests() if m.withdrawn]
    assert found.withdrawn == (hashed,)
    assert not [e for p in found.parts.values() for e in p.texts if e.post == hashed]
    said = "".join(p.read_text() for p in trained.folder.glob("0*.json"))
    assert said.count(hashed) == 1


def test_no_other_text_moves(empty, home, trained) -> None:
    windows = Windows(trained, 8)
    before = windows.read(range(len(windows)))
    empty.store.delete(["p3", "p59"])
    follow(home, posts_of(empty))
    windows = Windows(trained, 8)
    after = windows.read(range(len(windows)))
    assert after.shape == before.shape
    assert set(after[after != before].tolist()) <= {trained.description().end}
    blank = sum(p.blank for m in trained.manifests() for p in m.parts.values())
    assert blank >= (after != before).any(1).sum() > 2


def test_everything_can_go(empty, home, trained) -> None:
    empty.store.delete([f"p{n}" for n in range(60)])
    follow(home, posts_of(empty))
    assert held(trained) == []
    assert trained.damaged() == []


def test_every_set_of_the_home_is_followed(empty, home, trained, tokenizer) -> None:
    second = build(home, "second", [posts_of(empty)], tokenizer, workers=1)
    empty.store.delete(["p1"])
    assert follow(home, posts_of(empty)) == Withdrawn(2, 2)
    assert sorted(held(second)) == sorted(held(trained)) == _without(1)


def test_a_file_does_not_bring_back_what_the_store_let_go(empty, home, tmp_path, tokenizer) -> None:
    empty.store.apply([post(1), post(2, consent=Consent(train="no")), post(3, consent=Consent())])
    empty.store.delete(["p1"])
    path = parquet(
        tmp_path / "posts.parquet", [{"id": f"p{n}", "text": text_of(n)} for n in range(1, 6)]
    )
    source = Parquet(path, "posts")
    shards = build(home, "first", [source], tokenizer, posts=posts_of(empty), workers=1)
    assert sorted(held(shards)) == sorted(map(text_of, (3, 4, 5)))
    empty.store.apply([post(4)])
    empty.store.delete(["p4"])
    follow(home, posts_of(empty))
    assert sorted(held(shards)) == sorted(map(text_of, (3, 5)))


def test_a_text_that_left_does_not_stand_in_the_way_of_a_like_one(
    empty, home, trained, tokenizer
) -> None:
    empty.store.delete(["p3"])
    empty.store.apply([post(903, text_of(3), author=Author("else"))])
    build(home, "first", [posts_of(empty, 20)], tokenizer, rules=RULES, workers=1)
    assert sorted(held(trained)) == _without()


def test_a_purge_takes_the_bytes(empty, home, trained) -> None:
    reader = bpe.load(trained.folder)
    wanted = np.array(reader.encode(text_of(3)).ids, np.uint16).tobytes()
    key = trained.keys(0)
    entry = _entry(home, trained, "p3")
    signature = key[entry.row].tobytes()
    empty.store.delete(["p3"])
    left = trained.folder / "00007.train.npy"  # of a run that was killed
    left.write_bytes(wanted)
    (trained.folder / "00001.train.npy.abc.part").write_bytes(wanted)
    assert _files_with(home, wanted) > 1
    assert _files_with(home, signature) == 1
    empty.compact(purge=True)
    assert _files_with(home, wanted) == _files_with(home, signature) == 0
    assert not left.exists()
    assert not list(trained.folder.glob("*.part"))
    assert sorted(held(trained)) == _without(3)
    assert not _stands(home, entry.state)


def _entry(home: Path, shards: Shards, id_: str):
    hashed = Keyed(home / "train").post(id_)
    parts = [p for m in shards.manifests() for p in m.parts.values()]
    (entry,) = [e for p in parts for e in p.texts if e.post == hashed]
    return entry


def _files_with(home: Path, part: bytes) -> int:
    return sum(part in p.read_bytes() for p in (home / "train").rglob("*") if p.is_file())


def _stands(home: Path, said: str) -> bool:
    return any(said in json.dumps(json.loads(p.read_text())) for p in home.rglob("0*.json"))


@pytest.mark.parametrize(
    ("file", "bytes_"),
    [("set.json", "{"), ("00000.json", '{"parts": []}'), ("00000.near.npy", ""),
     ("00001.near.npy", "\x93NUMPY"), ("00000.train.npy", "")],
)  # fmt: skip
def test_damaged_data_keeps_no_other_from_being_purged(
    empty, home, trained, tokenizer, file, bytes_
) -> None:
    for name in ("aaa", "zzz"):
        build(home, name, [posts_of(empty, 20)], tokenizer, workers=1)
    damaged, other = (home / "train/data" / name for name in ("aaa", "zzz"))
    (damaged / file).write_text(bytes_, "latin-1")
    left = damaged / "00007.train.npy.abc.part"
    left.write_text("x")
    _quoted(empty, 3)
    empty.store.delete(["p3", "p30"])
    with pytest.raises(BadInput, match=rf"aaa/{file} is damaged.* all other training data"):
        empty.compact(purge=True)
    assert sorted(held(trained)) == sorted(held(Shards(other))) == _without(3, 30)
    assert not left.exists()
    said = b"".join(path.read_bytes() for path in home.glob("ledger.sqlite*"))
    assert said and text_of(3).encode() not in said
    shutil.rmtree(damaged)
    empty.compact(purge=True)


def _quoted(network: Rookery, n: int) -> None:
    """In a conversation of a person."""
    (there,) = network.search.posts([f"p{n}"], OPERATOR)
    id_ = network.conversations.begin("person:1", "When?")
    quote = Statement("…", (there.id,), quoted=there.text)
    network.conversations.add("person:1", id_, Answered((quote,), "composer"), [evidence_of(there)])


def test_a_home_without_training_is_purged_as_before(empty, home) -> None:
    empty.store.apply([post(1)])
    empty.compact(purge=True)
    assert not (home / "train").exists()
    table = {"default": ConsentRow()}
    assert follow(home, Posts(empty.store, table)) == Withdrawn()
