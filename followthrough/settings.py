"""Responsible for settings: read once at an entry point, from the environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rules.problems import BadInput

PREFIX = "FOLLOWTHROUGH_"
LOCAL_SENDER = "from=followthrough@mailbox.example&name=Followthrough"
"""Whom mail in the local mailbox is from: an invented address."""


class Settings(BaseSettings):
    """Each field is read from FOLLOWTHROUGH_<NAME>; docs/operations.md explains them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    data: Path = Path("var")
    """Folder for the embedded database, packs, and the example's mailbox and clock."""
    database_url: str = ""
    """`postgresql+psycopg://…`; empty means the embedded SQLite database in `data`."""
    mail_url: str = ""
    """One Apprise URL: the mail server, or GOV.UK Notify, for notices; empty: the local mailbox."""
    alarm_url: str = ""
    """One Apprise URL, such as a Teams or Slack channel: told when a notice needs a person."""
    channels: dict[str, str] = Field(default_factory=dict)
    """`{"teams": "workflows://…"}`: chat channels, by the names that people choose them by."""
    mail_connections: int = Field(default=4, ge=1, le=20)
    """Connections to the mail server that are used at once, at most."""
    mail_per_minute: int = Field(default=0, ge=0, le=100_000)
    """Messages that may leave in a minute; 0 means as many as can."""
    mail_token_command: str = ""
    """A program that prints an access token: then the mail server is signed in to by XOAUTH2."""
    returns_url: str = ""
    """`imaps://user:password@host/INBOX`: where returned mail arrives; empty: it is not read."""
    packs_url: str = ""
    """Where the folder `packs` of the data folder can be opened, such as a share of the intranet."""
    keep_days: int = Field(default=730, ge=31, le=36_500)
    """Days after which the words of a sent notice are removed; its hash stays."""
    log_level: Literal["", "DEBUG", "INFO", "WARNING", "ERROR"] = ""
    """What is at least as loud is logged; empty: a flow logs from INFO on, a command nothing."""
    prefect_port: int = Field(default=4200, ge=1, le=65535)
    mailbox_port: int = Field(default=2525, ge=1, le=65535)

    @field_validator("data")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return (folder if folder.name else Path("var")).absolute()

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
        return url

    @property
    def database(self) -> str:
        """The database's address, the embedded one if none is set."""
        return self.database_url or f"sqlite:///{self.data / 'followthrough.db'}"

    @property
    def mail_server(self) -> str:
        """The Apprise URL of the mail server, the local mailbox if none is set."""
        local = f"mailto://127.0.0.1:{self.mailbox_port}/?{LOCAL_SENDER}"
        return self.mail_url or local


def read_settings() -> Settings:
    """Return the settings; raise BadInput with a sentence a setting that can't be used."""
    try:
        return Settings()
    except ValidationError as wrong:
        raise BadInput(
            *(
                f"Setting {PREFIX}{str(error['loc'][0]).upper()}: {error['msg'].removeprefix('Value error, ')}."
                for error in wrong.errors()
            )
        ) from None
