"""The JSON forms of the API: what OpenAPI documents, and values of search put into them.

A post has the form that `rookery ingest jsonl` reads back, unstated fields left out.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from rookery.post import Author, Post, to_json
from rookery.search.results import (
    Bin,
    Community,
    Completion,
    Facet,
    Hit,
    Profile,
    Results,
    Span,
    Thread,
    Trend,
)
from rookery.web.prose import safe_link


class Problem(BaseModel):
    """What every error answers."""

    error: str = Field(description="One sentence: what is wrong and what to do.")
    column: int | None = Field(None, description="Of a query that does not parse, from 1.")


class HitForm(BaseModel):
    """One result."""

    post: Post
    score: float
    snippet: list[Span]
    title: list[Span]
    copies: list[Post] = Field(description="The first of the near-duplicates and reposts.")
    copy_count: int
    partial: bool = Field(description="It lacks some word of the query.")
    parts: dict[str, float] = Field(description="What each part of ranking gave to the score.")


class PersonForm(BaseModel):
    author: Author
    posts: int


class HistogramForm(BaseModel):
    step: int = Field(description="Seconds.")
    bins: list[Bin]


class SearchForm(BaseModel):
    """The answer of `/search`."""

    query: str
    order: str
    as_of: datetime | None = None
    total: int = Field(
        description="Posts that have every word and meet every filter, each copy counted. "
        "Hits that are partial are not among them, so it can be 0 above hits."
    )
    hits: list[HitForm]
    notices: list[str] = Field(
        description="Where nothing was found: filters by which nothing can be."
    )
    next: str | None = Field(None, description="The address of the next page.")
    did_you_mean: str | None = None
    related: list[str]
    people: list[PersonForm]
    communities: list[Community]
    facets: list[Facet]
    facets_of: int = Field(description="How many of the newest posts found the facets count.")
    histogram: HistogramForm | None = None
    semantic: bool
    took_ms: float
    cursor: str = Field(description="Up to where it shows: follow on with /events?after=.")


class PlacedPost(BaseModel):
    depth: int
    post: Post


class ThreadForm(BaseModel):
    """The answer of `/post/ID`."""

    post: Post
    root: str
    posts: list[PlacedPost]
    missing: int = Field(
        description="Posts answered here that are not here, gone or closed to you."
    )
    more: int = Field(description="Posts of the conversation left out, as they are too many.")
    quotes: list[Post]


class AuthorForm(BaseModel):
    """The answer of `/author/HANDLE`."""

    author: Author
    posts: int
    first: datetime | None = None
    last: datetime | None = None
    communities: list[Community]
    recent: list[Post]
    followers: list[str]
    following: list[str]


class CommunityForm(BaseModel):
    """The answer of `/community/NAME`."""

    name: str
    posts: int
    recent: list[Post]


class TrendForm(BaseModel):
    term: str
    now: int
    usual: float
    score: float
    posts: list[Post]


class TrendsForm(BaseModel):
    """The answer of `/trends`."""

    hours: float
    trends: list[TrendForm]


class RunForm(BaseModel):
    """How far a training run is."""

    name: str
    parameters: int
    steps: int
    done: int
    loss: float | None = Field(description="Of the last step, nats a token.")
    bits_per_byte: float | None = Field(description="On what was kept back, at the last look.")


class RunsForm(BaseModel):
    """The answer of `/train`."""

    runs: list[RunForm]
    damaged: list[str] = Field(description="Names of runs whose record cannot be read.")


class HomeForm(BaseModel):
    """The answer of `/`."""

    name: str
    posts: int
    trends: list[TrendForm]
    communities: list[Community] = Field(description="The 50 with most posts.")
    communities_count: int = Field(description="How many there are in all.")
    latest: list[Post]


class CompletionsForm(BaseModel):
    completions: list[Completion]


class SavedForm(BaseModel):
    name: str
    query: str
    webhook: bool
    new: int | None = Field(description="Null to a key that may not read.")
    seen: datetime | None = None
    problem: str | None = None


class SavedListForm(BaseModel):
    saved: list[SavedForm]


class Reject(BaseModel):
    line: int
    reason: str


class IngestForm(BaseModel):
    """What a batch of events did."""

    new: int
    updated: int
    unchanged: int
    deleted: int
    held: int
    follows: int
    rejected: list[Reject] = Field(description="The first hundred.")
    rejected_count: int


class DeletedForm(BaseModel):
    deleted: int


def post_json(post: Post) -> dict[str, Any]:
    """A post without the addresses that are none of the web: a program may well open them."""
    safe = replace(
        post,
        url=_web(post.url),
        links=tuple(link for link in post.links if _web(link.url)),
        media=tuple(replace(m, url=_web(m.url)) for m in post.media),
    )
    return to_json(safe)


def _web(url: str | None) -> str | None:
    return url if url and safe_link(url) else None


def search_json(results: Results, next: str | None, cursor: str) -> dict[str, Any]:
    """The form of `SearchForm`."""
    h = results.histogram
    out: dict[str, Any] = {
        "query": results.query,
        "order": results.order,
        "as_of": _moment(results.as_of),
        "total": results.total,
        "hits": [hit_json(hit) for hit in results.hits],
        "notices": [str(notice) for notice in results.notices],
        "next": next,
        "did_you_mean": results.did_you_mean,
        "related": list(results.related),
        "people": [{"author": author_json(p.author), "posts": p.posts} for p in results.people],
        "communities": [asdict(c) for c in results.communities],
        "facets": [asdict(f) for f in results.facets],
        "facets_of": results.facets_of,
        "histogram": h
        and {
            "step": h.step,
            "bins": [{"start": _moment(b.start), "count": b.count} for b in h.bins],
        },
        "semantic": results.semantic,
        "took_ms": round(results.took_ms, 1),
        "cursor": cursor,
    }
    return out


def hit_json(hit: Hit) -> dict[str, Any]:
    """The form of `HitForm`."""
    return {
        "post": post_json(hit.post),
        "score": round(hit.score, 6),
        "snippet": [asdict(s) for s in hit.snippet],
        "title": [asdict(s) for s in hit.title],
        "copies": [post_json(p) for p in hit.copies],
        "copy_count": hit.copy_count,
        "partial": hit.partial,
        "parts": {k: round(v, 6) for k, v in hit.parts.items()},
    }


def thread_json(post: Post, thread: Thread) -> dict[str, Any]:
    """The form of `ThreadForm`."""
    return {
        "post": post_json(post),
        "root": thread.root,
        "posts": [{"depth": d, "post": post_json(p)} for d, p in thread.posts],
        "missing": thread.missing,
        "more": thread.more,
        "quotes": [post_json(p) for p in thread.quotes],
    }


def profile_json(p: Profile) -> dict[str, Any]:
    """The form of `AuthorForm`."""
    return {
        "author": author_json(p.author),
        "posts": p.posts,
        "first": _moment(p.first),
        "last": _moment(p.last),
        "communities": [asdict(c) for c in p.communities],
        "recent": [post_json(post) for post in p.recent],
        "followers": list(p.followers),
        "following": list(p.following),
    }


def trend_json(t: Trend) -> dict[str, Any]:
    """The form of `TrendForm`."""
    return {
        "term": t.term,
        "now": t.now,
        "usual": t.usual,
        "score": round(t.score, 3),
        "posts": [post_json(p) for p in t.posts],
    }


def author_json(author: Author) -> dict[str, Any]:
    """What is stated of an author."""
    return {k: v for k, v in asdict(author).items() if v is not None}


def _moment(time: datetime | None) -> str | None:
    return time.isoformat().replace("+00:00", "Z") if time else None
