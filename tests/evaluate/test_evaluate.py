"""Judging a collection of one's own: the run holds our order, the figures are trec_eval's."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rookery.errors import BadInput
from rookery.evaluate.judged import judgements, measure
from rookery.evaluate.search import DEPTH, run_search

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def ran(
    folder: Path, corpus: list[dict[str, Any]], queries: list[dict[str, Any]]
) -> dict[str, list[tuple[str, int, float]]]:
    """Query to its (id, place, score) in the run's order."""
    out = folder / "run"
    done = run_search(lines(folder / "c", corpus), lines(folder / "q", queries), out)
    assert (done.queries, done.semantic) == (len(queries), False)
    assert {path.name for path in folder.iterdir()} == {"c", "q", "run"}
    found: dict[str, list[tuple[str, int, float]]] = {}
    for line in out.read_text("utf-8").splitlines():
        query, q0, id_, place, score, tag = line.split(" ")
        assert (q0, tag) == ("Q0", "rookery")
        found.setdefault(query, []).append((id_, int(place), float(score)))
    return found


def ids(found: dict[str, list[tuple[str, int, float]]], query: str = "q") -> list[str]:
    return [id_ for id_, _, _ in found.get(query, [])]


def test_a_run_is_a_thousand_deep_and_its_scores_strictly_fall(tmp_path: Path) -> None:
    # all say the same, so that by our own scores the posts would tie
    corpus = [{"_id": f"d{n}", "text": f"ferry {n}"} for n in range(DEPTH + 200)]
    found = ran(tmp_path, corpus, [{"_id": "q", "text": "ferry"}])["q"]
    assert len({id_ for id_, _, _ in found}) == len(found) == 1_000 == DEPTH
    assert [place for _, place, _ in found] == list(range(1, 1_001))
    scores = [score for _, _, score in found]
    assert all(one > other for one, other in pairwise(scores))
    # trec_eval's readers order by score and then by id: ours is left as it is
    read = ir_measures.read_trec_run(str(tmp_path / "run"))
    by_score = sorted(read, key=lambda one: (one.score, one.doc_id), reverse=True)
    assert [one.doc_id for one in by_score] == [id_ for id_, _, _ in found]


def test_the_nearest_post_stands_first_and_titles_count(tmp_path: Path) -> None:
    corpus = [
        {"_id": "other", "text": "gulls over the market"},
        {"_id": "some", "text": "the ferry is late and people wait in the rain for the bus"},
        {"_id": "both", "text": "ferry cancelled"},
        {"_id": "title", "title": "Ferry cancelled", "text": "no more today"},
    ]
    found = ran(tmp_path, corpus, [{"_id": "q", "text": "ferry cancelled"}])
    assert set(ids(found)[:2]) == {"both", "title"}
    assert "other" not in ids(found)


