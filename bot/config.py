"""Every setting, its default and its meaning. Built only in ``bot/__main__.py``."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


class Settings(BaseSettings):
    """Settings read from ``PITSTOP_…`` variables and from the file ``.env``.

    Only the token has no default: everything else is right as it is for one server on one machine.
    """

    model_config = SettingsConfigDict(
        env_prefix="PITSTOP_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="forbid",
    )

    token: SecretStr | None = Field(
        default=None, description="The bot's token from Discord's developer portal."
    )
    data_dir: Path = Field(
        default=Path("data"), description="The folder for the database file and its key."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL address instead of the file: `postgresql://user:password@host/name`.",
    )
    data_keys: Annotated[list[SecretStr], NoDecode] = Field(
        default=[],
        description="Keys that encrypt notes at rest, comma-separated, the first one writes. "
        "Left empty, a key is made once in the data folder.",
    )
    backup_dir: Path | None = Field(
        default=None,
        description="The folder for the nightly backups. Left empty, it is `backups` in the data folder.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much the log says."
    )
    log_format: Literal["readable", "json"] = Field(
        default="readable",
        description="How the log is written: for people, or one JSON object a line.",
    )
    health_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="A port of this machine that answers `/healthz` and `/metrics` (Prometheus). "
        "Left empty, there is none.",
    )
    discord_api_url: str | None = Field(
        default=None, description="Another address for Discord's API, such as a shared REST proxy."
    )
    discord_gateway_url: str | None = Field(
        default=None, description="Another address for Discord's gateway."
    )

    @field_validator("data_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [key.strip() for key in value.split(",") if key.strip()]
            if isinstance(value, str)
            else value
        )

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        try:
            names = make_url(value.get_secret_value()).get_backend_name() if value else "postgresql"
        except (ArgumentError, ValueError):
            names = ""
        if names not in {"postgresql", "postgres"}:
            raise ValueError("it should look like postgresql://user:password@host/name")
        return value

    @field_validator("health_port", mode="before")
    @classmethod
    def _is_port(cls, value: object) -> object:
        if isinstance(value, str) and not (
            re.fullmatch(r"\d{1,5}", value.strip(), re.ASCII) and 1 <= int(value) <= 65535
        ):
            raise ValueError("it should be a number from 1 to 65535")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def backups(self) -> Path:
        """The folder for the nightly backups."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database, with its async driver."""
        if self.database_url is None:
            return f"sqlite+aiosqlite:///{self.data_dir / 'pitstop.db'}"
        url = make_url(self.database_url.get_secret_value())
        query = dict(url.query)
        if "sslmode" in query:  # what libpq calls it, and hosted databases hand out
            query["ssl"] = query.pop("sslmode")
        return url.set(drivername="postgresql+asyncpg", query=query).render_as_string(
            hide_password=False
        )
