"""Judgements of a test collection, and what a TREC run is worth by them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rookery.errors import BadInput, Unavailable

MEASURES = ("AP", "P@30", "nDCG@10", "AP@5")
_COLUMNS = ("query-id", "corpus-id", "score")

Judgements = Mapping[tuple[str, str], int]
"""Query and post to how well the post answers it; 0 and less is not at all."""


def judgements(path: Path) -> Judgements:
    """Those of a file, read before the run that they are of: a fault in it is told first."""
    _measures()
    read: dict[tuple[str, str], int] = {}
    for line, row in _table(path):
        query, post = ((row[name] or "").strip() for name in _COLUMNS[:2])
        if not query or not post:
            raise BadInput(f"{path}:{line} has no {_COLUMNS[0] if not query else _COLUMNS[1]}.")
        score = _grade(row["score"], path)
        if read.setdefault((query, post), score) != score:
            raise BadInput(
                f"{path}:{line} judges {post!r} for {query!r} again, and otherwise than before."
            )
    if not read:
        raise BadInput(f"{path} holds no judgement.")
    return read


def measure(run: Path, judged: Judgements) -> dict[str, float]:
    """MAP, P@30, nDCG@10 and MAP@5 of a run file, and `judged`, the queries they are divided by.

    These are all queries of the judgements: one without a relevant post, or without a result, is 0.
    """
    ir_measures = _measures()
    qrels = [ir_measures.Qrel(*pair, score) for pair, score in judged.items()]
    found = list(ir_measures.read_trec_run(str(run)))
    wanted = [ir_measures.parse_measure(m) for m in MEASURES]
    values = ir_measures.calc_aggregate(wanted, qrels, found)
    names = {"AP": "MAP", "AP@5": "MAP@5"}
    by_name = {str(m): float(v) for m, v in values.items()}
    queries = len({query for query, _ in judged})
    return {"judged": queries} | {names.get(m, m): by_name[m] for m in MEASURES}


def _measures() -> Any:
    try:
        import ir_measures
    except ImportError:
        raise Unavailable(
            "Measuring needs ir-measures: in a clone, pip install -c constraints.txt '.[eval]'."
        ) from None
    return ir_measures


def _grade(said: str | None, path: Path) -> int:
    try:
        return int(float(said or ""))
    except (ValueError, OverflowError):
        raise BadInput(f"{path}: the score {said or ''!r} is not a number.") from None


def _table(path: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Rows, each with the number of its line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t")
            if not set(_COLUMNS) <= set(reader.fieldnames or ()):
                raise BadInput(f"{path} needs columns {', '.join(_COLUMNS)}, with tabs between.")
            for row in reader:
                yield reader.line_num, row
    except (FileNotFoundError, IsADirectoryError):
        raise BadInput(f"There is no file {path}.") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not in UTF-8: {error}.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
