"""The gateway's settings for the tests' warehouse and Odoo."""

from typing import Any

from gateway.settings import Settings


def make_settings(
    warehouse_url: str, odoo_url: str, *, database: str | None = None, **sources: Any
) -> Settings:
    """``database`` may be left out: the tests' Odoo has exactly one."""
    return Settings(
        warehouse_url=warehouse_url,  # pyright: ignore
        erp={"adapter": "json2", "url": odoo_url, "database": database},  # pyright: ignore
        sources=sources,
    )
