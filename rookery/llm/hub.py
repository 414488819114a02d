"""A GGUF from the Hugging Face hub: asked for by name, gone on with, checked by its SHA-256.

The hub's protocol as its own client speaks it: HEAD of `REPO/resolve/REVISION/FILE` names the
commit, the size and the sum; GET of the same leads to a server that holds the bytes. `HF_ENDPOINT`
and `HF_TOKEN` hold here too, and the token is shown to the hub alone.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from rookery.errors import BadInput, Forbidden, NotFound, RookeryError, Said, Unauthorized
from rookery.errors import Unavailable as Away
from rookery.llm.download import Wanted, download
from rookery.llm.transfer import Report
from rookery.version import VERSION

ENDPOINT = "https://huggingface.co"
_REPO = re.compile(r"[\w.-]+/[\w.-]+")
_PART = re.compile(r"-\d{5}-of-\d{5}\.gguf$")
_SUM = re.compile(r"[0-9a-f]{64}")
_HOPS = 10
_TIMES = httpx.Timeout(30.0, connect=10.0)


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository on the hub: `hf:owner/repo/file.gguf`, or `hf:owner/repo@rev/…`."""

    repo: str
    path: str
    revision: str = "main"

    @classmethod
    def parse(cls, text: str) -> HubFile:
        """Raises BadInput where `text` names no GGUF file."""
        owner, _, rest = text.removeprefix("hf:").partition("/")
        repo, _, path = rest.partition("/")
        repo, _, revision = repo.partition("@")
        named = f"{owner}/{repo}"
        steps = path.split("/")
        if not _REPO.fullmatch(named) or not path.endswith(".gguf") or {"", ".", ".."} & {*steps}:
            raise BadInput(
                Said(
                    "A file of the hub is named as hf:owner/repo/file.gguf, and not %(text)r.",
                    text=text,
                )
            )
        if _PART.search(path):
            raise BadInput(
                Said("%(path)s is one piece of a model: name a file that is whole.", path=path)
            )
        return cls(named, path, revision or "main")

    def __str__(self) -> str:
        at = "" if self.revision == "main" else f"@{self.revision}"
        return f"hf:{self.repo}{at}/{self.path}"

    def bring(self, to: Path, report: Report) -> str:
        """Fetch it as `to`; gives its SHA-256. What has come is kept for the next time."""
        with Hub.of(os.environ) as hub:
            return hub.fetch(self, to, report)


