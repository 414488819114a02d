"""`rookery ingest` and `rookery store`: in, out and in again."""

import gzip
import json
import re

import pytest

from rookery.ingest import KINDS


def out(ran):
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def test_export_goes_in_again_as_the_same_posts(command, filled, tmp_path) -> None:
    copy = command("store", "export", "--everything", "--home", filled)
    (tmp_path / "copy.jsonl").write_text(copy.out)
    assert out(command("ingest", "copy.jsonl", "--json", "--home", "again"))[0]["new"] == 5
    assert command("store", "export", "--everything", "--home", "again").out == copy.out
    assert out(command("ingest", "copy.jsonl", "--json", "--home", "again"))[0]["unchanged"] == 5


def test_export_gives_each_reader_what_they_may_read(command, filled) -> None:
    def ids(*more):
        return {p["id"] for p in out(command("store", "export", "--home", filled, *more))}

    assert ids() == {"a", "b", "c"}
    assert ids("--as", "nia") == {"a", "b", "c", "d"}
    assert ids("--everything") == {"a", "b", "c", "d", "e"}


def test_posts_come_from_standard_input(rookery) -> None:
    lines = b'{"id": "1", "text": "harbour"}\n{"id": "2", "text": "quay"}\n'
    assert out(rookery("ingest", "jsonl", "-", "--json", stdin=lines))[0]["new"] == 2
    packed = gzip.compress(b'{"id": "3", "text": "pier"}\n')
    assert out(rookery("ingest", "-", "--json", stdin=packed))[0]["new"] == 1
    assert len(out(rookery("store", "export"))) == 3


def test_folder_goes_in_whole(command, tmp_path) -> None:
    folder = tmp_path / "many"
    (folder / "deep").mkdir(parents=True)
    (folder / "1.jsonl").write_text('{"id": "1", "text": "harbour"}\n')
    (folder / "deep" / "2.jsonl.gz").write_bytes(gzip.compress(b'{"id": "2", "text": "quay"}\n'))
    (folder / "notes.txt").write_text("not posts")
    assert out(command("ingest", "many", "--json"))[0]["new"] == 2


def test_a_file_whose_name_is_not_utf8_goes_in_and_its_rejects_are_kept(command, tmp_path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines = '{"id": "a", "text": "ferry"}\nno json\n'
    (folder / "caf\udce9.jsonl").write_text(lines)
    for path in ("in", "in/caf\udce9.jsonl"):
        ran = command("ingest", "jsonl", path, "--json", "--restart")
        assert ran.code == 0
        assert json.loads(ran.out)["rejected"] == 1
    (rejects,) = (tmp_path / "rookery-data" / "rejects").iterdir()
    (reject,) = map(json.loads, rejects.read_text("utf-8").splitlines())
    assert reject["at"] == "in/caf\ufffd.jsonl:2"


def test_columns_are_named_with_map(command, tmp_path) -> None:
    (tmp_path / "p.csv").write_text("key,words,said\n7,harbour lights,2026-11-01\n")
    ran = command("ingest", "csv", "p.csv", "--map", "text=words", "--map", "id=key",
                  "--map", "created_at=said", "--source-name", "club")  # fmt: skip
    assert ran.code == 0, ran.err
    (post,) = out(command("store", "export"))
    assert (post["id"], post["text"], post["source"]) == ("7", "harbour lights", "club")
    assert post["created_at"].startswith("2026-11-01")


def test_a_column_that_no_record_has_is_said(command, tmp_path) -> None:
    rows = [{"nr": "1", "text": "harbour", "when": "2026-11-01"}, {"delete": "7"}]
    (tmp_path / "p.jsonl").write_text("\n".join(map(json.dumps, rows)))
    ran = command("ingest", "p.jsonl", "--map", "created_at=wen", "--map", "id=nr")
    assert ran.code == 1
    assert ran.sentence == (
        "rookery: --map created_at=wen: no record has a column 'wen'; the first has nr, text, when."
    )
    ran = command("ingest", "p.jsonl", "--map", "id=number", "--json")
    assert ran.code == 2
    assert "no record has a column 'number'" in ran.err
    assert json.loads(ran.out)["rejected"] == 1  # no id is made where one was named
    assert len(out(command("store", "export"))) == 1
    (tmp_path / "d.jsonl").write_text('{"delete": "8"}\n')
    assert command("ingest", "d.jsonl", "--map", "text=words").code == 0


def test_people_read_what_went_in(command, tmp_path) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "1", "text": "harbour"}\nnonsense\n{"delete": "1"}\n')
    ran = command("ingest", "p.jsonl")
    assert ran.code == 0
    assert "3 records" in ran.out
    assert "1 record could not go in" in ran.out


