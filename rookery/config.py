"""One typed settings tree: `rookery.toml` in the home, then `ROOKERY_*` variables, then flags.

Reading and writing the file lies here; what a setting means lies with the part that takes it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from rookery.durable import write_whole
from rookery.errors import BadInput, Said, disk_problem
from rookery.locks import exclusive

FILE = "rookery.toml"
DEFAULT_HOME = Path("rookery-data")
NEVER_TRAINED = ("x-api",)  # sources whose terms allow no training, whoever grants it
_PREFIX, _WITHIN = "ROOKERY_", "__"  # of variables
_COMMAND = "ROOKERY_HOME"  # read by the command line
_TESTS = ("ROOKERY_DATA", "ROOKERY_GEMMA", "ROOKERY_PICTURES")  # read by tests and benchmarks

_LANGUAGES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg
li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or
os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""  # the codes of ISO 639-1


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Server(_Section):
    host: str = "127.0.0.1"  # listening elsewhere needs a key
    port: int = Field(default=8463, ge=0, le=65535)  # 0 takes a free one
    name: str = "Rookery"  # what the pages call this network
    url: str | None = None  # where people reach it, when a proxy stands before it
    hosts: list[str] = []  # further names that it answers to

    @field_validator("url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)  # a broken one raises ValueError itself
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError("it is to be an address such as https://rookery.example")
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise ValueError("it is to be a scheme and a host, without a path")
        return f"{parts.scheme}://{parts.netloc.lower()}"


class TextSettings(_Section):
    language: str = "en"  # how a post without a language is analysed

    @field_validator("language")
    @classmethod
    def _a_language(cls, language: str) -> str:
        if language.lower() not in _LANGUAGES.split():
            raise ValueError("it is to be the two letters of a language (ISO 639-1), such as en")
        return language.lower()


class IngestSettings(_Section):
    # processes that analyse a large source; none: by the cores, and so that memory stays low
    workers: int | None = Field(default=None, ge=1, le=256)


class ConsentRow(_Section):
    """What is unstated means, for one source."""

    search: Literal["yes", "no"] = "yes"
    answer: Literal["yes", "no"] = "yes"
    train: Literal["yes", "no"] = "no"
    ads: Literal["yes", "no"] = "no"


class LedgerSettings(_Section):
    """The database of accounts, conversations and money."""

    url: str | None = None  # postgresql+psycopg://…; none: ledger.sqlite in the home


class EmbedSettings(_Section):
    vectors: bool = True  # static vectors at ingest
    semantic: Literal["auto", "on", "off"] = "auto"  # auto: where the extra is installed
    endpoint: str | None = None  # an OpenAI-compatible /v1 address, in place of the static embedder
    endpoint_model: str | None = None
    endpoint_dim: int | None = Field(default=None, gt=0)  # numbers in each of its vectors
    endpoint_key: str | None = None

    @model_validator(mode="after")
    def _whole_endpoint(self) -> Self:
        if self.endpoint and not (self.endpoint_model and self.endpoint_dim):
            raise ValueError("endpoint needs endpoint_model and endpoint_dim beside it")
        return self


class ModelSettings(_Section):
    """Which language model answers, which `rookery model use` writes; how the engine runs it."""

    use: str = "house"  # a name of `rookery model list`, or an OpenAI-compatible address
    endpoint_model: str | None = None  # the model's name there
    endpoint_key: str | None = None
    pictures: bool = False  # the model at that address sees: pictures that people give go to it
    threads: int | None = Field(default=None, ge=1)  # none: one fewer than there are cores
    context: int = Field(default=4096, ge=256)  # tokens of one conversation, at most the model's
    parallel: int = Field(default=2, ge=1, le=64)  # conversations at once; others wait
    cache_mib: int = Field(default=128, ge=0)  # memory for prompts that are kept
    idle: int = Field(default=300, ge=0)  # seconds after its last use until it ends
    engine_port: int = Field(default=0, ge=0, le=65535)  # on this machine only; 0 takes a free one

    @model_validator(mode="after")
    def _whole_endpoint(self) -> Self:
        if self.use.startswith(("http://", "https://")) and not self.endpoint_model:
            raise ValueError("an address in use needs endpoint_model beside it")
        return self


class _Named(_Section):
    """A row of a list, told from the others by its name."""

    name: str


class ReaderRow(_Named):
    """Somebody who may look: the groups whose posts they may read."""

    groups: list[str] = []


class KeyRow(_Named):
    """An API key as its hash; `rookery keys add` prints the key once."""

    hash: str
    scopes: list[Literal["read", "write", "admin"]] = ["read"]
    reader: str | None = None  # whose groups it reads with; none reads what is public


class SavedSearch(_Named):
    """A query that is followed: what is new since it was last looked at, and where to say so."""

    query: str
    webhook: str | None = None


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter=_WITHIN, extra="forbid"
    )

    server: Server = Field(default_factory=Server)
    text: TextSettings = TextSettings()
    ingest: IngestSettings = IngestSettings()
    ledger: LedgerSettings = LedgerSettings()
    embed: EmbedSettings = EmbedSettings()
    model: ModelSettings = ModelSettings()
    consent: dict[str, ConsentRow] = {}  # by source; `default` is for the rest
    readers: list[ReaderRow] = []
    keys: list[KeyRow] = []
    saved: list[SavedSearch] = []

    @field_validator("consent")
    @classmethod
    def _never_trained(cls, rows: dict[str, ConsentRow]) -> dict[str, ConsentRow]:
        for source in NEVER_TRAINED:
            if source in rows and rows[source].train == "yes":
                raise ValueError(
                    f"train of {source} stays no, as X's terms allow no training on it"
                )
        return rows

    @field_validator("readers", "keys", "saved")
    @classmethod
    def _each_its_name(cls, rows: list[_Named]) -> list[_Named]:
        for name, times in Counter(row.name for row in rows).items():
            if times > 1:
                raise ValueError(f"two are named {name!r}, and each needs a name of its own")
        return rows

    @field_validator("keys")
    @classmethod
    def _each_its_hash(cls, rows: list[KeyRow]) -> list[KeyRow]:
        first: dict[str, str] = {}
        for row in rows:
            if (name := first.setdefault(row.hash, row.name)) != row.name:
                raise ValueError(f"{name!r} and {row.name!r} are one key, by their hash")
        return rows

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _reading.get()))


# the file that this thread's call of `load` reads; pydantic-settings passes its sources no argument
_reading: ContextVar[Path] = ContextVar("_reading", default=Path(FILE))


def load(home: Path, **flags: Any) -> Settings:
    """The settings of `home`; raises BadInput naming the setting that is wrong."""
    path = home / FILE
    _refuse_unknown(os.environ)
    before = _reading.set(path)
    try:
        if not path.is_file() and (path.exists() or path.is_symlink()):  # else passed over unsaid
            raise BadInput(f"{path} is no file that can be read: mend it or take it away.")
        return Settings(**flags)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"]))
        why = first["msg"].removeprefix("Value error, ")
        if _holds(flags, first["loc"]):
            raise BadInput(f"{where} cannot be {first['input']!r}: {why}.") from None
        raise BadInput(
            f"The setting {where} in {path} or ROOKERY_* is not usable: {why}."
        ) from None
    except SettingsError as e:
        raise BadInput(
            f"A variable ROOKERY_* that holds a list or a table is not JSON: {e}."
        ) from None
    except ValueError as e:  # not TOML
        raise BadInput(f"{path} is not valid TOML: {e}.") from None
    except OSError as e:
        raise BadInput(f"{path} cannot be read: {e.strerror}.") from None
    finally:
        _reading.reset(before)


def _refuse_unknown(variables: Iterable[str]) -> None:
    """Raises BadInput for a `ROOKERY_*` that names no setting; pydantic leaves these out unsaid."""
    for name in variables:
        upper = name.upper()
        if not upper.startswith(_PREFIX) or name in (_COMMAND, *_TESTS):
            continue
        top = upper.removeprefix(_PREFIX).lower().partition(_WITHIN)[0]
        if top not in Settings.model_fields:
            (nearest,) = get_close_matches(upper, [*_variables(), _COMMAND], n=1, cutoff=0)
            raise BadInput(f"There is no setting {name}: the nearest is {nearest}.")


def _variables() -> Iterator[str]:
    """Every variable that is a setting."""
    for name, field in Settings.model_fields.items():
        variable = _PREFIX + name.upper()
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, _Section):
            yield from (f"{variable}{_WITHIN}{inner.upper()}" for inner in kind.model_fields)
        else:
            yield variable


def _holds(flags: Any, place: tuple[int | str, ...]) -> bool:
    """Whether the setting at `place` was given as a flag, and not in the file."""
    for step in place:
        if not isinstance(flags, dict) or step not in flags:
            return False
        flags = flags[step]
    return True


def is_there(home: Path) -> bool:
    """Whether a home is there; false also where its path is none that the system takes."""
    try:
        return home.exists()
    except OSError:
        return False


def make_home(home: Path) -> None:
    """The folder, where it is not there; raises BadInput where its path can be none."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if disk_problem(error, home):  # full, or closed: said where all such are
            raise
        raise BadInput(f"{home} cannot be made: {error.strerror}.") from None


