"""What weights of ours can do stands beside them, and decides which tasks they take."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rookery.errors import Conflict
from rookery.llm.catalogue import HOUSE, known
from rookery.llm.skill import Skill, skills_beside, written

AT_BAR = {"version": 2, "in form": [19, 20], "numbers of its own": [0, 20]}


def test_skills_stand_beside_the_weights_that_were_tuned_for_them(tmp_path: Path) -> None:
    weights, beside = tmp_path / "adapter.gguf", tmp_path / "adapter.tasks.json"
    assert skills_beside(weights) == {}
    rows = {"talk": AT_BAR, "query": {"version": 1}, "answer": AT_BAR | {"declined": [3, 4]}}
    beside.write_text(json.dumps(rows))
    skills = skills_beside(weights)
    assert {name: (s.version, s.reached) for name, s in skills.items()} == {
        "talk": (2, True), "query": (1, False), "answer": (2, False),
    }  # fmt: skip
    beside.write_text(written(skills))
    assert skills_beside(weights) == skills
    for damaged in (
        "", "[]", '{"a": 2}', '{"a": {"version": true}}', '{"a": {"version": 1, "in form": [1]}}',
        '{"a": {"version": 1, "x": [1, 2]}}',
    ):  # fmt: skip
        beside.write_text(damaged)
        with pytest.raises(Conflict, match="a version for each task"):
            skills_beside(weights)


def test_a_task_is_a_models_own_at_its_bar_and_in_its_version() -> None:
    skills = {"talk": Skill(2, {"in form": (20, 20)}), "query": Skill(2, {"in form": (18, 20)})}
    tuned = replace(known()[HOUSE], tasks=skills)
    assert tuned.takes("talk", 2)
    assert not tuned.takes("talk", 3)
    assert not tuned.takes("query", 2)
    assert not tuned.takes("answer", 1)
    instructed = replace(tuned, instructed=True)
    assert instructed.takes("answer", 1)
    assert not instructed.takes("query", 2)