def test_grant_is_kept_with_its_ground(command, tmp_path) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "1", "text": "harbour"}\n')
    ran = command("ingest", "p.jsonl", "--grant", "train,ads", "--because", "terms of 2026")
    assert ran.code == 0, ran.err
    kept, _ = (tmp_path / "rookery-data" / "grants.jsonl").read_text().splitlines()
    assert json.loads(kept)["because"] == "terms of 2026"
    (post,) = out(command("store", "export"))
    assert post["consent"] == {"train": "yes", "ads": "yes"}


X_POST = {"id_str": "1", "text": "harbour", "user": {"screen_name": "bo"}}


def test_posts_of_xs_api_are_never_granted_for_training(command, tmp_path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(X_POST))
    for kind in ((), ("x-api",)):
        ran = command("ingest", *kind, "x.jsonl", "--grant", "train,ads", "--because", "ours")
        assert ran.code == 2
        assert "X's terms allow no training" in ran.sentence
    assert not (tmp_path / "rookery-data" / "grants.jsonl").exists()
    assert command("ingest", "x.jsonl", "--grant", "ads", "--because", "ours").code == 0
    (post,) = out(command("store", "export"))
    assert post["consent"] == {"train": "no", "ads": "yes"}
    (tmp_path / "copy.jsonl").write_text(json.dumps(post | {"id": "2"}))
    ran = command("ingest", "jsonl", "copy.jsonl", "--grant", "train", "--because", "ours")
    assert ran.code == 0
    assert [p["consent"] for p in out(command("store", "export"))] == [post["consent"]] * 2


def test_posts_of_xs_api_under_another_name_say_that_they_are_for_no_training(
    command, tmp_path
) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(X_POST))
    assert command("ingest", "x-api", "x.jsonl", "--source-name", "club").code == 0
    (post,) = out(command("store", "export"))
    assert (post["source"], post["consent"]) == ("club", {"train": "no"})


def test_ids_that_another_source_has_are_said(command, tmp_path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "1", "text": "harbour"}\n')
    (tmp_path / "b.csv").write_text("id,text\n1,quay\n2,pier\n")
    assert command("ingest", "a.jsonl").code == 0
    ran = command("ingest", "b.csv")
    assert (ran.code, ran.sentence) == (
        0,
        "rookery: 1 id was here already from another source: if it is not the same post, take one "
        "source into a home of its own (--home DIR).",
    )
    assert out(command("ingest", "b.csv", "--json"))[0]["elsewhere"] == 1


def test_store_is_looked_after(command, tmp_path) -> None:
    (tmp_path / "p.jsonl").write_text(
        '{"id": "1", "text": "harbour"}\n{"id": "2", "text": "quay"}\n'
    )
    (tmp_path / "d.jsonl").write_text('{"delete": "1"}\n')
    for path in ("p.jsonl", "d.jsonl"):
        assert command("ingest", path).code == 0
    assert "whole" in command("store", "check").out
    (done,) = out(command("store", "compact", "--purge", "--json"))
    assert (done["purged"], done["fragments"]) == (True, 1)
    (stats,) = out(command("store", "stats", "--json"))
    assert (stats["posts"], stats["deleted"]) == (1, 1)
    assert out(command("store", "check", "--json")) == [{"ok": True, "wrong": [], "pending": []}]


def test_one_of_anything_is_told_as_one(command, tmp_path) -> None:
    rows = [{"id": "a", "text": "lonely ferry"}, {"follow": ["ann", "ben"]}, {"id": "b"}]
    (tmp_path / "one.jsonl").write_text("\n".join(map(json.dumps, rows[:1])))
    assert command("ingest", "one.jsonl").out.startswith("1 record in ")
    assert "1 post matches every word" in command("search", "lonely").out
    assert " 1 post, " in command("doctor").out
    assert command("store", "compact").out.startswith("1 data file became 1, ")
    (tmp_path / "three.jsonl").write_text("\n".join(map(json.dumps, rows)))
    told = command("ingest", "three.jsonl").out
    assert "3 records in " in told and "1 unchanged, 1 follow." in told
    assert "1 record could not go in" in told
    assert "0 posts match every word" in command("search", "zeppelin").out


