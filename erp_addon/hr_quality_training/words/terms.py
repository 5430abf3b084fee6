"""The terms that sectors have words of their own for, and what the source calls them."""

from dataclasses import dataclass

from odoo.tools.translate import LazyGettext, LazyTranslate

_lt = LazyTranslate(__name__)

PARTIES = ("operations", "quality", "hr")


@dataclass(frozen=True, eq=False)
class Term:
    """A thing or party with another name in another sector."""

    key: str
    label: LazyGettext
    forms: tuple[LazyGettext, ...] = ()
    """Singular and plural as they stand in labels, in lower case; none for the parties, whose
    names are asked for and never replaced in a text."""
    whole: tuple[LazyGettext, ...] = ()
    """Forms that are replaced only where they are the whole label: "Operations" may be a party."""


TERMS = (
    Term("operations", _lt("Party: operations")),
    Term("quality", _lt("Party: quality")),
    Term("hr", _lt("Party: HR")),
    Term("operation", _lt("Operation"), (_lt("operation"),), (_lt("operations"),)),
    Term("work_center", _lt("Work center"), (_lt("work center"), _lt("work centers"))),
    Term("lot", _lt("Lot"), (_lt("lot"), _lt("lots"))),
    Term("order", _lt("Order"), (_lt("work order"), _lt("work orders"))),
    Term("need", _lt("Training need"), (_lt("training need"), _lt("training needs"))),
    Term("operator", _lt("Operator"), (_lt("operator"), _lt("operators"))),
    Term("production", _lt("Production"), (), (_lt("production"),)),
)


def selection(env):
    """The terms as a selection field offers them."""
    return [(term.key, str(term.label._translate(env.lang or "en_US"))) for term in TERMS]


def source_forms(lang):
    """Term → what the screens call it in ``lang``: (anywhere, where it is the whole label)."""
    return {
        term.key: (
            tuple(form._translate(lang) for form in term.forms),
            tuple(form._translate(lang) for form in term.whole),
        )
        for term in TERMS
    }
