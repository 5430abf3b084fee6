"""What opens a protected field: objects of this process, which no remote call can send."""

from dataclasses import dataclass, field
from typing import Any

from odoo.api import Environment

PERMIT_KEY = "base_act_permit"
RUN_KEY = "base_act_run"
PERMIT = object()

# What of a caller's context an act believes: how to speak to him, and for which companies.
TRUSTED_KEYS = ("lang", "tz", "allowed_company_ids")


@dataclass(eq=False)
class ActRun:
    """An act under way: on which records, and what it has written so far."""

    name: str
    model: str
    ids: frozenset[int]
    changes: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    """Record id → field → [value before, value after], as JSON values."""

    def concerns(self, records) -> bool:
        return records._name == self.model and self.ids.issuperset(records._ids)


def is_permitted(env: Environment) -> bool:
    return env.context.get(PERMIT_KEY) is PERMIT


def current_run(env: Environment) -> ActRun | None:
    run = env.context.get(RUN_KEY)
    return run if isinstance(run, ActRun) else None


def trusted_context(env: Environment) -> dict[str, Any]:
    return {key: env.context[key] for key in TRUSTED_KEYS if key in env.context}


def with_permit(records):
    """``records`` as superuser, able to write protected fields, free of the caller's context."""
    context = {**trusted_context(records.env), PERMIT_KEY: PERMIT}
    return records.with_env(records.env(su=True, context=context))
