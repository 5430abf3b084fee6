"""The declaration of an act: who may do it to a record, when, and what it demands."""

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from odoo.tools.translate import LazyGettext

DECLARATION = "_act_declaration"

SYSTEM = "system"

PARTY_GROUPS = {
    "operations": "base_act.base_act_group_operations",
    "quality": "base_act.base_act_group_quality",
    "hr": "base_act.base_act_group_hr",
}
"""Party → external id of its group. None implies another; no Odoo group implies one."""


@dataclass(frozen=True, eq=False)
class Act:
    """One act of a model, as all its modules together declare it.

    ``eq=False`` because a lazily translated label refuses comparison.
    """

    name: str
    """Name of the public method."""
    label: str | LazyGettext = ""
    """What the button says: a verb."""
    party: tuple[str, ...] = ()
    """Parties of which the acting person is in at least one; empty: ``actors`` alone decide."""
    source: tuple[str, ...] = ()
    """States in which the act may be done; empty: in any."""
    target: str | None = None
    """State after the act; None: the state stays."""
    actors: tuple[str, ...] = ()
    """Dotted paths, or names of methods, to the people who may act; empty: the whole party."""
    excludes: tuple[str, ...] = ()
    """Dotted paths, or names of methods, to people who may not."""
    demands: tuple[str, ...] = ()
    """Parameters of the method, or fields of the record, that must be filled."""
    assigns: str | None = None
    """Path or method to the people who get the next activity."""
    due_days: int = 7
    """Days until that activity is due."""
    second: str | None = None
    """Party that signs second; the state changes only then."""
    second_actors: tuple[str, ...] = ()
    """As ``actors``, for the second signature; these people get an activity after the first."""
    button: bool = True
    """Whether the form's header shows a button."""
    primary: bool = True
    """Whether the button is highlighted."""
    ends: bool = False
    """Whether it takes back or ends what was begun: its button comes last, and a phone keeps it in
    the menu."""
    wizard: str | None = None
    """External id of the window action that asks for parameters other than ``reason``."""
    parameters: tuple[str, ...] = ()
    """Names of the method's parameters; read from the method, not declared."""

    @property
    def asks_reason(self) -> bool:
        return "reason" in self.demands and "reason" in self.parameters

    @property
    def has_button(self) -> bool:
        return self.button and self.party != (SYSTEM,)

    def groups(self) -> str:
        """External ids of the groups whose members see the button, comma-separated."""
        parties = [party for party in (*self.party, self.second) if party in PARTY_GROUPS]
        return ",".join(PARTY_GROUPS[party] for party in parties)


_READ_FROM_METHOD = ("name", "parameters")
_KEYWORDS = frozenset(field.name for field in fields(Act)).difference(_READ_FROM_METHOD)
_TUPLES = ("party", "source", "actors", "excludes", "demands", "second_actors")


def act(**declaration: Any) -> Callable:
    """Declare a method as an act of its model, which inherits ``base.act.mixin``.

    Keywords are the fields of :class:`Act`; a string stands for a tuple of one. In an override,
    name only what changes: the rest is kept, and ``super()`` does the inherited part. An override
    without the decorator keeps the declaration whole.

    :raise TypeError: for a keyword that is none of them
    """
    unknown = set(declaration) - _KEYWORDS
    if unknown:
        raise TypeError(f"@act knows no {sorted(unknown)}; it knows {sorted(_KEYWORDS)}")
    for key in _TUPLES:
        if key in declaration:
            declaration[key] = _as_tuple(declaration[key])

    def declare(method: Callable) -> Callable:
        return guard(method, method.__name__, declaration)

    return declare


def guard(method: Callable, name: str, declaration: Mapping[str, Any]) -> Callable:
    """Return ``method`` behind the checks of its act; only ``base.act.mixin`` can open it."""

    @functools.wraps(method)
    def guarded(self, *args, **kwargs):
        return self._act_perform(name, method, args, kwargs)

    setattr(guarded, DECLARATION, dict(declaration))
    return guarded


def declared_acts(model_class: type) -> dict[str, Act]:
    """Merge the declarations along the class's bases, the most general first."""
    merged: dict[str, dict[str, Any]] = {}
    for base in reversed(model_class.mro()):
        for name, attribute in vars(base).items():
            declaration = getattr(attribute, DECLARATION, None)
            if declaration is not None:
                merged.setdefault(name, {}).update(declaration)
    return {
        name: Act(name=name, parameters=_parameters(getattr(model_class, name)), **declaration)
        for name, declaration in merged.items()
    }


def _parameters(method: Callable) -> tuple[str, ...]:
    return tuple(inspect.signature(method).parameters)[1:]


def _as_tuple(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
