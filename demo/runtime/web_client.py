"""Bundles the web client ahead of its first visitor; runs inside Odoo."""

from typing import Any


def run(env: Any, _given: None) -> dict[str, Any]:
    """Make the scripts and styles that a browser asks for first; they are kept as attachments."""
    env["ir.qweb"]._pregenerate_assets_bundles()
    return {}
