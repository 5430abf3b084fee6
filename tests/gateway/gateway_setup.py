"""Where the tests' databases are, and the gateway's settings for them."""

import os
from typing import Any

import psycopg

from gateway.settings import Settings

ODOO_DATABASE = "gq_odoo"
WAREHOUSE_DATABASE = "gq_warehouse"


def socket_folder() -> str:
    return os.environ["QUALITY_LOOP_TEST_PG"]


def make_settings(warehouse_url: str, odoo_url: str, **sources: Any) -> Settings:
    return Settings(
        warehouse_url=warehouse_url,  # pyright: ignore
        erp={"adapter": "json2", "url": odoo_url, "database": ODOO_DATABASE},  # pyright: ignore
        sources=sources,
    )


def remove_keys(login: str) -> None:
    """What Odoo does when somebody revokes his keys, whatever its version calls the method."""
    address = f"host={socket_folder()} user=postgres dbname={ODOO_DATABASE}"
    with psycopg.connect(address) as odoo:
        odoo.execute(
            "DELETE FROM res_users_apikeys USING res_users u WHERE u.id = user_id AND login = %s",
            [login],
        )