def edit(home: Path, change: Callable[[tomlkit.TOMLDocument], None]) -> None:
    """Change `rookery.toml` in place, its comments kept; a half-written file is never seen.

    One process at a time, so that `change` sees what others have written; it may raise, and then
    nothing is changed.
    """
    make_home(home)
    with exclusive(home / f"{FILE}.lock"):
        document = _parsed(home / FILE)
        change(document)
        write_whole(home / FILE, tomlkit.dumps(document))


def _parsed(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    except ValueError as e:
        raise BadInput(
            Said("%(path)s is not valid TOML: %(error)s.", path=str(path), error=str(e))
        ) from None


def drop_named(document: tomlkit.TOMLDocument, table: str, name: str) -> None:
    """Take the rows of that name out of `[[table]]`."""
    rows = document.get(table, [])
    for i in reversed([i for i, row in enumerate(rows) if row.get("name") == name]):
        del rows[i]
    if not len(rows):
        document.pop(table, None)


CONSENT_DEFAULTS: dict[str, ConsentRow] = {
    # Files that the operator brings; networks bring their own signals (docs/guide/consent.md).
    "default": ConsentRow(),
    "x-api": ConsentRow(search="yes", answer="no", train="no", ads="no"),
}


def consent_table(settings: Settings) -> dict[str, ConsentRow]:
    """What is unstated means, by source: what a row leaves out is as the defaults have it."""
    table = dict(CONSENT_DEFAULTS)
    # `default` first, wherever it stands in the file: the others start from it
    for source, row in sorted(settings.consent.items(), key=lambda one: one[0] != "default"):
        base = table.get(source, table["default"])
        table[source] = base.model_copy(update={f: getattr(row, f) for f in row.model_fields_set})
    return table
