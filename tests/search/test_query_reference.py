"""The page of the query language says what the table of operators says."""

from pathlib import Path

from rookery.search.operators import OPERATORS
from rookery.search.query import parse
from rookery.search.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "query-language.md"


def test_the_page_is_the_one_that_the_table_makes():
    assert PAGE.read_text("utf-8") == reference(), (
        "run: python -m rookery.search.reference > docs/reference/query-language.md"
    )


def test_every_example_of_the_page_can_be_typed():
    for operator in OPERATORS:
        (fact,) = parse(operator.example).root.parts
        assert fact.name == operator.name