def test_other_vectors_are_made_by_the_command_that_the_sentence_names(
    command, tmp_path, monkeypatch
) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "a", "text": "ferry"}\n')
    command("ingest", "p.jsonl")
    monkeypatch.setenv("ROOKERY_EMBED__VECTORS", "false")
    refused = command("search", "ferry")
    assert refused.code == 1
    typed = re.search("`rookery (.*?)`", refused.sentence)[1].split()
    ran = command(*typed)
    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith("1 post is analysed again: ")
    assert "pending" in command("store", "check", "--json").out
    assert out(command("search", "ferry", "--json"))[0]["id"] == "a"
    assert out(command(*typed, "--json"))[0]["reanalysed"] == 1


def test_a_language_that_does_not_hold_yet_is_said(command, tmp_path, monkeypatch) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "a", "text": "ragazzi"}\n')
    assert command("ingest", "p.jsonl").err == ""
    monkeypatch.setenv("ROOKERY_TEXT__LANGUAGE", "it")
    (told,) = out(command("store", "check", "--json"))
    assert told["ok"] and "text.language is 'it'" in told["pending"][0]
    assert told["pending"][0] in command("doctor").out
    assert command("ingest", "p.jsonl", "--restart").err.strip() == told["pending"][0]
    assert command("search", "ragazzi").code == command("store", "stats").code == 0
    command("store", "compact", "--reanalyse")
    assert command("ingest", "p.jsonl", "--restart").err == ""


def test_a_bad_file_in_a_folder_is_said_and_the_rest_goes_in(command, tmp_path) -> None:
    (tmp_path / "in").mkdir()
    for name, text in (("a", "harbour"), ("b", "perché"), ("c", "quay")):
        line = json.dumps({"id": name, "text": text}, ensure_ascii=False)
        (tmp_path / "in" / f"{name}.jsonl").write_bytes(line.encode("latin-1"))
    ran = command("ingest", "in")
    assert ran.code == 1
    assert "2 new" in ran.out
    why, last = ran.err.splitlines()
    assert why.startswith("rookery: in/b.jsonl is not in utf-8")
    assert last == (
        "rookery: 1 file was left out, whole or in part: in/b.jsonl. The rest is in: mend it and "
        "run the same command again."
    )
    again = command("ingest", "in", "--json")
    assert again.code == 1
    row = json.loads(again.out)
    assert row["unchanged"] == 2
    assert [left["file"] for left in row["left_out"]] == ["in/b.jsonl"]


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet", "zip", "json.gz", "csv.zst", "dump"])
def test_an_empty_file_of_any_kind_holds_no_posts(command, tmp_path, ending) -> None:
    (tmp_path / f"none.{ending}").write_bytes(b"")
    ran = command("ingest", f"none.{ending}")
    assert (ran.code, ran.out, ran.err) == (0, f"none.{ending} holds no posts.\n", "")


@pytest.mark.parametrize("kind", [(), *((kind,) for kind in KINDS)])
def test_standard_input_without_a_byte_holds_no_posts(rookery, kind) -> None:
    ran = rookery("ingest", *kind, "-", stdin=b"")
    assert (ran.code, ran.out, ran.err) == (0, "Standard input holds no posts.\n", "")


def test_an_empty_file_in_a_folder_is_passed_over(command, tmp_path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("")
    (tmp_path / "in" / "b.csv").write_text("id,text\n1,harbour\n")
    ran = command("ingest", "in")
    assert (ran.code, ran.err) == (0, "")
    assert "1 new" in ran.out


def test_where_every_record_was_rejected_it_failed(command, tmp_path) -> None:
    (tmp_path / "p.jsonl").write_text("nonsense\n{}\n")
    ran = command("ingest", "p.jsonl")
    assert ran.code == 1
    assert ran.sentence == (
        "rookery: No record could go in: rookery-data/rejects/jsonl.jsonl says of each why."
    )
    ran = command("ingest", "p.jsonl", "--json")
    assert (ran.code, json.loads(ran.out)["rejected"]) == (1, 2)


def test_a_table_of_consent_that_does_not_hold_yet_is_said(command, tmp_path) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "a", "text": "ferry"}\n')
    command("ingest", "p.jsonl")
    settings = tmp_path / "rookery-data" / "rookery.toml"
    settings.write_text('[consent.jsonl]\nsearch = "no"\n')
    (told,) = out(command("store", "check", "--json"))
    assert told["ok"] and "--reanalyse" in told["pending"][0]
    assert told["pending"][0] in command("doctor").out
    (tmp_path / "q.jsonl").write_text('{"id": "b", "text": "tram"}\n')
    assert command("ingest", "q.jsonl").err.strip() == told["pending"][0]
    command("store", "compact", "--reanalyse")
    assert out(command("store", "check", "--json"))[0]["pending"] == []
    assert out(command("search", "ferry", "--json")) == []
