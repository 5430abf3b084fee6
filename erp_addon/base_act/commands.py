"""What a call may put into a field of several records without reaching the records themselves."""

from odoo.fields import Command

LINKS = frozenset((Command.UNLINK, Command.LINK, Command.CLEAR, Command.SET))


def only_links(value) -> bool:
    """Whether a value for an x2many field names records, and makes, changes or deletes none.

    :param value: ids, or commands, as a remote call brings them
    """
    if not value:
        return True
    return isinstance(value, list | tuple) and all(map(_is_link, value))


def _is_link(item) -> bool:
    if isinstance(item, list | tuple):
        return bool(item) and item[0] in LINKS
    return isinstance(item, int) and not isinstance(item, bool)
