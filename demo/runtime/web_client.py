"""Bundles the web client ahead of its first visitor; runs inside Odoo."""

from typing import Any

SCRIPTS = (
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.assets_web",
    "bus.websocket_worker_assets",
)
STYLES = ("web.assets_frontend", "web.assets_web", "web.assets_web_print")


def run(env: Any, _given: None) -> dict[str, Any]:
    """Make the scripts and styles that signing in asks for; they are kept as attachments.

    Odoo's own ``_pregenerate_assets_bundles`` makes those of every page and of its own tests too,
    which takes four times as long. What a page needs besides is made when it is first opened.
    """
    bundle = env["ir.qweb"]._get_asset_bundle
    for name in SCRIPTS:
        bundle(name, css=False, js=True).js()
    for name in STYLES:
        bundle(name, css=True, js=False).css()
    return {}
