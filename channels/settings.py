"""All settings of the gateway, read once from the environment (`LEERWIJS_...`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_DEVELOPMENT_SECRET = "only-for-development-never-in-production"
_SECRET_LENGTH = 32


class Settings(BaseSettings):
    """The gateway's settings; every field is the variable `LEERWIJS_<NAME>`.

    Raises:
        pydantic.ValidationError: a value is impossible, a secret is missing outside development, or
            `LEERWIJS_TODAY` is set in production.
    """

    model_config = SettingsConfigDict(env_prefix="LEERWIJS_", extra="ignore", frozen=True)

    env: Literal["development", "production"] = "development"
    secret_key: SecretStr = SecretStr("")
    database_url: str = ""
    redis_url: str = ""
    data_dir: Path = Path("var")
    knowledge: Path = Path("build/knowledge.sqlite")

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    engine_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    engine_timeout: float = Field(default=5.0, gt=0, description="seconds")

    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    metrics_token: SecretStr = SecretStr("")
    rasa_webhook: bool | None = Field(default=None, description="for Rasa clients, without keys; unset: in development")
    demo: bool = False
    desk: bool = True
    adviser_grace_seconds: int = Field(default=120, ge=90, description="an adviser not seen for so long is gone")
    today: date | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    session_hours: int = Field(default=7 * 24, gt=0, description="life of a conversation's token")
    idle_minutes: int = Field(default=120, gt=0, description="a conversation nobody writes in closes after this")
    transcript_days: int = Field(default=30, gt=0)
    contact_days: int = Field(default=7, gt=0, le=7)
    ticket_seconds: int = Field(default=60, gt=0)
    heartbeat_seconds: float = Field(default=15.0, gt=0)
    chores_seconds: float = Field(default=10.0, gt=0, description="pause between rounds of upkeep")
    rate_limit: bool | None = Field(default=None, description="unset: as people type, but loose in development")

    public_url: str = Field(default="", description="how browsers reach the gateway; for links and OpenID Connect")
    desk_idle_minutes: int = Field(default=120, gt=0, description="a session of the desk nobody uses ends after this")
    desk_session_hours: int = Field(default=12, gt=0, le=24, description="a session of the desk ends after this anyway")
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")

    # The telephone (docs/telefoon.md). Without a provider's secret the line answers nobody.
    twilio_token: SecretStr = SecretStr("")
    twilio_account: str = ""
    twilio_url: str = "https://api.twilio.com"
    twilio_voice: str = Field(default="Polly.Laura-Neural", description="empty: the provider's own for nl-NL")
    jambonz_secret: SecretStr = SecretStr("")
    jambonz_voice: str = ""
    transfer_number: str = Field(default="", description="who takes calls in hours; empty: callers are called back")
    transfer_hours: str = "ma-vr 9.00-17.00"
    text_messages: Literal["none", "loopback", "twilio"] = "none"
    text_sender: str = ""
    call_minutes: int = Field(default=30, gt=0, description="then a call is brought to an end")
    call_turns: int = Field(default=100, gt=0)

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(origin.strip().rstrip("/") for origin in value.split(",") if origin.strip())
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _whole_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not origin.startswith(("https://", "http://")) or "*" in origin or origin.count("/") != 2:
                raise ValueError(f"'{origin}' is not an origin such as https://www.example.nl")
        return value

    @model_validator(mode="after")
    def _openid_connect_whole(self) -> Settings:
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret.get_secret_value())
        if any(given) and not all(given):
            raise ValueError("LEERWIJS_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET belong together: set all or none")
        if self.env == "production" and self.oidc_issuer:
            if not self.oidc_issuer.startswith("https://"):
                raise ValueError("LEERWIJS_OIDC_ISSUER must begin with https://")
            if not self.public_url.startswith("https://"):
                raise ValueError("LEERWIJS_PUBLIC_URL must be set, to an https address, for OpenID Connect")
        return self

    @model_validator(mode="after")
    def _telephone_whole(self) -> Settings:
        token, secret = self.twilio_token.get_secret_value(), self.jambonz_secret.get_secret_value()
        if self.env == "production" and (token or secret) and not self.public_url.startswith("https://"):
            raise ValueError("LEERWIJS_PUBLIC_URL must be set, to an https address: calls are signed for it")
        if self.text_messages == "twilio" and not (self.twilio_account and token and self.text_sender):
            raise ValueError("LEERWIJS_TEXT_MESSAGES=twilio needs LEERWIJS_TWILIO_ACCOUNT, _TWILIO_TOKEN, _TEXT_SENDER")
        return self

    @model_validator(mode="after")
    def _no_defaults_in_production(self) -> Settings:
        if self.env == "development":
            return self
        if len(self.secret_key.get_secret_value()) < _SECRET_LENGTH:
            raise ValueError(f"LEERWIJS_SECRET_KEY must be set, to at least {_SECRET_LENGTH} random characters")
        if self.secret_key.get_secret_value() == _DEVELOPMENT_SECRET:
            raise ValueError("LEERWIJS_SECRET_KEY is the one for development")
        if self.today is not None:
            raise ValueError("LEERWIJS_TODAY freezes the date: for development and tests only")
        return self

    @property
    def secret(self) -> str:
        """The key that all others are derived from."""
        return self.secret_key.get_secret_value() or _DEVELOPMENT_SECRET

    @property
    def has_rasa_webhook(self) -> bool:
        """Whether the webhook in Rasa's format is there: in production only when it was asked for."""
        return self.env == "development" if self.rasa_webhook is None else self.rasa_webhook

    @property
    def public_origins(self) -> tuple[str, ...]:
        """The origin of our own pages by `LEERWIJS_PUBLIC_URL`, as browsers name it; none when that is not set."""
        url = urlsplit(self.public_url.lower())
        return (f"{url.scheme}://{url.netloc}",) if url.netloc else ()

    @property
    def storage_url(self) -> str:
        """The database as SQLAlchemy wants it; without `LEERWIJS_DATABASE_URL` a file in the data folder."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'gateway.sqlite'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgresql", "postgres") else self.database_url
