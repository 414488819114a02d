"""Search results and figures as a terminal shows them, and as JSON rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from rookery.cli.given import amount
from rookery.post import Post, to_json
from rookery.search.reposts import repeated
from rookery.search.results import Hit, Results, Span
from rookery.store import Stats
from rookery.text import visible


def to_row(hit: Hit, *, explain: bool = False) -> dict[str, Any]:
    """A result as the design's JSON object: the post, with its score and its author's handle."""
    post = hit.post
    row: dict[str, Any] = {"id": post.id, "score": round(hit.score, 6), "text": post.text}
    row["author"] = post.author.handle if post.author else None
    row["created_at"] = post.created_at.isoformat() if post.created_at else None
    row["url"] = post.url
    row |= {k: v for k, v in to_json(post).items() if k not in row}
    row |= {"copies": hit.copy_count, "partial": hit.partial}
    if explain:
        row["parts"] = {k: round(v, 6) for k, v in hit.parts.items()}
    return row


def show_results(found: Results, originals: Mapping[str, Post], *, explain: bool = False) -> None:
    """Results for a person: each with who, when and where, its words marked.

    `originals` has by their ids the posts that bare reposts among them repeat.
    """
    console = Console(highlight=False)
    if found.did_you_mean:
        console.print(Text("Did you mean: ") + Text(visible(found.did_you_mean), "bold"))
    if not found.hits:
        console.print("Nothing found." if found.total == 0 else "Nothing more.")
    elif found.total == 0:
        console.print("No post has all of these words; these have some.\n")
    for hit in found.hits:
        console.print(_head(hit))
        if hit.title:
            console.print(_spans(hit.title, "bold"))
        if hit.post.text:
            console.print(_spans(hit.snippet))
        if said := repeated(hit.post, originals.get(hit.post.repost_of or "")):
            console.print(Text(visible(said), "dim"))
        if explain and hit.parts:
            told = " + ".join(f"{name} {value:.3f}" for name, value in hit.parts.items())
            console.print(Text(f"  {hit.score:.3f} = {told}", "dim"))
        console.print()
    _foot(console, found)


def _head(hit: Hit) -> Text:
    post = hit.post
    bits = [f"@{post.author.handle}" if post.author else "", post.community or "", _when(post)]
    if hit.copy_count:
        bits.append(f"+{hit.copy_count} alike")
    if hit.partial:
        bits.append("some words only")
    return Text(visible(" · ".join(b for b in bits if b)), "cyan") + Text(
        visible(f"  {post.id}"), "dim"
    )


def _when(post: Post) -> str:
    return f"{post.created_at:%Y-%m-%d %H:%M}" if post.created_at else ""


def _spans(spans: Sequence[Span], style: str = "") -> Text:
    return Text.assemble(*((visible(s.text), "bold yellow" if s.hit else style) for s in spans))


def _foot(console: Console, found: Results) -> None:
    line = (
        f"{amount(found.total, 'post matches', 'posts match')} every word · {found.took_ms:.0f} ms"
    )
    if found.related:
        line += " · related: " + ", ".join(found.related)
    console.print(Text(visible(line), "dim"))


def stats_row(stats: Stats) -> dict[str, Any]:
    """Figures as JSON."""
    return asdict(stats)


def show_stats(stats: Stats) -> None:
    """Figures as two columns."""
    for name, value in asdict(stats).items():
        print(f"{name:12} {_figure(name, value)}")


def _figure(name: str, value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {n:,}" for k, n in value.items())
    if isinstance(value, int):
        return f"{value / 1e6:,.1f} MB" if name == "bytes" else f"{value:,}"
    return "-" if value is None else str(value)
