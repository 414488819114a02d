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
from rookery.llm.task_picture import Picture, Seeing, Seen
from rookery.llm.task_posts import Cited, Passage, Sentence
from rookery.llm.task_query import Query, StandAlone
from rookery.llm.task_summary import Posts, Summary
from rookery.llm.task_talk import Said, Talk
from rookery.llm.task_tools import Program, ToolUse
from rookery.llm.task_writing import Draft, Writing, Written

__all__ = [
    "ANSWER", "CREATIVES", "FORMATS", "PICTURE", "QUERY", "SUMMARY", "TALK", "TASKS", "TOOLS",
    "VERSIONS", "WRITING", "BadForm", "Brief", "Cited", "Conversation", "Draft", "Passage",
    "Picture", "Posts", "Program", "Query", "Question", "Said", "Seen", "Sentence", "Set", "Task",
    "Written", "creative", "offered",
]  # fmt: skip

ANSWER, QUERY, SUMMARY = Answer(), StandAlone(), Summary()
CREATIVES, TALK, WRITING, PICTURE = Creatives(), Talk(), Writing(), Seeing()
TOOLS = ToolUse()

TASKS: Mapping[str, Task[Any, Any]] = {
    task.name: task for task in (ANSWER, QUERY, SUMMARY, CREATIVES, TALK, WRITING, PICTURE)
}

VERSIONS: Mapping[str, int] = {
    **{task.name: task.version for task in TASKS.values()},
    TOOLS.name: TOOLS.version,
}


def offered(instructed: bool, *, sees: bool = False) -> list[str]:
    """The names of the tasks for a model; both are what its catalogue entry says."""
    fit = (t for t in TASKS.values() if instructed or not t.instructed)
    return [task.name for task in fit if sees or not task.sees]
