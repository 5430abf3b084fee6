"""What opens a protected field: objects of this process, which no remote call can send."""

from dataclasses import dataclass, field
from typing import Any

from odoo.api import Environment

PERMIT_KEY = "base_act_permit"
RUN_KEY = "base_act_run"
PERMIT = object()


@dataclass(eq=False)
class ActRun:
    """An act under way: on which records, and what it has written so far."""

    name: str
    model: str
    ids: frozenset[int]
    changes: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    """Record id → field → [value before, value after], as JSON values."""
    is_over: bool = False
    """Set when the act returns, so that a record kept from it opens nothing later."""

    def concerns(self, records) -> bool:
        same = records._name == self.model and self.ids.issuperset(records._ids)
        return same and not self.is_over

    def note(self, record_id: int, name: str, before: Any, after: Any) -> None:
        """Remember a change; of several to one field, the first value and the last."""
        self.changes.setdefault(record_id, {}).setdefault(name, [before, None])[1] = after


def is_permitted(env: Environment) -> bool:
    return env.context.get(PERMIT_KEY) is PERMIT


def current_run(env: Environment) -> ActRun | None:
    run = env.context.get(RUN_KEY)
    return run if isinstance(run, ActRun) else None


def trusted_context(env: Environment) -> dict[str, Any]:
    """What of a caller's context is believed: language, zone, and his own companies.

    Where he says no language or zone, as a program does that calls by JSON-2, his own hold.
    """
    context = {key: env.context.get(key) or env.user[key] for key in ("lang", "tz")}
    own = env.user._get_company_ids()
    companies = [id_ for id_ in env.context.get("allowed_company_ids") or () if id_ in own]
    return {**context, "allowed_company_ids": companies} if companies else context


def with_permit(records):
    """``records`` as superuser, able to write protected fields, free of the caller's context."""
    context = {**trusted_context(records.env), PERMIT_KEY: PERMIT}
    return records.with_env(records.env(su=True, context=context))
