"""The settings of the service: one frozen object, read once from the environment."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.addresses import (
    is_protected,
    require_folder_or_bucket,
    require_host_alone,
    require_no_user,
    require_readable,
)
from app.middleware.trusted_proxies import TrustedProxies
from app.records.database.address import check_address, name_of
from app.safe_sign_in import require_lasting_claim, require_safe_demo, require_safe_sign_in
from feedback.lake.address import read_address
from retrieval.embedding.shipped import DEFAULT, ModelName

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples" / "cryodyne"
_SHOWN = (
    "sources",
    "chroma_url",
    "lake_url",
    "oidc_issuer",
    "oidc_sign_out_url",
    "oidc_graph_url",
    "public_url",
)


class FirstSettings(BaseSettings):
    """What has to be known before anything else: what is logged, and where we may write."""

    model_config = SettingsConfigDict(
        env_prefix="ALMANAC_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR: the lowest level that is logged."
    )
    var: Path = Field(ROOT / "var", description="Folder for all local state.")

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitalise(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value


class Settings(FirstSettings):
    """Every variable bears the prefix ``ALMANAC_``; `.env.example` lists them all.

    Raises ``pydantic.ValidationError`` for an unsafe combination; bad values are never printed.
    """

    sources: Annotated[tuple[str, ...], NoDecode] = Field(
        (str(SAMPLES / "sources"),),
        description="Folders or s3:// prefixes of knowledge sources, comma-separated. A folder "
        "holds a source.yaml, or folders that do.",
    )
    profiles: Path = Field(ROOT / "assistants" / "profiles", description="Folder of profile files.")
    host: str = Field("127.0.0.1", description="Address to bind to.")
    port: int = Field(8000, ge=0, le=65535, description="Port to bind to.")
    database_url: SecretStr | None = Field(
        None,
        description="SQLite under VAR unless set; postgresql:// for more than one "
        "replica, with sslmode, sslrootcert and the like behind a ?.",
    )
    chroma_url: str | None = Field(
        None, description="A Chroma server; embedded under VAR if unset."
    )
    vectors_in_memory_mb: int = Field(
        512,
        ge=0,
        le=65_536,
        description="Megabytes of memory for the vectors of embedded collections, which are then "
        "compared one by one; some 100 MB for each 100,000 chunks. Those that do not fit, or hold "
        "more than 300,000, are searched in Chroma; 0 for all.",
    )
    embedding_model: ModelName = Field(
        DEFAULT,
        description="The model that makes vectors where the gateway file names none, and that "
        "quotes: multilingual-e5-small, or all-MiniLM-L6-v2 for English alone. With another one "
        "the next ingestion embeds every document anew.",
    )
    text_recognition: bool = Field(
        True,
        description="Read what stands on scans and pictures by machine, behind all other work. "
        "With another choice the next ingestion reads every document anew.",
    )
    pictures_at_once: int = Field(
        1,
        ge=1,
        le=8,
        description="Pages that text recognition reads at once; each takes a processor and some "
        "900 MB while it does.",
    )
    office_program: str = Field(
        "auto",
        description="The program soffice of LibreOffice, which draws office files as they look: "
        "its path, auto for the one on the PATH where Landlock keeps it from other files, or off. "
        "Without it they are shown as text.",
    )
    lake_url: str | None = Field(
        None, description="Where records go: a folder, or s3://bucket/prefix. VAR/lake if unset."
    )
    gateway_file: Path | None = Field(
        None, description="Routes to language models (gateway.yaml); extractive if unset."
    )
    oidc_issuer: str | None = Field(None, description="Address of the OpenID provider.")
    oidc_client_id: str | None = Field(None, description="Client id at the OpenID provider.")
    oidc_client_secret: SecretStr | None = Field(
        None, description="Client secret at the OpenID provider."
    )
    oidc_groups_claim: str = Field(
        "groups",
        description="The claim that lists a person's groups; several with a space between count "
        "together, as in groups roles.",
    )
    oidc_subject_claim: str = Field(
        "sub",
        description="The claim that names a person alike in every token: uid at Okta, oid at "
        "Microsoft Entra ID.",
    )
    oidc_scopes: str = Field(
        "openid profile email offline_access",
        description="Scopes to ask for; offline_access is left out where a provider lacks it.",
    )
    oidc_audience: str | None = Field(
        None, description="Audience of bearer tokens for the API, beside our own name."
    )
    oidc_sign_out_url: str | None = Field(
        None,
        description="Where people sign out at a provider that does not say; {client_id} and "
        "{back_to} are filled in.",
    )
    oidc_graph_url: str | None = Field(
        None,
        description="Microsoft Graph, asked for groups that are too many for a token: "
        "https://graph.microsoft.com/v1.0. They count for nothing unless set.",
    )
    oidc_recheck_minutes: int = Field(
        15, ge=1, le=720, description="How often the provider is asked whether all is as it was."
    )
    identity_file: Path | None = Field(
        None, description="Which groups mean which departments and roles."
    )
    public_url: str | None = Field(None, description="The address people open, with its scheme.")
    secret_key: SecretStr | None = Field(
        None, description="At least 32 characters, random; signs tokens and pseudonyms."
    )
    demo: bool = Field(False, description="Sample people sign in by a click; loopback only.")
    questions_per_minute: int = Field(
        120, gt=0, description="Questions of one person, over chat and API together."
    )
    requests_per_minute: int = Field(
        1200, gt=0, description="Requests of one person or machine client to the API."
    )
    stop_seconds: float = Field(
        10.0,
        ge=0,
        le=3600,
        description="How long answers may go on once the service is told to stop; then they are "
        "interrupted, and the rest of the stop takes up to 15 seconds.",
    )
    trusted_proxies: TrustedProxies = Field(
        (),
        description="Addresses and networks of our own load balancers, comma-separated: from "
        "them alone is X-Forwarded-For believed. None unless set.",
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="Bearer token for /metrics; without it, only loopback is answered.",
    )

    @field_validator("sources", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("office_program")
    @classmethod
    def _is_there(cls, value: str) -> str:
        if value not in {"auto", "off"} and shutil.which(value) is None:
            raise ValueError("ALMANAC_OFFICE_PROGRAM names no program. Set its path, auto or off.")
        return value

    @field_validator("database_url")
    @classmethod
    def _can_be_used(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            check_address(value.get_secret_value())
        return value

    @field_validator("host")
    @classmethod
    def _without_brackets(cls, value: str) -> str:
        return value[1:-1] if value.startswith("[") and value.endswith("]") else value

    @field_validator("oidc_subject_claim")
    @classmethod
    def _never_passes_on(cls, value: str) -> str:
        return require_lasting_claim(value.strip())

    @field_validator("public_url")
    @classmethod
    def _is_a_host(cls, value: str | None) -> str | None:
        return value if value is None else require_host_alone(value)

    @field_validator("chroma_url", "oidc_issuer", "oidc_sign_out_url", "oidc_graph_url")
    @classmethod
    def _can_be_read(cls, value: str | None) -> str | None:
        return value if value is None else require_readable(value)

    @field_validator("chroma_url")
    @classmethod
    def _is_asked_by_http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("the address must begin with http:// or https://.")
        return value

    @field_validator("oidc_sign_out_url", "oidc_graph_url")
    @classmethod
    def _goes_over_tls(cls, value: str | None) -> str | None:
        if value is not None and not is_protected(value):
            raise ValueError("the address must begin with https://.")
        return value

    @field_validator(*_SHOWN)
    @classmethod
    def _holds_no_password(cls, value: object) -> object:
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, str):
                require_no_user(each)
        return value

    @field_validator("lake_url")
    @classmethod
    def _is_a_place(cls, value: str | None) -> str | None:
        if value is not None:
            read_address(value)
        return value

    @field_validator("sources")
    @classmethod
    def _are_places(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for place in value:
            require_folder_or_bucket(place)
        return value

    @model_validator(mode="after")
    def _refuse_unsafe_combinations(self) -> Self:
        if self.demo:
            require_safe_demo(self.host, self.public_url)
        if self.secret_key is not None and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("ALMANAC_SECRET_KEY must have at least 32 characters.")
        if self.oidc_issuer is not None:
            require_safe_sign_in(self.oidc_issuer, self.oidc_client_id, self.host, self.public_url)
        return self

    @property
    def database(self) -> str:
        """The database's URL, the default filled in. Holds a secret: not for logs."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.var / 'almanac.db'}"

    @property
    def database_name(self) -> str:
        """What tells the database from others that may write to the same lake, hashed.

        Empty where the lake lies beside the database, and moves with it.
        """
        return name_of(self.database) if self.lake_url else ""

    @property
    def is_secure(self) -> bool:
        """Whether people reach us over TLS, be it ended before us."""
        return self.public_url is not None and urlsplit(self.public_url).scheme == "https"

    @property
    def lake(self) -> str:
        """The lake's address, the default filled in."""
        return self.lake_url or str(self.var / "lake")
