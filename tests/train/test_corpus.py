"""Only posts whose consent says train are read, and Parquet goes on at any row."""

import pytest

from rookery.app import Rookery
from rookery.errors import BadInput
from rookery.post import Consent
from rookery.train.corpus import Parquet
from tests.train.texts import article_of, parquet, post, posts_of


def _ids(network: Rookery, **more: int) -> list[str]:
    return [i for p in posts_of(network, **more).pieces() for i in p.rows.column("id").to_pylist()]


def test_only_posts_that_say_train_are_read(empty) -> None:
    empty.store.apply(
        [
            post(1),
            post(2, consent=Consent(train="no")),
            post(3, consent=Consent()),  # unstated: no, by the table's default
            post(4, consent=Consent(search="yes", answer="yes", ads="yes")),
        ]
    )
    assert _ids(empty) == ["p1"]


def test_the_table_of_a_source_settles_what_is_unstated(home) -> None:
    network = Rookery.open(
        home, embed={"semantic": "off", "vectors": False}, consent={"forum": {"train": "yes"}}
    )
    nothing, no = Consent(), Consent(train="no")
    network.store.apply(
        [
            post(1, consent=nothing, source="forum"),
            post(2, consent=no, source="forum"),
            post(3, consent=nothing, source="elsewhere"),
        ]
    )
    assert _ids(network) == ["p1"]


def test_the_x_api_is_never_read_whatever_a_post_says(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off", "vectors": False})
    granted = Consent(train="yes")
    network.store.apply([post(1, source="x-api", consent=granted), post(2, consent=granted)])
    assert _ids(network) == ["p2"]


def test_closed_unfindable_and_reposted_words_are_not_read(empty) -> None:
    empty.store.apply(
        [
            post(1),
            post(2, visibility=("night",)),
            post(3, consent=Consent(search="no", train="yes")),
            post(4, repost_of="p1"),
        ]
    )
    assert _ids(empty) == ["p1"]


def test_deleted_posts_are_not_read(empty) -> None:
    empty.store.apply([post(n) for n in range(5)])
    empty.store.delete(["p1", "p3"])
    assert sorted(_ids(empty)) == ["p0", "p2", "p4"]


def test_pieces_go_on_after_any_of_them(empty) -> None:
    for start in range(0, 30, 10):
        empty.store.apply([post(n) for n in range(start, start + 10)])
    pieces = list(posts_of(empty, piece=7).pieces())
    assert [p.read for p in pieces] == [7, 7, 7, 7, 2]
    rest = posts_of(empty, piece=7).pieces(pieces[1].upto)
    assert [p.rows.column("id").to_pylist() for p in rest] == [
        p.rows.column("id").to_pylist() for p in pieces[2:]
    ]
    assert sorted(_ids(empty, piece=7)) == sorted(f"p{n}" for n in range(30))


def test_few_consents_among_many_posts_make_few_pieces(empty) -> None:
    no = Consent(train="no")
    empty.store.apply([post(n) if n % 10 == 0 else post(n, consent=no) for n in range(95)])
    empty.store.delete(["p94"])
    pieces = list(posts_of(empty, piece=5).pieces())
    assert [len(p.rows) for p in pieces] == [5, 5]
    assert list(posts_of(empty, piece=5).pieces(pieces[-1].upto)) == []


@pytest.mark.parametrize("after", [0, 1, 9, 10, 11, 25, 33, 34, 35])
def test_parquet_goes_on_at_any_row(tmp_path, after) -> None:
    rows = [{"title": f"t{n}", "text": article_of(n)} for n in range(35)]
    source = Parquet(parquet(tmp_path / "a.parquet", rows, group=10), "articles", piece=4)
    read = [t for p in source.pieces(after) for t in p.rows.column("title").to_pylist()]
    assert read == [f"t{n}" for n in range(after, 35)]
    assert [p.upto for p in source.pieces(after)][-1:] == ([35] if after < 35 else [])


def test_parquet_stops_where_it_is_told(tmp_path) -> None:
    rows = [{"body": f"b{n}"} for n in range(35)]
    path = parquet(tmp_path / "a.parquet", rows)
    source = Parquet(path, "posts", text="body", most=12, piece=5)
    assert source.total == 12
    assert [t for p in source.pieces() for t in p.rows.column("text").to_pylist()] == [
        f"b{n}" for n in range(12)
    ]
    assert next(source.pieces()).rows.column("title").null_count == 5


def test_what_is_no_parquet_is_said(tmp_path) -> None:
    path = tmp_path / "a.parquet"
    path.write_text("no")
    with pytest.raises(BadInput, match="is no Parquet file"):
        Parquet(path, "posts")
    with pytest.raises(BadInput, match="is no Parquet file"):
        Parquet(tmp_path / "none.parquet", "posts")
    with pytest.raises(BadInput, match="no column 'text'"):
        Parquet(parquet(path, [{"body": "b"}]), "posts")
