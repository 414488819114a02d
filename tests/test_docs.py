"""What users can type, set or send is documented, and nothing that they cannot; no link is dead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote

import pytest
from pydantic import BaseModel
from typer.main import get_command

from rookery.cli.commands import app
from rookery.config import ConsentRow, Settings
from rookery.ingest import KINDS
from rookery.ingest.names import _USUAL
from rookery.post import ARROW, Author, Consent, Counts, Link, Media, Post

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
ANYWHERE = {"--home", "--json", "--version", "--help", "-h"}
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def _sections(text: str) -> dict[str, str]:
    """The text under each heading of the second level."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _first_cells(text: str) -> set[str]:
    """What stands in code at the beginning of a table's rows."""
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def _commands(command: Any, path: str = "rookery") -> Iterator[tuple[str, Any]]:
    """Each command that does something, by its whole name."""
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from _commands(inner, f"{path} {name}")
    else:
        yield path, command


def _options(command: Any) -> set[str]:
    found = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    return {o for o in found if o.startswith("-")}


COMMANDS = dict(_commands(get_command(app)))


def _settings(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, Any]]:
    """Each setting by its name in the reference, with its field."""
    for name, field in model.model_fields.items():
        inner = [a for a in (field.annotation, *get_args(field.annotation)) if _is_section(a)]
        if not inner:
            yield before + name, field
        elif inner[0] is ConsentRow:
            yield from _settings(inner[0], f"{before}{name}.SOURCE.")
        elif inner[0] is field.annotation:
            yield from _settings(inner[0], f"{before}{name}.")
        else:
            yield from _settings(inner[0], f"{before}{name}[].")


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _slugs(path: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def test_every_command_is_documented_and_no_other():
    documented = {h for h in _sections(_read("reference/cli.md")) if h.startswith("rookery ")}
    assert documented == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented_and_no_other(name: str):
    section = _sections(_read("reference/cli.md"))[name]
    rows = re.findall(r"^\| `(-[^`]+)`", section, re.MULTILINE)
    assert {row.split()[0] for row in rows} == _options(COMMANDS[name]) - ANYWHERE


def test_options_for_every_command_are_documented():
    section = _sections(_read("reference/cli.md"))["For every command"]
    assert {o for o in _options(get_command(app)) if f"`{o}" not in section} == set()


def test_every_source_is_documented():
    guide = _read("guide/ingest.md")
    assert [k for k in KINDS if f"**{k}**" not in guide] == []


def test_every_setting_is_documented_and_no_other():
    documented = _first_cells(_read("reference/settings.md"))
    assert documented == {name for name, _ in _settings(Settings)}


def test_every_default_of_a_setting_is_documented():
    page = _read("reference/settings.md")
    wrong = []
    for name, field in _settings(Settings):
        if field.is_required():
            said = ""
        elif field.default is None:
            said = "none"
        else:
            said = f"`{json.dumps(field.default)}`"
        if f"| `{name}` | {said}".rstrip() not in page:
            wrong.append((name, said))
    assert wrong == []


@pytest.mark.parametrize("kind", [Post, Author, Link, Media, Counts, Consent])
def test_every_field_is_documented_and_no_other(kind: type[Any]):
    section = _sections(_read("reference/schema.md"))[kind.__name__]
    assert _first_cells(section) == {f.name for f in fields(kind)}


def test_every_column_of_the_arrow_form_is_documented():
    page = _read("reference/schema.md")
    assert [name for name in ARROW.names if f"`{name}`" not in page] == []


def test_every_usual_name_of_a_column_is_documented():
    section = _sections(_read("reference/schema.md"))["Names that are known"]
    rows = {f: ", ".join(f"`{n}`" for n in names) for f, names in _USUAL.items() if names}
    assert [f for f, names in rows.items() if f"| `{f}` | {names} |" not in section] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    text = _CODE.sub("", _FENCE.sub("", page.read_text("utf-8")))
    dead = []
    for link in _LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue  # another host: tests need no internet
        place, _, anchor = link.partition("#")
        target = (page.parent / unquote(place)).resolve() if place else page
        there = target.is_relative_to(ROOT) and target.exists()
        if not there or (anchor and anchor not in _slugs(target)):
            dead.append(link)
    assert dead == []


def test_every_folder_of_the_package_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    folders = [p.parent.name for p in sorted((ROOT / "rookery").glob("*/__init__.py"))]
    assert [f for f in folders if f"(rookery/{f})" not in readme] == []
