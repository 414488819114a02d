"""Random sentences of a GBNF grammar, for as much of GBNF as ours use."""

import random
import re
from typing import Any

_TOKEN = re.compile(
    r'\s*(?:("(?:[^"\\]|\\.)*")|(\[(?:[^\]\\]|\\.)*\])|(\{\d+,\d*\})|([\w-]+)|([()|*+?]))'
)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_DEEP = 12  # from here on the shortest way is taken, so that nested values end


def sentence(grammar: str, chance: random.Random) -> str:
    """One that `root` makes."""
    rules = {}
    for line in grammar.splitlines():
        name, body = line.split(" ::= ", 1)
        rules[name] = _parsed(list(_TOKEN.finditer(body)))
    assert "root" in rules
    return _made(rules["root"], rules, chance, 0)


def _parsed(tokens: list[re.Match[str]]) -> Any:
    tree, rest = _options(tokens)
    assert not rest, rest
    return tree


def _options(tokens: list[re.Match[str]]) -> tuple[Any, list[re.Match[str]]]:
    options: list[list[Any]] = [[]]
    while tokens and tokens[0][5] != ")":
        token, tokens = tokens[0], tokens[1:]
        text, chars, bounds, name, sign = token.groups()
        if sign == "|":
            options.append([])
        elif sign == "(":
            inner, tokens = _options(tokens)
            options[-1].append(inner)
            tokens = tokens[1:]
        elif bounds or sign:
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign or "", (0, 0))
            if bounds:
                parts = bounds[1:-1].split(",")
                low, high = int(parts[0]), int(parts[1]) if parts[1] else None
            options[-1][-1] = ("times", options[-1][-1], low, high)
        elif name:
            options[-1].append(("rule", name))
        elif text:
            options[-1].append(("text", re.sub(r"\\(.)", _unescaped, text[1:-1])))
        else:
            options[-1].append(("chars", chars))
    return ("any", options), tokens


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPED.get(match[1], match[1])


def _made(tree: Any, rules: dict[str, Any], chance: random.Random, depth: int) -> str:
    kind = tree[0]
    if kind == "text":
        return str(tree[1])
    if kind == "chars":
        return chance.choice([c for c in 'ab1é0-+eE" \\/nt😀' if re.match(tree[1], c)])
    if kind == "rule":
        return _made(rules[tree[1]], rules, chance, depth + 1)
    if kind == "times":
        _, what, low, high = tree
        most = low if depth > _DEEP else low + 3 if high is None else high
        return "".join(_made(what, rules, chance, depth) for _ in range(chance.randint(low, most)))
    options = tree[1]
    parts = chance.choice(options if depth <= _DEEP else options[-1:])
    return "".join(_made(part, rules, chance, depth) for part in parts)
