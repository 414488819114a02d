"""Wires settings into running parts: the Python entry point is `Rookery.open(path)`."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rookery.config import DEFAULT_HOME, Settings, consent_table, is_there, load, make_home
from rookery.errors import BadInput, Unavailable, disk_problem

if TYPE_CHECKING:
    from rookery.answer.ask import Answering
    from rookery.assistant.assistant import Assistant
    from rookery.assistant.conversations import Conversations
    from rookery.embed.semantic import SemanticEmbedder
    from rookery.ingest.grant import Grant
    from rookery.ingest.run import Progress
    from rookery.ledger import Ledger
    from rookery.llm.in_use import InUse
    from rookery.people.accounts import Accounts
    from rookery.search.searcher import Searcher
    from rookery.search.semantic import SemanticReader
    from rookery.store import BulkStore
    from rookery.store.reanalyse import Progress as Reanalysis
    from rookery.web.parts import Parts


class Rookery:
    """One network's home: its settings, its store and what answers from it."""

    def __init__(self, home: Path, settings: Settings) -> None:
        self.home, self.settings = home, settings

    @classmethod
    def open(cls, path: str | Path = DEFAULT_HOME, **flags: Any) -> Rookery:
        """The home at `path`, made there at its first use. `flags` win over file and variables.

        >>> network = Rookery.open("rookery-data")
        >>> for hit in network.search.search("storm").hits: print(hit.post.text)
        """
        home = Path(path).expanduser()
        _refuse_not_utf8(home)
        if is_there(home) and not home.is_dir():
            raise BadInput(f"{home} is a file: --home takes a folder.")
        return cls(home, load(home, **flags))

    @cached_property
    def store(self) -> BulkStore:
        """Here alone an engine is chosen: all who use it know what `BulkStore` promises."""
        from rookery.store import LanceStore
        from rookery.store.damage import explained

        with disk_errors(self.home), explained(self.home / "store"):
            make_home(self.home)
            return LanceStore(
                self.home / "store",
                default_lang=self.settings.text.language,
                consent=consent_table(self.settings),
                load_embedder=self.embedder_loader(),
            )

    def reanalyse(self, report: Callable[[Reanalysis], None] = lambda _: None) -> int:
        """Analyse and embed every post again by the settings; gives how many there are.

        Opens what `store` refuses because it was made by another embedder or an older release.
        """
        from rookery.store.prepare import PreparerSpec
        from rookery.store.reanalyse import reanalyse

        by = PreparerSpec(
            self.settings.text.language, consent_table(self.settings), self.embedder_loader()
        )
        with disk_errors(self.home):
            done = reanalyse(self.home / "store", by, report)
        for opened in ("store", "search"):  # by what stood before
            self.__dict__.pop(opened, None)
        return done

    def embedder_loader(self) -> Any:
        """Makes the embedder that the settings name, in any process; `None` without vectors."""
        embed = self.settings.embed
        if not embed.vectors:
            return None
        if embed.endpoint and embed.endpoint_model and embed.endpoint_dim:
            from functools import partial

            from rookery.embed import EndpointEmbedder

            return partial(
                EndpointEmbedder, embed.endpoint, embed.endpoint_model, embed.endpoint_dim,
                key=embed.endpoint_key,
            )  # fmt: skip
        from rookery.embed import load_static

        return load_static

    @cached_property
    def ledger(self) -> Ledger:
        """The database of accounts, made where it is not there."""
        from rookery.ledger import open_ledger

        with disk_errors(self.home):
            make_home(self.home)
            return open_ledger(self.home, self.settings.ledger.url)

    @property
    def has_ledger(self) -> bool:
        """Whether there is a database already, so that none is made only to look."""
        from rookery.ledger.ledger import FILE

        return bool(self.settings.ledger.url) or (self.home / FILE).exists()

    @contextmanager
    def ledger_open(self) -> Iterator[None]:
        """Closes the database in the end, where it was used."""
        try:
            with disk_errors(self.home):
                yield
        finally:
            if (used := self.__dict__.pop("ledger", None)) is not None:
                used.close()
            for of_it in ("accounts", "conversations"):
                self.__dict__.pop(of_it, None)

    @cached_property
    def accounts(self) -> Accounts:
        """The people of this network."""
        from rookery.people.accounts import Accounts

        return Accounts(self.ledger)

    @cached_property
    def conversations(self) -> Conversations:
        """What people asked here, and were answered."""
        from rookery.assistant.conversations import Conversations

        return Conversations(self.ledger)

    def assistant(self, answering: Answering) -> Assistant:
        """The assistant, with its conversations and files in the ledger."""
        from rookery.assistant.assistant import Assistant
        from rookery.assistant.files import Files

        return Assistant(answering, self.conversations, Files(self.ledger))

    def forget_deleted(self) -> int:
        """Take out of the conversations what left the store since; gives how many turns changed."""
        from rookery.answer.gather import allowed_by
        from rookery.assistant.following import Following, rules_number
        from rookery.people import OPERATOR

        return Following(
            self.ledger, self.conversations.cited, self.store.changes, self.store.last_seq,
            lambda ids: self.search.posts(ids, OPERATOR), allowed_by(consent_table(self.settings)),
            rules_number(consent_table(self.settings)),
        ).catch_up()  # fmt: skip

    @cached_property
    def semantic(self) -> SemanticReader | None:
        """The transformer that reads the best posts closely; `None` where it is off or absent."""
        return _reading(self._transformer, self.home / "cache")

    @cached_property
    def _transformer(self) -> SemanticEmbedder | None:
        return semantic_embedder(self.settings.embed.semantic)

    @cached_property
    def search(self) -> Searcher:
        from rookery.search.searcher import Searcher

        return Searcher(
            self.store,
            default_lang=self.store.language,
            embedder=self.store.embedder,
            semantic=self.semantic,
        )

    def ingest(
        self,
        path: str,
        kind: str | None = None,
        *,
        mapping: Mapping[str, str] | None = None,
        source_name: str | None = None,
        encoding: str = "utf-8",
        grant: Grant | None = None,
        report: Any = None,
        restart: bool = False,
    ) -> Progress:
        """Posts from a file, a folder or standard input (`-`); goes on where it stopped.

        A large source is analysed by processes that import nothing of the script that calls this.
        """
        from rookery.ingest import open_source
        from rookery.ingest.cursor import fingerprint
        from rookery.ingest.grant import Ground
        from rookery.ingest.opened import comes_once
        from rookery.ingest.run import run

        source = open_source(
            kind, path, mapping=mapping or {}, source_name=source_name, encoding=encoding
        )
        ground = None
        if grant:
            grant.check(source.name)
            ground = Ground(grant, self.home, path, source.name, source_name or source.name)
        key = f"{source.name} {path if path == '-' else Path(path).resolve()}"
        with disk_errors(self.home), _ended_workers():
            return run(
                source,
                self.store,
                self.home,
                key=key,
                fingerprint=fingerprint(path, mapping, source_name, encoding, grant),
                ground=ground,
                report=report or (lambda _: None),
                restart=restart or comes_once(path),
                workers=self.settings.ingest.workers,
            )

    @asynccontextmanager
    async def answering(
        self, model: str | None = None, semantic: str | None = None
    ) -> AsyncIterator[Answering]:
        """What answers questions, for as long as it is open.

        `model` is a name of `rookery model list` that writes whatever its measured skill, or
        `composer`; unset, what the settings and that skill say.
        """
        from rookery.llm.in_use import InUse

        settings = self.settings.model
        if model is not None:
            settings = settings.model_copy(update={"use": model})
        reader = self._transformer if semantic is None else semantic_embedder(semantic)
        in_use = InUse(self.home, settings)
        try:
            yield self._answering(in_use, reader, forced=model is not None)
        finally:
            await in_use.close()

    def _answering(
        self, in_use: InUse, reader: SemanticEmbedder | None, *, forced: bool = False
    ) -> Answering:
        from rookery.answer.ask import Answering
        from rookery.answer.gather import allowed_by
        from rookery.answer.reading.likeness import Likeness
        from rookery.answer.writer import InUseWriter

        return Answering(
            lambda: self.search,
            Likeness(reader, self.settings.text.language),
            allowed_by(consent_table(self.settings)),
            InUseWriter(in_use, self.settings.model.context, forced=forced),
        )

    def parts(self, coming: Callable[[], int] = lambda: 0) -> Parts:
        """What the pages and the API need of this home."""
        from rookery.llm.in_use import InUse
        from rookery.web.parts import Parts

        in_use = InUse(self.home, self.settings.model)
        answering = self._answering(in_use, self._transformer)
        return Parts(
            home=self.home,
            settings=self.settings,
            search=self.search,
            apply=self.store.apply,
            delete=self.store.delete,
            changes=self.store.changes,
            last_seq=self.store.last_seq,
            stats=self.store.stats,
            model=in_use,
            answering=answering,
            assistant=self.assistant(answering),
            accounts=self.accounts,
            forget_deleted=self.forget_deleted,
            coming=coming,
        )

    def train(
        self, recipe: Path, said: Sequence[str] = (), report: Callable[[Any], None] = lambda _: None
    ) -> Path:
        """Carry out a recipe, or go on with it where it stopped; gives the run's folder."""
        from rookery.train import recipe as recipes
        from rookery.train.runs import carry_out

        with disk_errors(self.home):
            function = recipes.found(recipe)
            values = recipes.values(function, said)
            make_home(self.home)
            run = recipes.asked(function, self.home, values)
            if self._follow_training():
                run = recipes.asked(function, self.home, values)  # over its data as it is now
            return carry_out(self.home, run, report)

    def tune(
        self, model: str, data: Path, report: Callable[[Any], None] = lambda _: None, **said: Any
    ) -> Path:
        """Tune a model on conversations, one a line of `data`; gives the run's folder."""
        from rookery.train.examples import apart, read
        from rookery.train.runs import carry_out
        from rookery.train.tuning import tuning

        learned, kept_back = apart(read(data))
        make_home(self.home)
        with disk_errors(self.home):
            run = tuning(self.home, model, learned, kept_back, **said)
            return carry_out(self.home, run, report)

    def _follow_training(self) -> bool:
        """What was deleted or withdrawn leaves the token shards before anything learns from them.

        Gives whether there is a store to follow.
        """
        there = (self.home / "store").is_dir()
        if there:
            from rookery.train.corpus import Posts
            from rookery.train.withdrawn import follow

            follow(self.home, Posts(self.store, consent_table(self.settings)))
        return there

    def compact(self, *, purge: bool = False) -> None:
        """Join what many small batches left; with `purge`, no file holds a deleted post's words."""
        with disk_errors(self.home):
            self.store.compact(purge=purge)
            if purge:
                # what ingest could not take: words of posts that may have been deleted since
                shutil.rmtree(self.home / "rejects", ignore_errors=True)
                self._purge_cache()
                try:
                    self._purge_training()
                finally:  # what is damaged there is said when the conversations are purged too
                    if self.has_ledger:
                        with self.ledger_open():
                            self.forget_deleted()
                            self.ledger.settle()

    def _purge_cache(self) -> None:
        """Keep vectors of posts that are still there, by the model that reads them now."""
        from rookery.people import OPERATOR
        from rookery.search.semantic import words
        from rookery.store.rows import key64

        if self.semantic is not None:
            posts = self.store.export(OPERATOR)
            self.semantic.forget((key64(post.id), words(post.title, post.text)) for post in posts)
        read_by = self.semantic.path if self.semantic else None
        for path in (self.home / "cache").glob("*.*"):
            # of another model, of one that is off now, or half written
            if path.suffix in (".vectors", ".part") and path.with_suffix(".vectors") != read_by:
                path.unlink(missing_ok=True)

    def _purge_training(self) -> None:
        """No token shard holds what was deleted or withdrawn."""
        if (self.home / "train").is_dir():  # else nothing of training is loaded
            from rookery.train.corpus import Posts
            from rookery.train.withdrawn import purge

            purge(self.home, Posts(self.store, consent_table(self.settings)))


