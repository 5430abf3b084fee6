from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def is_uninstalling(env) -> bool:
    """Whether a module is really being uninstalled; the context's key alone anybody can send."""
    return bool(env.context.get(MODULE_UNINSTALL_FLAG)) and not env.registry.ready
