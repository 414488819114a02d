"""A GBNF grammar of our own for a JSON schema, where an engine cannot take the schema itself.

It writes compact JSON with the fields in the schema's order and none that the schema does not
name, so whatever it lets through is what a small model has to say and no blanks. It does not hold
to `pattern`, nor to bounds of numbers that are too many to list: the reply is checked afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rookery.llm.schema import Anything, Either, Fixed, Items, Node, Number, Record, Text, read

# llama.cpp refuses 2,000 repetitions of a rule, and what it holds grows with the number
_MOST_REPEATED = 500
_MOST_LISTED = 256  # whole numbers that are written out one by one
_MINUS = '"-"? '
_SHARED = {
    "char": r'[^"\\\x00-\x1f\x7f] | "\\" ["\\/bfnrt]',
    "text": '"\\"" char* "\\""',
    "whole": _MINUS + '("0" | [1-9] [0-9]{0,15})',
    "number": _MINUS + '("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?',
    "value": 'object | array | text | number | "true" | "false" | "null"',
    "object": '"{" (text ":" value ("," text ":" value)*)? "}"',
    "array": '"[" (value ("," value)*)? "]"',
}
_NEEDS = {
    "text": ("char",),
    "value": ("object", "array", "text", "number"),
    "object": ("text", "value"),
    "array": ("value",),
}


def of_schema(schema: Mapping[str, Any]) -> str:
    """The grammar; raises BadInput where the schema is not one that `schema.read` knows."""
    return of_node(read(schema))


def of_node(node: Node) -> str:
    """The grammar of a schema that was read."""
    rules = _Rules()
    rules.made["root"] = ""  # the first
    rules.made["root"] = rules.body(node)
    return "".join(f"{name} ::= {body}\n" for name, body in rules.made.items())


def literal(text: str) -> str:
    """`text` as it stands in a grammar.

    >>> literal('say "no"')
    '"say \\\\"no\\\\""'
    """
    escaped = (_ESCAPES.get(one, one) for one in text)
    return '"' + "".join(escaped) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class _Rules:
    """The rules so far; one that is long gets a name, so that a repetition repeats a name."""

    def __init__(self) -> None:
        self.made: dict[str, str] = {}

    def body(self, node: Node) -> str:
        """What stands for `node` in a rule."""
        match node:
            case Anything():
                return self._shared("value")
            case Fixed(values):
                return self._any(literal(_compact(one)) for one in values)
            case Text(least, most):
                return self._text(least, most)
            case Number(whole, least, most):
                return self._number(whole, least, most)
            case Items(each, least, most):
                return self._items(self._named(each), least, most)
            case Record():
                return self._record(node)
            case Either(options):
                return self._any(self.body(one) for one in options)

    def _shared(self, name: str) -> str:
        if name not in self.made:
            self.made[name] = _SHARED[name]
            for needed in _NEEDS.get(name, ()):
                self._shared(needed)
        return name

    def _rule(self, body: str) -> str:
        name = f"r{len(self.made)}"
        self.made[name] = body
        return name

    def _named(self, node: Node) -> str:
        return self._rule(self.body(node))

    def _any(self, options: Iterable[str]) -> str:
        return "(" + " | ".join(options) + ")"

    def _text(self, least: int, most: int | None) -> str:
        if not least and (most is None or most > _MOST_REPEATED):
            return self._shared("text")
        return f'"\\"" {_times(self._shared("char"), least, most)} "\\""'

    def _number(self, whole: bool, least: float | None, most: float | None) -> str:
        if whole and least is not None and most is not None and most - least < _MOST_LISTED:
            listed = range(int(-(-least // 1)), int(most // 1) + 1)
            return self._any(literal(str(one)) for one in listed)
        name = "whole" if whole else "number"
        if least is None or least < 0:
            return self._shared(name)
        return self._rule(_SHARED[name].removeprefix(_MINUS))

    def _items(self, each: str, least: int, most: int | None) -> str:
        if most == 0:
            return '"[]"'
        more = _times(f'("," {each})', max(least - 1, 0), None if most is None else most - 1)
        inside = f"{each} {more}"
        return f'"[" {inside} "]"' if least else f'"[" ({inside})? "]"'

    def _record(self, record: Record) -> str:
        """Fields in their order; each rule is the rest of an object from one field on."""
        unnamed = {name: record.others or Anything() for name in sorted(record.required)}
        fields = {**record.fields, **{k: v for k, v in unnamed.items() if k not in record.fields}}
        if not fields:
            if record.others is None:
                return '"{}"'
            if isinstance(record.others, Anything):
                return self._shared("object")
            pair = f'{self._shared("text")} ":" {self._named(record.others)}'
            return f'"{{" ({pair} ("," {pair})*)? "}}"'
        first, rest = "", ""  # with nothing written before, and after another field
        for name, node in reversed(fields.items()):
            pair = f"{literal(_compact(name) + ':')} {self._named(node)}"
            after = self._rule(rest) if rest else ""
            if name in record.required:
                first, rest = f"{pair} {after}", f'"," {pair} {after}'
            else:
                first = f"({pair} {after} | {first})" if first else f"({pair} {after})?"
                rest = f'("," {pair})? {after}'
        return f'"{{" {first} "}}"'


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _times(what: str, least: int, most: int | None) -> str:
    """`what` repeated; a bound that an engine would not take is left to the check afterwards."""
    low = min(least, _MOST_REPEATED)
    high = "" if most is None or most > _MOST_REPEATED else str(most)
    return f"{what}*" if not low and not high else f"{what}{{{low},{high}}}"
