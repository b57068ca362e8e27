"""Responsible for settings: read once at an entry point, from the environment."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from notifications.masking import know, secrets_in
from rules.problems import BadInput

PREFIX = "FOLLOWTHROUGH_"
POST_BOOK = "post-book.jsonl"
LOCAL_SENDER = "from=followthrough@mailbox.example&name=Followthrough"
"""Whom mail in the local mailbox is from: an invented address."""
NO_CHANNELS = 'must be JSON such as {"teams": "workflows://…"}'


class Settings(BaseSettings):
    """Each field is read from FOLLOWTHROUGH_<NAME>; docs/operations.md explains them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    data: Path = Path("var")
    """Folder for the embedded database, packs, and the example's mailbox and clock."""
    database_url: str = Field(default="", repr=False)
    """`postgresql+psycopg://…`; empty means the embedded SQLite database in `data`."""
    mail_url: str = Field(default="", repr=False)
    """One Apprise URL: the mail server, or GOV.UK Notify, for notices; empty: the local mailbox."""
    alarm_url: str = Field(default="", repr=False)
    """One Apprise URL, such as a Teams or Slack channel: told when a notice needs a person."""
    channels: dict[str, str] = Field(default_factory=dict, repr=False)
    """`{"teams": "workflows://…"}`: chat channels, by the names that people choose them by."""
    mail_connections: int = Field(default=4, ge=1, le=20)
    """Connections to the mail server that are used at once, at most."""
    mail_per_minute: int = Field(default=0, ge=0, le=100_000)
    """Messages that may leave in a minute; 0 means as many as can."""
    mail_token_command: str = Field(default="", repr=False)
    """A program that prints an access token: then the mail server is signed in to by XOAUTH2."""
    returns_url: str = Field(default="", repr=False)
    """`imaps://user:password@host/INBOX`: where returned mail arrives; empty: it is not read."""
    post_book: Path | None = None
    """The file that says what was about to leave; None means `post-book.jsonl` in `data`."""
    suspensions_a_day: int = Field(default=0, ge=0, le=100_000)
    """Addresses that may be suspended on a day before a person looks; 0: 5 % of people, at least 3."""
    packs_url: str = ""
    """Where the folder `packs` of the data folder can be opened, such as a share of the intranet."""
    keep_days: int = Field(default=730, ge=31, le=36_500)
    """Days after which the words of a sent notice are removed; its hash stays."""
    log_level: Literal["", "DEBUG", "INFO", "WARNING", "ERROR"] = ""
    """What is at least as loud is logged; empty: a flow logs from INFO on, a command nothing."""
    prefect_port: int = Field(default=4200, ge=1, le=65535)
    mailbox_port: int = Field(default=2525, ge=1, le=65535)

    @model_validator(mode="before")
    @classmethod
    def _secrets_are_known(cls, given: dict[str, Any]) -> dict[str, Any]:
        know("settings", _secrets_of(given))
        return given

    @field_validator("data")
    @classmethod
    def _a_folder(cls, folder: Path) -> Path:
        return _possible(folder if folder.name else Path("var"))

    @field_validator("post_book")
    @classmethod
    def _a_file(cls, file: Path | None) -> Path | None:
        return _possible(file) if file and file.name else None

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        if url in {"sqlite:///", "sqlite:///:memory:"}:
            raise ValueError("must name a file: a database in memory keeps nothing")
        return url

    @field_validator("packs_url")
    @classmethod
    def _an_address(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://", "file:///")):
            raise ValueError("must begin with https://, http:// or file:///")
        if "@" in urlsplit(url).netloc:
            raise ValueError("must hold no user and no password: readers see it")
        return url

    @property
    def database(self) -> str:
        """The database's address, the embedded one if none is set."""
        return self.database_url or f"sqlite:///{self.data / 'followthrough.db'}"

    @property
    def post_book_file(self) -> Path:
        """The file of the post book, in the data folder if none is set."""
        return self.post_book or self.data / POST_BOOK

    @property
    def mail_server(self) -> str:
        """The Apprise URL of the mail server, the local mailbox if none is set."""
        local = f"mailto://127.0.0.1:{self.mailbox_port}/?{LOCAL_SENDER}"
        return self.mail_url or local


def read_settings() -> Settings:
    """Return the settings; raise BadInput with a sentence a setting that can't be used."""
    try:
        return Settings()
    except SettingsError:
        raise BadInput(f"Setting {PREFIX}CHANNELS: {NO_CHANNELS}.") from None
    except ValidationError as wrong:
        raise BadInput(*map(_in_words, wrong.errors())) from None


def _possible(path: Path) -> Path:
    """Return the whole path; raise ValueError for one that no system can have."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):  # it may come to be there
        pass
    except OSError as wrong:
        raise ValueError(f"can't be used: {wrong.strerror}") from None
    return path.absolute()


def _in_words(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0])
    said = NO_CHANNELS if name == "channels" else error["msg"].removeprefix("Value error, ")
    return f"Setting {PREFIX}{name.upper()}: {said}."


def _secrets_of(given: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is secret in settings, also in those that can't be used."""
    for name in ("database_url", "mail_url", "returns_url", "packs_url"):
        yield from secrets_in(str(given.get(name, "")))
    channels = given.get("channels")
    told = channels.values() if isinstance(channels, Mapping) else ()
    for url in (given.get("alarm_url", ""), *told):
        yield from secrets_in(str(url), is_channel=True)
    _, *arguments = str(given.get("mail_token_command", "")).split() or [""]
    yield from (word.partition("=")[2] or word for word in arguments if not word.startswith("/"))