def test_recency_counts_from_the_time_of_a_query_and_without_it_not_at_all(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old, new = now - timedelta(days=400), now - timedelta(hours=1)
    corpus = [
        {"_id": "old", "text": "the ferry is late", "created_at": old.isoformat()},
        {"_id": "new", "text": "the ferry is late", "created_at": new.isoformat()},
    ]
    queries = [
        {"_id": "dated", "text": "ferry", "created_at": now.isoformat()},
        {"_id": "undated", "text": "ferry"},
    ]
    found = ran(tmp_path, corpus, queries)
    assert ids(found, "dated") == ["new", "old"]
    assert ids(found, "undated") == ["old", "new"]


def test_a_query_sees_no_post_from_after_it_was_asked(tmp_path: Path) -> None:
    corpus = [
        {"_id": f"{hours:+}", "text": f"ferry {hours}",
         "created_at": (NOON + timedelta(hours=hours)).isoformat()}
        for hours in (-2, -1, 1, 2)
    ]  # fmt: skip
    queries = [
        {"_id": "noon", "text": "ferry", "created_at": NOON.isoformat()},
        {"_id": "early", "text": "ferry", "created_at": (NOON - timedelta(days=9)).isoformat()},
        {"_id": "any", "text": "ferry"},
    ]
    found = ran(tmp_path, corpus, queries)
    assert set(ids(found, "noon")) == {"-2", "-1"}
    assert ids(found, "early") == []
    assert set(ids(found, "any")) == {"-2", "-1", "+1", "+2"}


def test_words_of_a_query_are_no_operators(tmp_path: Path) -> None:
    corpus = [{"_id": "a", "text": "ferry from ada"}, {"_id": "b", "text": "lang:it"}]
    queries = [{"_id": "q", "text": 'from:ada "ferry OR ('}, {"_id": "none", "text": "…"}]
    found = ran(tmp_path, corpus, queries)
    assert ids(found)[0] == "a"
    assert ids(found, "none") == []


def test_half_a_surrogate_is_read_as_ingest_reads_it(tmp_path: Path) -> None:
    # JSON can carry it, and neither UTF-8 nor the language detector can
    half = "\ud83d the ferry is late in the storm"
    corpus = [{"_id": "a", "text": half}, {"_id": "b", "text": "gulls", "title": half}]
    found = ran(tmp_path, corpus, [{"_id": "q", "text": "ferry \ud83d"}])
    assert set(ids(found)) == {"a", "b"}


@pytest.mark.parametrize(
    ("corpus", "queries", "says"),
    [
        (None, '{"_id": "q", "text": "x"}', "no file"),
        ('{"_id": "d", "text": "x"}', None, "no file"),
        ('{"text": "x"}', '{"_id": "q", "text": "x"}', "c:1 has no _id"),
        ('{"_id": "d"}\n\n[1]', '{"_id": "q", "text": "x"}', "c:3 has no _id"),
        ('{"_id": "d"', '{"_id": "q", "text": "x"}', "not JSON lines"),
        ("[" * 100_000, '{"_id": "q", "text": "x"}', "not JSON lines"),
        ('{"_id": "d", "text": ["x"]}', '{"_id": "q", "text": "x"}', "c:1: its text is a list"),
        ('{"_id": "d", "text": "x"}', '{"_id": "q", "text": {"a": 1}}', "q:1: its text is a dict"),
        (
            '{"_id": "d", "created_at": "someday"}',
            '{"_id": "q"}',
            "c:1: created_at 'someday' is not a time",
        ),
        (
            '{"_id": "d"}',
            '{"_id": "q", "created_at": "soon"}',
            "q:1: created_at 'soon' is not a time",
        ),
    ],
)
def test_a_bad_file_is_one_sentence_and_no_run(tmp_path, corpus, queries, says) -> None:
    for name, text in (("c", corpus), ("q", queries)):
        if text is not None:
            (tmp_path / name).write_text(text)
    with pytest.raises(BadInput, match=says) as said:
        run_search(tmp_path / "c", tmp_path / "q", tmp_path / "run")
    assert len(str(said.value).splitlines()) == 1
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("id_", ["a b", "a\tb", " a", "a\u00a0b", "a\n", "", "a\x00", "\ud83d"])
@pytest.mark.parametrize("file", ["c", "q"])
def test_an_id_that_breaks_a_line_of_the_run_is_refused_before_it(tmp_path, file, id_) -> None:
    rows = [{"_id": 1, "text": "ferry"}, {"_id": id_, "text": "ferry"}]
    for name in ("c", "q"):
        lines(tmp_path / name, rows if name == file else rows[:1])
    with pytest.raises(
        BadInput, match=rf"/{file}:2: the _id .* cannot stand in a TREC run"
    ) as said:
        run_search(tmp_path / "c", tmp_path / "q", tmp_path / "run")
    assert str(said.value).isprintable()
    assert {path.name for path in tmp_path.iterdir()} == {"c", "q"}


@pytest.mark.parametrize("id_", [None, ["a"], {"a": 1}, 1.5, True])
def test_an_id_is_text_or_a_number(tmp_path, id_) -> None:
    lines(tmp_path / "c", [{"_id": id_, "text": "ferry"}])
    lines(tmp_path / "q", [{"_id": 1, "text": "ferry"}])
    with pytest.raises(BadInput, match="/c:1: the _id"):
        run_search(tmp_path / "c", tmp_path / "q", tmp_path / "run")


def test_two_queries_of_one_id_are_refused(tmp_path: Path) -> None:
    lines(tmp_path / "c", [{"_id": 1, "text": "ferry"}])
    lines(tmp_path / "q", [{"_id": "a", "text": "ferry"}, {"_id": "a", "text": "storm"}])
    with pytest.raises(BadInput, match=r"Two queries .*/q have the _id 'a'"):
        run_search(tmp_path / "c", tmp_path / "q", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "c").symlink_to(tmp_path / "c")
    (tmp_path / "q").write_text('{"_id": "q"}')
    with pytest.raises(BadInput, match=r"c cannot be read: Too many levels"):
        run_search(tmp_path / "c", tmp_path / "q", tmp_path / "run")


def judged(folder: Path, qrels: dict[str, dict[str, int]], run: dict[str, list[str]]) -> None:
    rows = [f"{q}\t{d}\t{s}\n" for q, docs in qrels.items() for d, s in docs.items()]
    (folder / "qrels").write_text("query-id\tcorpus-id\tscore\n" + "".join(rows))
    (folder / "run").write_text(
        "".join(
            f"{q} Q0 {d} {n} {DEPTH - n + 1} rookery\n"
            for q, docs in run.items()
            for n, d in enumerate(docs, 1)
        )
    )


def test_figures_of_a_case_worked_out_by_hand(tmp_path: Path) -> None:
    qrels = {
        "one": {"a": 2, "b": 0, "c": 1, "lost": 1},  # `lost` is relevant and was not found
        "two": {"z": 1},  # sixth: within AP, outside AP@5
        "three": {"y": 1},  # judged, and nothing was found: counts as 0
    }
    run = {
        "one": ["a", "b", "c", "unjudged"],
        "two": ["p", "q", "r", "s", "t", "z"],
        "unasked": ["a"],  # not judged: counts nowhere
    }
    judged(tmp_path, qrels, run)
    figures = measure(tmp_path / "run", judgements(tmp_path / "qrels"))
    one_ap = (1 / 1 + 2 / 3) / 3
    # gains 2, 0, 1 over log2(place + 1), beside the best order 2, 1, 1
    one_ndcg = (2 + 1 / 2) / (2 + 1 / 1.5849625 + 1 / 2)
    assert figures == {
        "judged": 3,
        "MAP": pytest.approx((one_ap + 1 / 6) / 3),
        "P@30": pytest.approx((2 / 30 + 1 / 30) / 3),
        "nDCG@10": pytest.approx((one_ndcg + 1 / 2.8073549) / 3),
        "MAP@5": pytest.approx(one_ap / 3),
    }


DOCS = st.sampled_from([f"d{n}" for n in range(40)])


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abc"), st.dictionaries(DOCS, st.integers(0, 2), min_size=1), min_size=1
    ),
    st.dictionaries(st.sampled_from("abcd"), st.lists(DOCS, unique=True, min_size=1), min_size=1),
)
def test_map_is_its_definition_on_any_case(tmp_path_factory, qrels, run) -> None:
    folder = tmp_path_factory.mktemp("judged")
    judged(folder, qrels, run)

    def average_precision(query: str) -> float:
        relevant = {d for d, score in qrels[query].items() if score > 0}
        hits = [n for n, d in enumerate(run.get(query, []), 1) if d in relevant]
        return sum(k / n for k, n in enumerate(hits, 1)) / max(len(relevant), 1)

    expected = sum(map(average_precision, qrels)) / len(qrels)
    assert measure(folder / "run", judgements(folder / "qrels"))["MAP"] == pytest.approx(expected)


