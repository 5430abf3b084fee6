"""Finding adapters by entry point, and making them from the settings."""

from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from adapters.contract import (
    ERP_ENTRY_POINTS,
    SOURCE_ENTRY_POINTS,
    Erp,
    ErpCredentials,
    Source,
)
from gateway.settings import (
    ErpSettings,
    Settings,
    SettingsError,
    SourceSettings,
    read_secret_files,
    sentences,
)


def source_class(settings: SourceSettings, name: str) -> type[Source]:
    """The class behind ``adapter`` of the source ``name``. Raises ``SettingsError``."""
    return cast(
        "type[Source]", _load(SOURCE_ENTRY_POINTS, settings.adapter, f"sources.{name}.adapter")
    )


def source_adapters() -> dict[str, EntryPoint]:
    """The adapters that are installed, by name; nothing is loaded."""
    return {point.name: point for point in entry_points(group=SOURCE_ENTRY_POINTS)}


def make_source(settings: Settings, name: str) -> Source:
    """The source of that name, ready to be used on one thread; the caller closes it.

    Raises ``SettingsError`` for settings that the adapter does not accept and ``AdapterError``
    for those that it cannot work with.
    """
    adapter, values = source_and_settings(settings, name)
    return adapter(name, values)


def source_and_settings(settings: Settings, name: str) -> tuple[type[Source], BaseModel]:
    """The class of the source of that name and the settings to make it with.

    Raises ``SettingsError`` for settings that the adapter does not accept.
    """
    own = settings.sources.get(name)
    if own is None:
        known = ", ".join(sorted(settings.sources)) or "none"
        raise SettingsError(f"There is no source {name} in the settings; there are: {known}.")
    adapter = source_class(own, name)
    values = own.adapter_values()
    if "time_limit" in adapter.Settings.model_fields:
        # An adapter that can give up by itself does so, rather than be left behind.
        values.setdefault("time_limit", own.time_limit)
    return adapter, _validated(adapter.Settings, values, settings, f"sources.{name}")


def make_erp(settings: Settings) -> Erp:
    """The ERP; the caller closes it. Raises ``SettingsError``."""
    own = _erp_settings(settings)
    adapter = cast("type[Erp]", _load(ERP_ENTRY_POINTS, own.adapter, "erp.adapter"))
    return adapter(_validated(adapter.Settings, own.adapter_values(), settings, "erp"))


def feed_credentials(settings: Settings) -> ErpCredentials:
    """The technical user's key, under which measurements are fed. Raises ``SettingsError``."""
    own = _erp_settings(settings)
    if own.feed_key is None:
        raise SettingsError(
            "erp.feed_key is missing: make an API key for the technical user of the group Feeder "
            "in Odoo and set it, or erp.feed_key_file, in the settings file."
        )
    return ErpCredentials(key=own.feed_key, login=own.feed_login)


def _erp_settings(settings: Settings) -> ErpSettings:
    if settings.erp is None:
        raise SettingsError("erp is missing: add a table [erp] with adapter and url.")
    return settings.erp


def _load(group: str, adapter: str, key: str) -> Any:
    found = {point.name: point for point in entry_points(group=group)}
    if adapter not in found:
        known = ", ".join(sorted(found)) or "none"
        raise SettingsError(f"{key}: no adapter {adapter} is installed; there are: {known}.")
    try:
        return found[adapter].load()
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"{key}: the adapter {adapter} cannot be loaded: {error}.") from error


def _validated(
    model: type[BaseModel], values: dict[str, Any], settings: Settings, table: str
) -> BaseModel:
    try:
        return model.model_validate(read_secret_files(values, model, settings.folder))
    except ValidationError as error:
        raise SettingsError(*sentences(error, table=table)) from None
    except ValueError as error:
        raise SettingsError(f"{table}: {error}.") from None
