"""Which posts a question is answered from, and shown: none that is private of whom it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rookery.answer.discreet.about import Asked, about, asked_of
from rookery.answer.discreet.discreet import Discreet, discreet
from rookery.answer.discreet.telling import asks_for_help, helpline, is_crisis, says_private
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import Gathered
from rookery.answer.subjects import Material
from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search
from rookery.text import words

_CLIMB = 12  # posts above one that are looked at
_THREADS = 6  # of whom a question was that was declined


@dataclass(frozen=True, slots=True)
class Untold:
    """Tells of one question which posts may be told.

    What says something private is not, where the question is of somebody in it or in its thread's
    first post. Where somebody says that they might end their life, theirs and what is answered is
    nobody's but for a number to call.
    """

    talk: Discreet
    asked: Asked
    for_help: bool
    search: Search
    reader: Reader
    threads: frozenset[str] = frozenset()  # of whom it was that was declined
    above: dict[str, Post | None] = field(default_factory=dict)  # posts that were replied to

    def __call__(self, post: Evidence) -> bool:
        """Whether a post may be told."""
        if not self.talk.may_tell(post) or post.thread in self.threads:
            return False
        chain = self._chain(post)
        if self.in_crisis(post, chain):
            return self.for_help and bool(helpline(post.text)) and not self._of_first(chain)
        if not says_private(post.text):
            return True
        author = self._post(post.id) if post.author else None
        name = author.author.name if author and author.author else None
        if self.asked.is_of(about(post.text, post.author, name)):
            return False
        return not self._of_first(chain)

    def among(self, posts: Sequence[Evidence]) -> list[Evidence]:
        """Those that may be told; what they answer is read for all of them at once."""
        wanted = {post.reply_to for post in posts if post.reply_to}
        for _ in range(_CLIMB):
            wanted -= self.above.keys()
            if not wanted:
                break
            found = {post.id: post for post in self.search.posts(sorted(wanted), self.reader)}
            self.above.update({id: found.get(id) for id in wanted})
            wanted = {post.reply_to for post in found.values() if post.reply_to}
        return [post for post in posts if self(post)]

    def as_told(self, post: Evidence) -> Evidence:
        """A post that may be told, without what is not told of it."""
        if self.in_crisis(post, self._chain(post)):
            return replace(post, text=helpline(post.text), titled=False)
        return post

    def in_crisis(self, post: Evidence, chain: list[Post]) -> bool:
        """Whether somebody says there, or above it, that they might end their life."""
        return is_crisis(post.text) or any(is_crisis(above.text) for above in chain)

    def _of_first(self, chain: list[Post]) -> bool:
        """Whether the question is of who began the thread with what is private, or of whom."""
        if not chain or not says_private(chain[-1].text):
            return False
        first = chain[-1]
        there = about(first.text, first.author.handle if first.author else None)
        named = replace(there, surely=there.surely | _called(first), of_somebody=False)
        return self.asked.is_of(named)

    def _chain(self, post: Evidence) -> list[Post]:
        """What it answers, and what that does, up to the first."""
        chain: dict[str, Post] = {}
        above = post.reply_to
        while above and above not in chain and len(chain) < _CLIMB:
            if (here := self._post(above)) is None:
                break
            chain[above] = here
            above = here.reply_to
        return list(chain.values())

    def _post(self, id: str) -> Post | None:
        if id not in self.above:
            found = self.search.posts([id], self.reader)
            self.above[id] = found[0] if found else None
        return self.above[id]


def may_tell(talk: Discreet, question: str, search: Search, reader: Reader) -> Untold:
    """What may be told to a question.

    What may lean on a private question is not answered from the threads of whom that was, either:
    others speak of them there without their name.
    """
    told = Untold(talk, asked_of(question), asks_for_help(question), search, reader)
    if not (talk.unnamed and talk.leans):
        return told
    found = search.search(" ".join(sorted(talk.unnamed)), reader)
    threads = frozenset(evidence_of(hit.post).thread or hit.post.id for hit in found.hits)
    return replace(told, threads=threads)


def asks_on(talk: Discreet, search: Search, reader: Reader) -> bool:
    """Whether all that it asks for stands in what was not told just before it.

    "and the bottle?" after what somebody needs; "what about the ferry?" is another matter.
    """
    if not (talk.after_private and talk.leans and talk.unnamed and talk.words):
        return False
    hits = search.search(" ".join(sorted(talk.unnamed)), reader).hits
    seen = set[str]()
    for hit in hits:
        if len(seen) >= _THREADS or hit.post.id in seen:
            continue
        thread = [post for _, post in search.thread(hit.post.id, reader).posts]
        seen |= {post.id for post in thread}
        crisis = any(is_crisis(post.text) for post in thread)
        hidden = {post.id for post in thread if crisis or says_private(post.text)}
        said = {
            word
            for post in thread
            if post.id in hidden or post.reply_to in hidden
            for word in words(post.text)
        }
        if talk.words <= said:
            return True
    return False


def shown(gathered: Gathered, told: Untold) -> Gathered:
    """The same, where what each query found is no more than may be told: that is shown as well."""
    ids = list(dict.fromkeys(id for each in gathered.found for id in each))
    posts = told.search.posts(ids, told.reader)
    kept = {post.id for post in told.among([evidence_of(post) for post in posts])}
    found = tuple(tuple(id for id in each if id in kept) for each in gathered.found)
    evidence = tuple(map(told.as_told, gathered.evidence))
    only_shown = tuple(map(told.as_told, gathered.only_shown))
    return replace(gathered, found=found, evidence=evidence, only_shown=only_shown)


def without_private(material: Material, subject: str, search: Search, reader: Reader) -> Material:
    """What is summed up of a subject: of a person, nothing that is private."""
    told = may_tell(discreet(subject, ()), subject, search, reader)
    posts = material.gathered.evidence
    open_ones = {post.id for post in told.among(posts)}
    kept = [n for n, post in enumerate(posts) if post.id in open_ones]
    gathered = replace(material.gathered, evidence=tuple(posts[n] for n in kept))
    return replace(material, gathered=gathered, matter=tuple(material.matter[n] for n in kept))


def _called(post: Post) -> frozenset[str]:
    """Whoever wrote a post, by handle and name."""
    if post.author is None:
        return frozenset()
    return asked_of(f"{post.author.handle} {post.author.name or ''}").words
