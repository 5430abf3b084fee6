"""A part's questions: addresses and parameters, times as the system writes them."""

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, cast

from adapters.mapping.times import ISO, PlantClock
from adapters.mes.rest import template
from adapters.mes.rest.model import Request
from adapters.mes.rest.places import steps_of
from adapters.mes.web import Call

_EPOCH = {"epoch_seconds": 1, "epoch_milliseconds": 1000}


def call_of(
    request: Request,
    what: str,
    parameters: Mapping[str, str],
    *,
    address: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> Call:
    """The call; a link in ``address`` has its own parameters already.

    ``values`` fill the ``{names}`` of the mapping's own texts.
    """
    given = values or {}
    own = template.texts(request.parameters, given) if values else dict(request.parameters)
    headers = template.texts(request.headers, given) if values else dict(request.headers)
    if request.body is not None:
        body: dict[str, Any] = deepcopy(dict(request.body))
        if values:
            body = template.filled(body, given)
        for name, value in (own | dict(parameters)).items():
            _put(body, steps_of(name), value)
        return Call(
            method="POST",
            address=address or template.address(request.address, given),
            what=what,
            headers=headers,
            body=json.dumps(body, ensure_ascii=False).encode(),
        )
    return Call(
        method="GET" if request.get is not None else "POST",
        address=address or template.address(request.address, given),
        what=what,
        headers=headers,
        parameters={} if address else own | dict(parameters),
    )


def written(moment: datetime, form: str | None, clock: PlantClock) -> str:
    """A time as a parameter, cut to what the form can say.

    ISO 8601 is written in UTC, a form of strptime on the plant's wall clock.
    """
    if form is None or form == ISO:
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if form in _EPOCH:
        return str(int(moment.timestamp()) * _EPOCH[form])
    return clock.of(moment).strftime(form)


def _put(body: dict[str, Any], steps: list[str], value: str) -> None:
    for step in steps[:-1]:
        body = cast(dict[str, Any], body.setdefault(step, {}))
    # Numbers stay numbers in a body: most systems check their types.
    body[steps[-1]] = int(value) if value.isdecimal() and not value.startswith("0") else value
