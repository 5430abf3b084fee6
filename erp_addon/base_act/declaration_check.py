"""What is wrong with a declaration is said when the registry loads, not when a user clicks."""

from collections.abc import Iterator

from .act import PARTY_GROUPS, SYSTEM, Act


def check_declarations(model) -> None:
    """Compare the acts of ``model`` with its fields, methods and states.

    :raise TypeError: at the first act that names what does not exist
    """
    for declared in model._acts().values():
        for problem in _problems(model, declared):
            raise TypeError(f"The act {model._name}.{declared.name}: {problem}")


def _problems(model, declared: Act) -> Iterator[str]:
    if not declared.label:
        yield "it has no label"
    if not declared.party and not declared.actors:
        yield "neither a party nor actors may do it, so nobody could"
    yield from _unknown_parties(declared)
    yield from _unknown_states(model, declared)
    yield from _unknown_paths(model, declared)
    yield from _unknown_demands(model, declared)


def _unknown_parties(declared: Act) -> Iterator[str]:
    for party in declared.party:
        if party not in PARTY_GROUPS and party != SYSTEM:
            yield f"there is no party {party!r}"
    if declared.second and declared.second not in PARTY_GROUPS:
        yield f"no party {declared.second!r} can sign second"


def _unknown_states(model, declared: Act) -> Iterator[str]:
    states = {*declared.source, *filter(None, (declared.target,))}
    field = model._fields.get(model._act_state_field)
    if states and field is None:
        yield f"it names states, but there is no field {model._act_state_field!r}"
    elif isinstance(getattr(field, "selection", None), list):
        for state in sorted(states.difference(value for value, _label in field.selection)):
            yield f"there is no state {state!r}"


def _unknown_paths(model, declared: Act) -> Iterator[str]:
    paths = (*declared.actors, *declared.excludes, *declared.second_actors)
    for path in (*paths, *filter(None, (declared.assigns,))):
        if path.split(".")[0] not in model._fields and not hasattr(model, path):
            yield f"{path!r} is neither a path of fields nor a method"


def _unknown_demands(model, declared: Act) -> Iterator[str]:
    for demand in declared.demands:
        if demand not in declared.parameters and demand not in model._fields:
            yield f"it demands {demand!r}, which is neither a parameter nor a field"
