"""How large a document may be before it costs more than it is worth.

Every number counts the document as it would be executed, with fragments spread out, and every
fragment is looked at once: a chain of fragments that each spread the next one twice has 2ⁿ
aliases and is refused in microseconds. (Strawberry's own limiters walk it spread by spread.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from graphql.language import DirectiveNode, Visitor, visit
from strawberry.extensions import AddValidationRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may ask for.

    ``depth`` in levels of fields, ``aliases``, ``directives`` and ``tokens`` per document,
    ``rows`` per list, ``upstream_calls`` to all other systems together, ``body_bytes`` of HTTP;
    ``statement_ms`` for one statement to the database, ``live_seconds`` for one look at a source
    and ``request_seconds`` for all of it.
    """

    depth: int = 12
    aliases: int = 30
    directives: int = 20
    tokens: int = 4000
    rows: int = 50_000
    upstream_calls: int = 40
    body_bytes: int = 1_000_000
    statement_ms: int = 30_000
    live_seconds: float = 5.0
    request_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Size:
    """``depth`` in levels of fields, ``aliases`` with fragments spread out."""

    depth: int = 0
    aliases: int = 0

    def beside(self, other: "Size") -> "Size":
        return Size(max(self.depth, other.depth), self.aliases + other.aliases)


def too_large(what: str, found: int, allowed: int, advice: str, node: Any = None) -> GraphQLError:
    counted = str(found) if found < 1_000_000 else "more than a million"
    return GraphQLError(
        f"The query has {counted} {what}; {allowed} are allowed. {advice}",
        node,
        extensions={"code": "limit_exceeded", "retryable": False},
    )


class _Measure:
    """Measures selections; the size of each fragment is worked out once."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}

    def selections(self, selection_set: SelectionSetNode | None) -> Size:
        size = Size()
        for selection in selection_set.selections if selection_set else ():
            size = size.beside(self._selection(selection))
        return size

    def _selection(self, selection: Any) -> Size:
        if isinstance(selection, FragmentSpreadNode):
            return self._fragment(selection.name.value)
        inner = self.selections(selection.selection_set)
        if not isinstance(selection, FieldNode):
            return inner
        aliases = inner.aliases + (1 if selection.alias else 0)
        if selection.name.value.startswith("__"):
            # graphql-core limits the depth of introspection by a rule of its own.
            return Size(1, aliases)
        return Size(inner.depth + 1, aliases)

    def _fragment(self, name: str) -> Size:
        if name not in self._known:
            self._known[name] = (
                Size()
            )  # a fragment inside itself adds nothing; another rule refuses it
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self.selections(fragment.selection_set)
        return self._known[name]


class _DirectiveCounter(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def enter_directive(self, _node: DirectiveNode, *_args: object) -> None:
        self.count += 1


def exceeded(document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """One error for each limit that the document exceeds."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    measure = _Measure(fragments)
    errors: list[GraphQLError] = []
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            errors += _exceeded_by(operation, measure, limits)
    counter = _DirectiveCounter()
    visit(document, counter)
    if counter.count > limits.directives:
        errors.append(
            too_large("directives", counter.count, limits.directives, "Leave repeated ones out.")
        )
    return errors


def _exceeded_by(
    operation: OperationDefinitionNode, measure: _Measure, limits: Limits
) -> list[GraphQLError]:
    size = measure.selections(operation.selection_set)
    errors: list[GraphQLError] = []
    if size.depth > limits.depth:
        errors.append(
            too_large("levels", size.depth, limits.depth, "Ask for less depth.", operation)
        )
    if size.aliases > limits.aliases:
        errors.append(
            too_large("aliases", size.aliases, limits.aliases, "Send several requests.", operation)
        )
    return errors


def document_limits(limits: Limits) -> AddValidationRules:
    """A schema extension that refuses documents above ``limits``."""

    class DocumentLimitsRule(ValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            for error in exceeded(context.document, limits):
                context.report_error(error)

    return AddValidationRules([DocumentLimitsRule])
