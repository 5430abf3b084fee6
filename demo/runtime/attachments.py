"""Keeps attachments in the database; runs inside Odoo."""

from typing import Any


def run(env: Any, _given: None) -> dict[str, Any]:
    """Move what lies in files into the database, where new ones go from now on."""
    env["ir.config_parameter"].set_param("ir_attachment.location", "db")
    env["ir.attachment"].force_storage()
    return {}