@contextmanager
def disk_errors(home: Path) -> Iterator[None]:
    """A full disk, said in one sentence: what was committed before is whole."""
    try:
        yield
    except OSError as error:
        if (known := disk_problem(error, home)) is not None:
            raise known from None
        raise


@contextmanager
def _ended_workers() -> Iterator[None]:
    """A process that was killed while it analysed posts, said in one sentence."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        yield
    except BrokenProcessPool:
        raise Unavailable(
            "A process that analysed posts was ended from outside, as where memory runs out: set "
            "ingest.workers to fewer and try the same again; what was committed before is whole."
        ) from None


def _refuse_not_utf8(home: Path) -> None:
    try:
        str(home).encode()
    except UnicodeEncodeError:  # the store's engine takes no other
        raise BadInput(f"The path {str(home)!r} is not UTF-8: name another home.") from None


def semantic_reader(wish: str, folder: Path) -> SemanticReader | None:
    """The reader for `auto`, `on` or `off`; raises Unavailable where it must be on and cannot."""
    return _reading(semantic_embedder(wish), folder)


def _reading(embedder: SemanticEmbedder | None, folder: Path) -> SemanticReader | None:
    if embedder is None:
        return None
    from rookery.search.semantic import SemanticReader

    return SemanticReader(embedder, folder)


def semantic_embedder(wish: str) -> SemanticEmbedder | None:
    """The transformer itself, by the same words."""
    if wish == "off" or (wish == "auto" and find_spec("onnxruntime") is None):
        return None
    from rookery.embed import load_semantic

    try:
        return load_semantic()
    except Unavailable:
        if wish == "on":
            raise
        return None
