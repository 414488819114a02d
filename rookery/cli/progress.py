"""Progress in the terminal: rate and time left, on one line that rewrites itself."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rookery.cli.given import amount

if TYPE_CHECKING:
    from rookery.ingest.run import Progress
    from rookery.llm.transfer import Progress as Transfer
    from rookery.store.reanalyse import Progress as Reanalysis
    from rookery.train.loop import Progress as Training

_SHOWN = 10  # names of files in one sentence


class _Line:
    """A line on standard error that rewrites itself; plain lines where that is no terminal."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._live = None
        self._every = 10.0  # seconds between lines where nothing can be rewritten
        self._said = 0.0
        self._quiet = quiet
        if not quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), refresh_per_second=4)

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        if self._live:
            self._live.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal to a question."""
        self.stop()
        try:
            yield
        finally:
            if self._live:
                self._live.start()

    def _show(self, text: str, seconds: float) -> None:
        if self._live:
            self._live.update(text)
        elif not self._quiet and seconds - self._said >= self._every:
            self._said = seconds
            print(text, file=sys.stderr)


class IngestProgress(_Line):
    """Shows a run of ingest under way."""

    def report(self, progress: Progress) -> None:
        """Called after each batch."""
        self._show(_line(progress), progress.seconds)

    def summary(self, done: Progress, path: str) -> str:
        if not (done.records or done.before or done.left_out):
            return f"{'Standard input' if path == '-' else path} holds no posts."
        a = done.applied
        parts = [f"{a.new:,} new"]
        for count, what in (
            (a.updated, "updated"),
            (a.unchanged, "unchanged"),
            (a.deleted, "deleted"),
            (a.held, "held back by an earlier delete"),
            (a.follows, "follow" if a.follows == 1 else "follows"),
        ):
            if count:
                parts.append(f"{count:,} {what}")
        text = f"{amount(done.records, 'record')} in {done.seconds:.1f} s ({done.rate:,.0f}/s): "
        text += ", ".join(parts) + "."
        if done.rejected and not _all_rejected(done):
            text += f"\n{amount(done.rejected, 'record')} could not go in: see {done.rejects}."
        return text


def warnings(done: Progress) -> list[str]:
    """What of a run may not be as it was meant."""
    n = done.applied.elsewhere
    if not n:
        return []
    were, they, posts = ("was", "it is", "post") if n == 1 else ("were", "they are", "posts")
    return [
        f"{amount(n, 'id')} {were} here already from another source: if {they} not the same "
        f"{posts}, take one source into a home of its own (--home DIR)."
    ]


def failures(done: Progress) -> list[str]:
    """What of a run went wrong although it came to its end, in sentences."""
    sentences = [*done.unmapped]
    if _all_rejected(done):
        sentences.append(f"No record could go in: {done.rejects} says of each why.")
    if not done.left_out:
        return sentences
    files = list(done.left_out)
    shown = ", ".join(files[:_SHOWN]) + (f" and {len(files) - _SHOWN} more" * (len(files) > _SHOWN))
    were, them = ("was", "it") if len(files) == 1 else ("were", "them")
    return [
        *sentences,
        *done.left_out.values(),
        f"{amount(len(files), 'file')} {were} left out, whole or in part: {shown}. The rest is in: "
        f"mend {them} and run the same command again.",
    ]


def took_any(done: Progress) -> bool:
    """Whether any post of what was read is in the store, by this run or another."""
    a = done.applied
    return bool(a.new or a.updated or a.unchanged or a.held or done.before)


def _all_rejected(done: Progress) -> bool:
    return 0 < done.rejected == done.records and not done.before


class ReanalysisProgress(_Line):
    """Shows how far all posts have been analysed again."""

    def report(self, progress: Reanalysis) -> None:
        """Called after each step."""
        self._show(_reanalysed(progress), progress.seconds)


class TransferProgress(_Line):
    """Shows how much of a file has come."""

    def report(self, progress: Transfer) -> None:
        """Called a few times a second."""
        self._show(_transferred(progress), progress.seconds)


class TrainingProgress(_Line):
    """Shows a run step by step; of many ranks the first speaks for all."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__(quiet=quiet or not self.first)
        self._begun = time.monotonic()
        self._last: Training | None = None

    @property
    def first(self) -> bool:
        return os.environ.get("RANK", "0") == "0"

    def report(self, progress: Training) -> None:
        """Called after each step."""
        self._last = progress
        if progress.said and self.first:
            print(progress.said, file=sys.stderr)
        self._show(_trained(progress), time.monotonic() - self._begun)

    def summary(self) -> str:
        """How the run ended."""
        p = self._last
        if p is None:
            return "The run had ended before."
        return f"{p.step:,} steps, loss {p.loss:.3f}, in {_span(time.monotonic() - self._begun)}."


def _trained(p: Training) -> str:
    return (
        f"step {p.step:,} of {p.steps:,} · loss {p.loss:.3f} · {p.tokens_per_s:,.0f} tokens/s · "
        f"{p.utilisation:.0%} of the peak · {_span(p.seconds_left)} left"
    )


def _transferred(p: Transfer) -> str:
    from rookery.llm.transfer import weight

    share = 100 * p.done / p.total if p.total else 100
    wait = f" · {_span(p.left)} left" if p.left is not None else ""
    return (
        f"{p.stage} · {share:.0f} % · {weight(p.done)} of {weight(p.total)} · "
        f"{weight(round(p.rate))}/s{wait}"
    )


def _reanalysed(p: Reanalysis) -> str:
    if p.stage == "indexing":
        return f"{amount(p.total, 'post')} analysed; building the text index …"
    if p.stage == "joining":
        return f"{amount(p.total, 'post')} analysed; waiting for those who write and read …"
    share = 100 * p.done / p.total if p.total else 100
    wait = f" · {_span(p.left)} left" if p.left is not None else ""
    return f"{share:.0f} % · {p.done:,} of {amount(p.total, 'post')}{wait}"


def _line(p: Progress) -> str:
    if p.stage == "indexing":
        are = "is" if p.records == 1 else "are"
        return f"{amount(p.records, 'record')} {are} in; building the text index …"
    left = p.left
    share = f"{100 * p.done / p.total:.0f} % · " if p.total else ""
    wait = f" · {_span(left)} left" if left is not None else ""
    bad = f" · {p.rejected:,} rejected" if p.rejected else ""
    return f"{share}{amount(p.records, 'record')} · {p.rate:,.0f}/s{wait}{bad}"


def _span(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60:02} s" if whole >= 60 else f"{whole} s"


@contextmanager
def counted(*, quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """A counter of named steps on standard error."""

    def report(stage: str, n: int) -> None:
        if not quiet and sys.stderr.isatty():
            print(f"\r{stage} {n:,} ", end="", file=sys.stderr, flush=True)

    yield report
    if not quiet and sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
