"""The embedded engine: one process a home, found by all, started and ended on its own."""

import itertools
import json
import os
import shutil
import signal
import socket
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from rookery.config import ModelSettings
from rookery.errors import Conflict
from rookery.llm import machine
from rookery.llm.engine import end_unused, found, ordered, running
from rookery.llm.engine_child import _LONGEST
from rookery.llm.engine_files import Files
from rookery.locks import exclusive
from tests.llm.engines import QUICK, USER, answers, ask, ended, key, record, tiny_file, until
from tests.llm.tiny_model import CONTEXT, make_model

LONG = "Who saw the ferry and the gulls? " * 20


def _listening(port: int) -> set[str]:
    """The addresses at which anything of this machine listens on that port."""
    rows = [p.read_text().splitlines()[1:] for p in map(Path, ("/proc/net/tcp", "/proc/net/tcp6"))]
    cells = [row.split() for table in rows for row in table]
    return {
        c[1].split(":")[0] for c in cells if c[3] == "0A" and int(c[1].split(":")[1], 16) == port
    }


def _kill(home: Path) -> None:
    os.kill(record(home).pid, signal.SIGKILL)
    until(lambda: ended(home))


def test_it_answers_whoever_brings_its_key(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        assert ask(endpoint, "hello")["usage"]["completion_tokens"] > 0
        for wrong in ({}, {"Authorization": "Bearer guess"}):
            refused = httpx.get(f"{endpoint.base_url}/models", headers=wrong)
            assert refused.status_code == 401
        names = httpx.get(f"{endpoint.base_url}/models", headers=key(endpoint)).json()["data"]
        assert [row["id"] for row in names] == ["tiny"]


def test_it_listens_on_this_machine_alone_and_no_page_may_read_from_it(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        assert _listening(record(home).port or 0) == {"0100007F"}
        headers = key(endpoint) | {"Origin": "https://elsewhere.example"}
        answer = httpx.get(f"{endpoint.base_url}/models", headers=headers)
        assert answer.headers.get("access-control-allow-origin", "") == ""  # which is no origin's


def test_its_lock_file_is_its_owners_alone(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        assert (home / "engine.json").stat().st_mode & 0o777 == 0o600
        assert (home / "engine.log").stat().st_mode & 0o777 == 0o600
        row = json.loads((home / "engine.json").read_text())
        assert row["key"] == endpoint.key and len(row["key"]) >= 32
        assert f":{row['port']}/" in endpoint.base_url and row["order"]["model"] == str(tiny)


def test_processes_that_ask_at_once_start_one(home: Path, tiny: Path, spawned):
    users = [spawned(USER, home, tiny) for _ in range(4)]
    said = {user.stdout.readline() for user in users}
    assert len(said) == 1 and b"http://127.0.0.1" in said.pop()
    lives = record(home).pid
    for user in users[1:]:
        user.communicate()
    assert record(home).pid == lives and not ended(home)
    users[0].communicate()
    until(lambda: ended(home))
    assert found(home) is None and not (home / "engine.json").exists()


def test_it_ends_when_its_last_user_is_killed(home: Path, tiny: Path, spawned):
    user = spawned(USER, home, tiny)
    user.stdout.readline()
    user.kill()
    until(lambda: ended(home))


def test_it_stays_a_while_for_who_comes_next(home: Path, tiny: Path):
    settings = QUICK.model_copy(update={"idle": 1})
    with running(home, tiny_file(tiny), settings):
        first = record(home).pid
    with running(home, tiny_file(tiny), settings) as endpoint:
        assert record(home).pid == first
        assert answers(endpoint)
    assert end_unused(home) and ended(home)


def test_it_lets_go_of_the_model_unasked_and_answers_again(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK.model_copy(update={"idle": 1})) as endpoint:
        before = ask(endpoint, LONG)["choices"][0]["message"]
        props = endpoint.base_url.replace("/v1", "/props")
        until(lambda: httpx.get(props, headers=key(endpoint)).json()["is_sleeping"])
        again = ask(endpoint, LONG)
        assert again["choices"][0]["message"] == before and again["timings"]["cache_n"] == 0


def test_a_killed_engine_is_started_anew_at_the_same_address(home: Path, tiny: Path):
    said: list[str] = []
    with running(home, tiny_file(tiny), QUICK, say=said.append) as endpoint:
        address, secret = endpoint.base_url, endpoint.key
        assert answers(endpoint)  # a connection was open: its port is in use for a while
        _kill(home)
        until(lambda: answers(endpoint))
        until(lambda: said)
        assert (endpoint.base_url, endpoint.key) == (address, secret)
        assert record(home).crashes == 1
    assert "ended unasked and runs again" in said[0]


def test_of_many_users_one_starts_it_anew(home: Path, tiny: Path, spawned):
    starter, *others = [spawned(USER, home, tiny) for _ in range(3)]
    for user in (starter, *others):
        user.stdout.readline()
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        starter.kill()
        _kill(home)
        until(lambda: answers(endpoint))
        anew = record(home)
        assert anew.crashes == 1
        for user in others:
            assert user.poll() is None
            user.communicate()
        assert record(home) == anew and answers(endpoint)


def test_one_that_crashes_again_and_again_is_started_later_each_time(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        began = [record(home).began]
        for crashes in (1, 2, 3):
            _kill(home)
            until(lambda: answers(endpoint))
            assert record(home).crashes == crashes
            began.append(record(home).began)
    waits = [later - sooner for sooner, later in itertools.pairwise(began)]
    assert waits[0] >= 0.5 and waits[1] >= 1 and waits[2] >= 2


def test_a_port_taken_meanwhile_is_left_to_who_took_it(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        before = endpoint.base_url
        port = record(home).port
        assert port
        with exclusive(Files(home).starting):
            _kill(home)
            taken = socket.create_server(("127.0.0.1", port))
        with taken:
            until(lambda: endpoint.base_url != before)
            assert answers(endpoint)


def test_a_lock_file_left_by_a_killed_one_is_seen_through(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK.model_copy(update={"idle": 60})):
        dead = record(home)
    _kill(home)
    # its number belongs to another process now: this one
    Files(home).write(replace(dead, pid=os.getpid()))
    Files(home).life.write_text(str(os.getpid()))
    assert found(home) is None
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        assert record(home).pid not in (dead.pid, os.getpid())
        assert answers(endpoint)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', '{"order": {}}'])
def test_a_damaged_lock_file_is_seen_through(content: str, home: Path, tiny: Path):
    home.mkdir()
    (home / "engine.json").write_text(content)
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        assert answers(endpoint)


def test_who_waits_for_one_whose_starter_was_killed_gets_it(home: Path, tiny: Path, spawned):
    starter = spawned(USER, home, tiny)
    files = Files(home)
    until(files.lives)
    starter.kill()  # before it was told that the engine serves
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        assert answers(endpoint)


def test_another_model_waits_until_the_one_in_use_is_free(home: Path, tiny: Path, tmp_path: Path):
    other = replace(tiny_file(make_model(tmp_path / "other.gguf", seed=2)), name="other")
    kept = QUICK.model_copy(update={"idle": 60})
    with running(home, tiny_file(tiny), kept):
        with pytest.raises(Conflict, match="in use with tiny"), running(home, other, QUICK):
            pass
        less = QUICK.model_copy(update={"threads": 3})
        with running(home, tiny_file(tiny), less):  # the same model: joined as it is
            assert record(home).order.threads != 3
    with running(home, other, QUICK) as endpoint:
        assert record(home).order.name == "other" and answers(endpoint)


def test_a_core_is_left_free_and_the_context_is_the_models_at_most(tiny: Path):
    order = ordered(tiny_file(tiny), ModelSettings(context=100_000))
    assert order.threads == max(machine.cores() - 1, 1)
    assert order.context == CONTEXT
    assert ordered(tiny_file(tiny), ModelSettings(threads=7)).threads == 7


def test_a_shared_beginning_is_not_computed_again(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        first = ask(endpoint, LONG + "Ada did.")["timings"]
        second = ask(endpoint, LONG + "Bob did not.")["timings"]
    assert first["cache_n"] == 0 and first["prompt_n"] > 100
    assert second["prompt_n"] < first["prompt_n"] / 4
    assert second["cache_n"] > first["prompt_n"] * 3 / 4


def test_a_beginning_stays_warm_while_others_have_its_slot(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK.model_copy(update={"parallel": 1})) as endpoint:
        first = ask(endpoint, LONG)["timings"]
        for word in ("biscuits", "lanterns"):
            ask(endpoint, word * 30)
        again = ask(endpoint, LONG)["timings"]
    assert again["cache_n"] > first["prompt_n"] * 3 / 4


def test_conversations_at_once_have_each_the_whole_context(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK.model_copy(update={"parallel": 3})) as endpoint:
        props = httpx.get(endpoint.base_url.replace("/v1", "/props"), headers=key(endpoint)).json()
    assert props["total_slots"] == 3
    assert props["default_generation_settings"]["n_ctx"] == QUICK.context


def test_an_adapter_changes_what_the_model_says(home: Path, tiny: Path, tiny_adapter: Path):
    def said(**other: object) -> str:
        with running(home, tiny_file(tiny, **other), QUICK) as endpoint:
            return str(ask(endpoint, LONG, logprobs=True)["choices"][0]["logprobs"])

    bare, adapted = said(), said(adapter=tiny_adapter)
    assert bare != adapted
    assert said(adapter=tiny_adapter, scale=0.0) == bare


def test_a_chat_template_takes_the_place_of_the_models_own(home: Path, tiny: Path):
    short = "{% for m in messages %}{{ m['content'] }}{% endfor %}"
    with running(home, tiny_file(tiny, template=short), QUICK) as endpoint:
        asked = httpx.post(
            endpoint.base_url.replace("/v1", "/apply-template"),
            json={"messages": [{"role": "user", "content": "ferry"}]}, headers=key(endpoint),
        )  # fmt: skip
    assert asked.json()["prompt"] == "ferry"


def test_its_log_is_bounded_and_holds_no_prompt(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK) as endpoint:
        log = home / "engine.log"
        ask(endpoint, "The password is gannet")
        with log.open("a") as file:
            file.write("x" * (_LONGEST + 1))
        until(lambda: log.stat().st_size < _LONGEST / 2)
        with pytest.raises(httpx.HTTPStatusError):
            ask(endpoint, "The password is gannet", grammar="root ::= [")
        assert "grammar" in log.read_text()  # what it writes from then on is kept
    assert "gannet" not in log.read_text()


def test_it_ends_with_its_home(home: Path, tiny: Path):
    with running(home, tiny_file(tiny), QUICK.model_copy(update={"idle": 60})):
        lives = record(home).pid
    shutil.rmtree(home)
    until(lambda: not Path(f"/proc/{lives}/cmdline").exists() or not _alive(lives))


def _alive(pid: int) -> bool:
    """Whether it runs, and is not only waited for by its parent."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_many_may_come_and_go_in_one_process(home: Path, tiny: Path):
    settings = QUICK.model_copy(update={"idle": 1})
    with running(home, tiny_file(tiny), settings):
        first = record(home).pid
        begin = time.monotonic()
        for _ in range(20):
            with running(home, tiny_file(tiny), settings):
                pass
        assert time.monotonic() - begin < 5
        assert record(home).pid == first
