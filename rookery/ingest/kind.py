"""What kind of source lies at a path: told from names, then from the first bytes."""

from __future__ import annotations

import re
from pathlib import Path

from rookery.errors import BadInput
from rookery.ingest.names import guess
from rookery.ingest.opened import STDIN, bare_ending, files_in, found, head

_BY_ENDING = {
    ".zip": "x-archive",
    ".js": "x-archive",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_EMPTY = "jsonl"  # of nothing: every kind has no posts then
_LOOKED_AT = 16_384  # bytes
_MAGIC = ((b"PK\x03\x04", "x-archive"), (b"PAR1", "parquet"))
# an object of the API: a v2 response, or a v1.1 or v2 post
_X_RESPONSE = re.compile(r'\s*\[?\s*\{\s*"(?:data|includes|errors|meta|statuses)"\s*:\s*[\[{]')
_X_POST = re.compile(
    r'"id_str"\s*:.*"(?:user|full_text|in_reply_to_status_id_str|entities)"\s*:'
    r'|"(?:edit_history_tweet_ids|author_id|public_metrics|retweeted_status)"\s*:',
    re.DOTALL,
)
_X_NOTICE = re.compile(r'\s*\[?\s*\{\s*"delete"\s*:\s*\{\s*"status"')
_FOLDERS_OF_ARCHIVE = ("data/tweets.js", "data/tweet.js", "tweets.js", "tweet.js")


def kind_of(path: str) -> str:
    """One of the kinds; raises BadInput where it cannot be told."""
    if path == STDIN:
        data = head(path)
        return (_by_content(data) or _unknown("what comes in")) if data else _EMPTY
    place = found(path)
    if place.is_dir():
        return _of_folder(place)
    kind = _BY_ENDING.get(bare_ending(place))
    if kind is None or kind == "jsonl":
        data = head(path)
        kind = _by_content(data) or kind or (None if data else _EMPTY)
    return kind or _unknown(path)


def _of_folder(folder: Path) -> str:
    if any((folder / name).exists() for name in _FOLDERS_OF_ARCHIVE):
        return "x-archive"
    files = {f: kind for f in files_in(folder) if (kind := _BY_ENDING.get(bare_ending(f)))}
    told = {_of_file(f) if kind == "jsonl" else kind for f, kind in files.items()}
    kinds = {kind for kind in told if kind} or ({_EMPTY} if files else set())
    if len(kinds) > 1:
        raise BadInput(
            f"The folder {folder} holds sources of several kinds ({', '.join(sorted(kinds))}): "
            f"say which to take, such as rookery ingest {min(kinds)} {folder}."
        )
    if not kinds:
        raise BadInput(
            f"The folder {folder} holds no file that can be taken in, by its ending: "
            f"{', '.join(_BY_ENDING)}, also with .gz or .zst after it."
        )
    return kinds.pop()


def _of_file(file: Path) -> str | None:
    """`None` where it holds nothing or cannot be read, which the run itself will say."""
    try:
        data = head(str(file))
    except BadInput:
        return None
    return (_by_content(data) or "jsonl") if data.strip() else None


def _unknown(what: str) -> str:
    raise BadInput(
        f"Of what kind {what} is cannot be told: say x-archive, x-api, jsonl, csv or parquet "
        "before it."
    )


def _by_content(data: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    data = data[:_LOOKED_AT]
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff")
    if not text.strip():
        return None
    if text.lstrip()[0] in "{[":
        from_x = _X_RESPONSE.match(text) or _X_NOTICE.match(text) or _X_POST.search(text)
        return "x-api" if from_x else "jsonl"
    columns = re.split(
        r"[,;\t|]", re.split(r"[\r\n]", text, maxsplit=1)[0].replace('"', "").strip()
    )
    return "csv" if {"text", "title"} & set(guess(columns, {}).fields.values()) else None