def test_judgements_without_their_columns_are_said(tmp_path: Path) -> None:
    judged(tmp_path, {"q": {"d": 1}}, {"q": ["d"]})
    (tmp_path / "qrels").write_text("q\td\t1\n")
    with pytest.raises(BadInput, match="needs columns query-id, corpus-id, score"):
        measure(tmp_path / "run", judgements(tmp_path / "qrels"))
    with pytest.raises(BadInput, match="no file"):
        measure(tmp_path / "run", judgements(tmp_path / "absent"))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (b"q\td\tgood\n", "score 'good' is not a number"),
        (b"q\td\n", "score '' is not a number"),
        (b"q\td\tinf\n", "score 'inf' is not a number"),
        (b"", "holds no judgement"),
        (b"q\t\t1\n", ":2 has no corpus-id"),
        (b" \td\t1\n", ":2 has no query-id"),
        (b"q\td\t1\nq\te\t1\nq\td\t0\n", ":4 judges 'd' for 'q' again"),
        (b"q\t\xff\t1\n", "not in UTF-8"),
    ],
)
def test_judgements_that_cannot_be_read_are_said(tmp_path: Path, row: bytes, says: str) -> None:
    judged(tmp_path, {"q": {"d": 1}}, {"q": ["d"]})
    (tmp_path / "qrels").write_bytes(b"query-id\tcorpus-id\tscore\n" + row)
    with pytest.raises(BadInput, match=says):
        measure(tmp_path / "run", judgements(tmp_path / "qrels"))


def test_a_judgement_that_is_said_twice_alike_counts_once(tmp_path: Path) -> None:
    judged(tmp_path, {"q": {"d": 1}}, {"q": ["d"]})
    with (tmp_path / "qrels").open("a") as file:
        file.write("q\td\t1\n")
    assert measure(tmp_path / "run", judgements(tmp_path / "qrels"))["MAP"] == 1