class Hub:
    """A hub at an address, asked with a token or without."""

    def __init__(
        self, endpoint: str, token: str | None = None, *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        if not _is_address(endpoint):
            raise BadInput(Said("HF_ENDPOINT %(url)r is no address.", url=endpoint))
        self._endpoint, self._token, self._sleep = endpoint.rstrip("/"), token, sleep
        headers = {"User-Agent": f"rookery/{VERSION}", "Accept-Encoding": "identity"}
        # httpx takes the token off where a redirect leads to another host
        self._auth = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(headers=headers | self._auth, timeout=_TIMES)

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Hub:
        """As `HF_ENDPOINT` and `HF_TOKEN` say."""
        token = variables.get("HF_TOKEN", "").strip() or None
        return cls(variables.get("HF_ENDPOINT", "").strip() or ENDPOINT, token)

    def __enter__(self) -> Hub:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, file: HubFile, to: Path, report: Report) -> str:
        """Fetch the file as `to`; gives its SHA-256."""
        wanted = self.ask(file)
        refusal = self._refusal_of(file)
        try:
            download(self._client, wanted, to, report, refusal, sleep=self._sleep)
        except httpx.HTTPError as error:  # redirected without an end; the rest is seen to there
            raise self._away(error) from None
        return wanted.sha256

    def ask(self, file: HubFile) -> Wanted:
        """Where the file is, its size and its sum, as the hub says now."""
        try:
            head = self._head(self._url(file, file.revision))
            if not head.is_success and not head.is_redirect:
                raise self._refusal_of(file)(head)
            # what is fetched and gone on with is of one commit, whatever `main` becomes
            commit = head.headers.get("x-repo-commit", file.revision)
            found = _linked(head) or self._listed(file, commit)
        except httpx.HTTPError as error:
            raise self._away(error) from None
        if found is None:
            raise Away(
                Said(
                    "%(hub)s names no SHA-256 for %(file)s, so it is not taken: fetch it by hand "
                    "and type `rookery model get FILE`.",
                    hub=self._host, file=str(file),
                )
            )  # fmt: skip
        size, sha256 = found
        return Wanted(self._url(file, commit), size, sha256)

    @property
    def _host(self) -> str:
        return self._endpoint.partition("://")[2]

    def _url(self, file: HubFile, revision: str) -> str:
        return f"{self._endpoint}/{file.repo}/resolve/{quote(revision, safe='')}/{quote(file.path)}"

    def _head(self, url: str) -> httpx.Response:
        """The hub's own answer: followed to a new name, not to where the bytes lie."""
        request = self._client.build_request("HEAD", url)
        for _ in range(_HOPS):
            answer = self._client.send(request)
            onward = answer.next_request
            if onward is None or _linked(answer) or "/resolve/" not in onward.url.path:
                return answer
            if request.url.scheme == "https" and onward.url.scheme != "https":
                break
            request = onward
        raise httpx.TooManyRedirects("redirected without an end", request=request)

    def _listed(self, file: HubFile, commit: str) -> tuple[int, str] | None:
        """The same from the list of files, for a mirror that leaves it out of its headers."""
        folder = file.path.rpartition("/")[0]
        url = f"{self._endpoint}/api/models/{file.repo}/tree/{quote(commit, safe='')}"
        answer = self._client.get(f"{url}/{quote(folder)}" if folder else url)
        try:
            rows: Any = answer.json() if answer.is_success else []
            for row in rows:
                if row["path"] == file.path and _SUM.fullmatch(row["lfs"]["oid"]):
                    return int(row["lfs"]["size"]), str(row["lfs"]["oid"])
        except (ValueError, KeyError, TypeError):
            pass
        return None

    def _away(self, error: httpx.HTTPError) -> Away:
        if isinstance(error, httpx.TimeoutException):
            return Away(Said("%(hub)s did not answer in time: try again later.", hub=self._host))
        return Away(
            Said(
                "%(hub)s cannot be reached (%(why)s): is this machine online, and HF_ENDPOINT "
                "right?",
                hub=self._host, why=str(error) or type(error).__name__,
            )
        )  # fmt: skip

    def _refusal_of(self, file: HubFile) -> Callable[[httpx.Response], RookeryError]:
        def refusal(answer: httpx.Response) -> RookeryError:
            status, code = answer.status_code, answer.headers.get("x-error-code", "")
            kind, sentence = self._reason(status, code)
            return kind(
                Said(
                    sentence, hub=self._host, repo=file.repo, path=file.path,
                    revision=file.revision, status=str(status),
                )
            )  # fmt: skip

        return refusal

    def _reason(self, status: int, code: str) -> tuple[type[RookeryError], str]:
        for known, reason in _CODES.items():
            if code == known:
                return reason
        if status == 401:
            return (Unauthorized, _BAD_TOKEN if self._token else _NO_TOKEN)
        return _STATUSES.get(status, (Away, "%(hub)s answered %(status)s for %(repo)s/%(path)s."))


_NO_TOKEN = "%(hub)s asks who you are for %(repo)s: set HF_TOKEN to a token of your account."
_BAD_TOKEN = "%(hub)s refuses the token in HF_TOKEN for %(repo)s: make a new one there."
_GATED = (
    "%(repo)s is given out only to who has accepted its terms: accept them at %(hub)s/%(repo)s and "
    "set HF_TOKEN to a token of that account."
)
# what the hub says in X-Error-Code; a repository that it hides is a 401 with RepoNotFound
_CODES: Mapping[str, tuple[type[RookeryError], str]] = {
    "GatedRepo": (Forbidden, _GATED),
    "RepoNotFound": (
        NotFound,
        "%(hub)s knows no %(repo)s: check the name, or set HF_TOKEN if it is a private one.",
    ),
    "EntryNotFound": (NotFound, "%(repo)s on %(hub)s has no file %(path)s."),
    "RevisionNotFound": (NotFound, "%(repo)s on %(hub)s has no revision %(revision)s."),
}
_STATUSES: Mapping[int, tuple[type[RookeryError], str]] = {
    403: (Forbidden, _GATED),
    404: (NotFound, "%(hub)s has no %(repo)s/%(path)s."),
    429: (Away, "%(hub)s is asked too often from here: wait some minutes and try again."),
}


def _linked(head: httpx.Response) -> tuple[int, str] | None:
    """Size and SHA-256 of a large file, where the answer says both."""
    etag = head.headers.get("x-linked-etag") or head.headers.get("etag") or ""
    sha256 = etag.removeprefix("W/").strip('"')
    size = head.headers.get("x-linked-size")
    if size is None and head.is_success:
        size = head.headers.get("content-length")
    if not _SUM.fullmatch(sha256) or not (size or "").isdecimal() or not int(size or 0):
        return None
    return int(size or 0), sha256


def _is_address(text: str) -> bool:
    try:
        return httpx.URL(text).scheme in ("http", "https") and bool(httpx.URL(text).host)
    except httpx.InvalidURL:
        return False
