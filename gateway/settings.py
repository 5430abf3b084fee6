"""Settings of the gateway, from one TOML file and the environment.

The file is named by ``QUALITY_LOOP_CONFIG``, otherwise it is ``quality-loop.toml`` in the working
folder. A variable ``QUALITY_LOOP_SOURCES__MES__EVERY`` overrides ``every`` in ``[sources.mes]``.
Any secret may stand in a file of its own: ``feed_key_file`` instead of ``feed_key``.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

CONFIG_VARIABLE = "QUALITY_LOOP_CONFIG"
DEFAULT_CONFIG = "quality-loop.toml"
ENV_PREFIX = "QUALITY_LOOP_"

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]


class SettingsError(Exception):
    """What is wrong with the settings, a sentence per key that says how to mend it."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class ErpSettings(BaseModel):
    """The ERP that decides; every further key belongs to the adapter."""

    model_config = ConfigDict(extra="allow")
    own_keys: ClassVar[frozenset[str]] = frozenset(
        {"adapter", "feed_key", "feed_login", "feed_batch", "feed_time_limit"}
    )

    adapter: Name
    feed_key: SecretStr | None = None
    feed_login: str | None = None
    feed_batch: int = Field(default=5000, ge=1, le=20_000)
    feed_time_limit: float = Field(default=120, gt=0, description="seconds for one batch")

    def adapter_values(self) -> dict[str, Any]:
        """The keys that the adapter's own ``Settings`` validates."""
        return dict(self.model_extra or {})


class SourceSettings(BaseModel):
    """One source; every further key belongs to the adapter."""

    model_config = ConfigDict(extra="allow")

    adapter: Name
    every: float = Field(default=60, gt=0, description="seconds between two pulls")
    time_limit: float = Field(default=30, gt=0, description="seconds for one page")
    slow_after: float = Field(default=10, gt=0, description="seconds until the state says slow")
    page_size: int = Field(default=5000, ge=1, le=100_000)
    longest_wait: float = Field(default=900, gt=0, description="seconds between tries, at most")
    permissions: bool = Field(default=False, description="tell its system who may do what")
    permissions_every: float = Field(default=300, gt=0, description="seconds between two times")

    def adapter_values(self) -> dict[str, Any]:
        """The keys that the adapter's own ``Settings`` validates."""
        return dict(self.model_extra or {})


class Settings(BaseSettings):
    """Everything that the gateway's processes need to know before they start."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_nested_delimiter="__", extra="forbid"
    )

    warehouse_url: SecretStr
    warehouse_url_file: Path | None = None
    warehouse_pool: int = Field(default=10, ge=2, le=200)
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    erp: ErpSettings | None = None
    sources: dict[Name, SourceSettings] = Field(default_factory=dict[str, SourceSettings])

    _folder: Path = PrivateAttr(default_factory=Path.cwd)

    @property
    def folder(self) -> Path:
        """Where relative paths of the settings start: the folder of the file."""
        return self._folder

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment overrides the file, whose values come in as arguments."""
        return env_settings, init_settings

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        table = cast("dict[str, Any]", values)
        folder = Path(str(table.pop("config_folder", ".")))
        table = _with_secret(table, "warehouse_url", folder)
        if isinstance(table.get("erp"), dict):
            table["erp"] = _with_secret(table["erp"], "feed_key", folder)
        return table

    @model_validator(mode="after")
    def _names_are_free(self) -> Self:
        if "erp" in self.sources:
            raise ValueError("the name erp belongs to the ERP itself; give the source another one")
        return self


def load_settings(path: Path | None = None) -> Settings:
    """Settings of the file and the environment.

    ``path`` is the file; by default the one that the environment names. Raises ``SettingsError``.
    """
    file = path or Path(os.environ.get(CONFIG_VARIABLE, DEFAULT_CONFIG))
    must_exist = path is not None or CONFIG_VARIABLE in os.environ
    values = _read_toml(file, must_exist=must_exist)
    folder = file.absolute().parent
    try:
        settings = Settings(**values, config_folder=str(folder))  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        raise SettingsError(*sentences(error, file=file)) from None
    settings._folder = folder  # pyright: ignore[reportPrivateUsage]
    return settings


def read_secret_files(
    values: Mapping[str, Any], model: type[BaseModel], folder: Path
) -> dict[str, Any]:
    """Adapter values with ``x_file`` read into ``x`` for every secret field ``x`` of ``model``,
    and relative paths made absolute from ``folder``.
    """
    result = dict(values)
    for name, field in model.model_fields.items():
        if _mentions(field.annotation, SecretStr) and f"{name}_file" not in model.model_fields:
            result = _with_secret(result, name, folder)
        given = result.get(name)
        if _mentions(field.annotation, Path) and isinstance(given, str):
            result[name] = folder / given
    return result


def sentences(error: ValidationError, *, file: Path | None = None, table: str = "") -> list[str]:
    """A sentence per problem: which key, what is wrong and how to mend it, never a secret."""
    return [_sentence(detail, file, table) for detail in error.errors(include_url=False)]


def _sentence(detail: ErrorDetails, file: Path | None, table: str) -> str:
    key = ".".join(part for part in (table, *map(str, detail["loc"])) if part)
    where = f" in {file}" if file else ""
    variable = ENV_PREFIX + key.upper().replace(".", "__")
    match detail["type"]:
        case "missing":
            return f"{key} is missing: set it{where} or in the variable {variable}."
        case "extra_forbidden":
            return f"{key} is no setting: check its spelling{where} or remove it."
        case "value_error" | "assertion_error":
            reason = detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
            return f"{key or 'The settings'}: {reason}{where}.".replace("..", ".")
        case _:
            what = detail["msg"][:1].lower() + detail["msg"][1:]
            return f"{key} cannot be used: {what}; change it{where} or in {variable}."


def _read_toml(file: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not must_exist:
            return {}
        raise SettingsError(
            f"There is no settings file {file}: create it, or name another one in "
            f"{CONFIG_VARIABLE}."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {file} cannot be read: {error}.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {file} is not TOML: {error}.") from None


def _with_secret(values: Mapping[str, Any], name: str, folder: Path) -> dict[str, Any]:
    """``values`` with the content of the file ``<name>_file`` under ``name``."""
    result = dict(values)
    given = result.pop(f"{name}_file", None)
    if given is None:
        return result
    if result.get(name) is not None:
        raise ValueError(f"{name} and {name}_file are both set: keep one of them")
    try:
        result[name] = (folder / str(given)).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name}_file cannot be read: {error}") from None
    return result


def _mentions(annotation: Any, wanted: type) -> bool:
    """Whether a field's annotation is ``wanted`` or a union with it."""
    if annotation is wanted:
        return True
    return any(_mentions(part, wanted) for part in getattr(annotation, "__args__", ()))