def test_a_byte_order_mark_before_any_of_the_files_is_no_part_of_it(tmp_path: Path) -> None:
    mark = "\ufeff"
    (tmp_path / "c").write_text(mark + '{"_id": "d", "text": "ferry"}', "utf-8")
    (tmp_path / "q").write_text(mark + '{"_id": "q", "text": "ferry"}', "utf-8")
    run_search(tmp_path / "c", tmp_path / "q", tmp_path / "run")
    (tmp_path / "qrels").write_text(mark + "query-id\tcorpus-id\tscore\nq\td\t1\n", "utf-8")
    assert measure(tmp_path / "run", judgements(tmp_path / "qrels"))["MAP"] == 1


@pytest.mark.parametrize("twin", ["x", 1])
def test_two_posts_of_one_id_are_refused(tmp_path: Path, twin: str | int) -> None:
    rows = [{"_id": twin, "text": "ferry"}, {"_id": str(twin), "text": "storm"}]
    queries = lines(tmp_path / "q", [{"_id": "q", "text": "ferry"}])
    with pytest.raises(BadInput, match=rf"Two posts .*/c have the _id '{twin}'"):
        run_search(lines(tmp_path / "c", rows), queries, tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("run", "qrels", "says"),
    [
        ("c", None, "would overwrite c"), ("run", "q", "needs columns"),
        *(pytest.param(*case, marks=pytest.mark.long) for case in (
            ("./q", None, "would overwrite q"), ("link", None, "would overwrite c"),
            ("j", "j", "would overwrite j"), ("big", None, "would overwrite big.part"),
            (".", None, "is a folder"),
            ("/proc/x.trec", None, "cannot be written to /proc/x.trec"),
            ("run", "absent", "no file absent"),
        )),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_before_the_run_and_no_file_is_lost(
    tmp_path, rookery, run, qrels, says
) -> None:
    lines(tmp_path / "c", [{"_id": "d", "text": "ferry"}])
    lines(tmp_path / "q", [{"_id": "q", "text": "ferry"}])
    judged(tmp_path, {"q": {"d": 1}}, {})
    (tmp_path / "run").unlink()
    (tmp_path / "qrels").rename(tmp_path / "j")
    (tmp_path / "link").symlink_to("c")
    (tmp_path / "big.part").write_bytes((tmp_path / "c").read_bytes())
    corpus = "big.part" if run == "big" else "c"
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    line = ["eval", "search", "--corpus", corpus, "--queries", "q", "--run", run]
    done = rookery(*line, *(["--qrels", qrels] if qrels else []), "--semantic", "off")
    assert done.code == 2, done.err
    assert says in done.err and "unforeseen" not in done.err
    assert before == {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    assert not list(tmp_path.rglob("crash.txt"))


def test_a_folder_that_is_absent_or_no_file_is_said_before_the_work(tmp_path: Path) -> None:
    queries = lines(tmp_path / "q", [{"_id": "q", "text": "ferry"}])
    with pytest.raises(BadInput, match="no folder"):
        run_search(tmp_path / "absent", queries, tmp_path / "absent" / "run")
    with pytest.raises(BadInput, match="no file"):
        run_search(tmp_path, queries, tmp_path / "run")


def test_a_title_that_is_a_number_is_its_digits(tmp_path: Path) -> None:
    corpus = [{"_id": "a", "title": 1984, "text": "ferry"}]
    assert ids(ran(tmp_path, corpus, [{"_id": "q", "text": "1984"}])) == ["a"]


def test_the_command_says_how_many_queries_its_figures_are_divided_by(tmp_path, rookery) -> None:
    lines(tmp_path / "c", [{"_id": "d", "text": "ferry"}])
    lines(tmp_path / "q", [{"_id": q, "text": "ferry"} for q in ("a", "b", "unjudged")])
    judged(tmp_path, {"a": {"d": 1}, "b": {"d": 0}, "unasked": {"d": 1}}, {})
    line = ["eval", "search", "--corpus", "c", "--queries", "q", "--run", "run", "--qrels", "qrels"]
    ran = rookery(*line, "--semantic", "off")
    assert ran.code == 0, ran.err
    assert "3 queries, without semantic reading: run" in ran.out
    assert "Means over 3 judged queries:" in ran.out
    assert "MAP      0.3333" in ran.out
    figures = json.loads(rookery(*line, "--json").out)
    assert (figures["queries"], figures["judged"]) == (3, 3)
