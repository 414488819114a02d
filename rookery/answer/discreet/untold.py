"""Which posts a question is answered from, and shown, after one that was declined as private."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rookery.answer.discreet.discreet import Discreet, discreet
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import Gathered
from rookery.answer.subjects import Material
from rookery.people import Reader
from rookery.search.service import Search

MayTell = Callable[[Evidence], bool]


def may_tell(talk: Discreet, search: Search, reader: Reader) -> MayTell:
    """Whether a post may be told.

    What may lean on a private question is not answered from the threads of whom that was, either:
    others speak of them there without their name.
    """
    if not (talk.unnamed and talk.leans):
        return talk.may_tell
    found = search.search(" ".join(sorted(talk.unnamed)), reader)
    threads = {evidence_of(hit.post).thread for hit in found.hits}
    return lambda post: talk.may_tell(post) and post.thread not in threads


def shown(gathered: Gathered, told: MayTell, search: Search, reader: Reader) -> Gathered:
    """The same, where what each query found is no more than may be told: that is shown as well."""
    ids = list(dict.fromkeys(id for each in gathered.found for id in each))
    kept = {post.id for post in search.posts(ids, reader) if told(evidence_of(post))}
    found = tuple(tuple(id for id in each if id in kept) for each in gathered.found)
    return replace(gathered, found=found)


def without_private(material: Material, subject: str) -> Material:
    """What is summed up of a subject: of a person, nothing that is private."""
    told = discreet(subject, ()).may_tell
    posts = material.gathered.evidence
    kept = [(post, n) for post, n in zip(posts, material.matter, strict=True) if told(post)]
    gathered = replace(material.gathered, evidence=tuple(post for post, _ in kept))
    return replace(material, gathered=gathered, matter=tuple(n for _, n in kept))
