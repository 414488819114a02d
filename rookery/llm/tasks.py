"""The tasks of a model, and the only door to them: nothing prompts a model in another way.

Each task has a version of its own, which a change to its prompt or form bumps; models and adapters
name the versions that they were tuned to. A new task is a module beside this one and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rookery.llm.task_answer import Answer, Question
from rookery.llm.task_conversation import Conversation
from rookery.llm.task_creatives import FORMATS, Brief, Creatives, Set, creative
from rookery.llm.task_form import BadForm, Task
from rookery.llm.task_posts import Cited, Passage, Sentence
from rookery.llm.task_query import Query, StandAlone
from rookery.llm.task_summary import Posts, Summary
from rookery.llm.task_talk import Said, Talk
from rookery.llm.task_tools import Program, ToolUse
from rookery.llm.task_writing import Draft, Writing, Written

__all__ = [
    "ANSWER", "CREATIVES", "FORMATS", "QUERY", "SUMMARY", "TALK", "TASKS", "TOOLS", "VERSIONS",
    "WRITING", "BadForm", "Brief", "Cited", "Conversation", "Draft", "Passage", "Posts", "Program",
    "Query", "Question", "Said", "Sentence", "Set", "Task", "Written", "creative", "offered",
]  # fmt: skip

ANSWER, QUERY, SUMMARY = Answer(), StandAlone(), Summary()
CREATIVES, TALK, WRITING = Creatives(), Talk(), Writing()
TOOLS = ToolUse()

TASKS: Mapping[str, Task[Any, Any]] = {
    task.name: task for task in (ANSWER, QUERY, SUMMARY, CREATIVES, TALK, WRITING)
}

VERSIONS: Mapping[str, int] = {
    **{task.name: task.version for task in TASKS.values()},
    TOOLS.name: TOOLS.version,
}


def offered(instructed: bool) -> list[str]:
    """The names of the tasks for a model; `instructed` is what its catalogue entry says."""
    return [task.name for task in TASKS.values() if instructed or not task.instructed]
