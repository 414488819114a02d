"""Texts of pages, and sentences that they show, lie in catalogues; none lacks its Italian."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import rookery
from rookery.web.language import DOMAIN, FOLDER, LANGUAGES

PACKAGE = Path(rookery.__file__).parent
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def _id(message: object) -> object:
    return tuple(message) if isinstance(message, list | tuple) else message


def _in_code() -> set[object]:
    of_templates = {
        "newstyle_gettext": "true", "extensions": "jinja2.ext.do", "silent": "false",
    }  # fmt: skip
    options = {"**/templates/**.html": of_templates}
    found = extract_from_dir(PACKAGE, METHODS, options, DEFAULT_KEYWORDS | {"Said": None})
    return {_id(message) for _, _, message, _, _ in found}


def _po(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_what_the_pages_say_and_nothing_else(language: str) -> None:
    assert {_id(m.id) for m in _po(language) if m.id} == _in_code()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_lacks_its_translation(language: str) -> None:
    for message in _po(language):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        assert not message.fuzzy
        assert not list(message.check(_po(language))), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    path = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with path.open("rb") as file:
        compiled = read_mo(file)
    written = {_id(m.id): _id(m.string) for m in _po(language) if m.id}
    assert {_id(m.id): _id(m.string) for m in compiled if m.id} == written
