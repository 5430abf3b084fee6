"""A mapping that builds on another: ``extends`` names it, and only what differs is written.

Mappings are merged name by name, lists of things that have a ``name`` thing by thing; anything
else in the upper file takes the place of what is in the lower one, and ``null`` takes it away.
"""

from typing import Any

import yaml

_NULL = "tag:yaml.org,2002:null"


def extended(tree: yaml.Node) -> str | None:
    """The name of the mapping that this one builds on."""
    if not isinstance(tree, yaml.MappingNode):
        return None
    for key, value in _pairs(tree):
        if key.value == "extends" and isinstance(value, yaml.ScalarNode):
            return str(value.value)
    return None


def merged(lower: yaml.Node, upper: yaml.Node) -> yaml.Node:
    """Both as one; every node remembers the file that it is from."""
    if isinstance(lower, yaml.MappingNode) and isinstance(upper, yaml.MappingNode):
        return _merged_mappings(lower, upper)
    if _is_named(lower) and _is_named(upper):
        return _merged_lists(lower, upper)
    return upper


def _merged_mappings(lower: yaml.MappingNode, upper: yaml.MappingNode) -> yaml.MappingNode:
    found = {key.value: (key, value) for key, value in _pairs(lower)}
    for key, value in _pairs(upper):
        if key.value == "extends":
            continue
        if value.tag == _NULL:
            found.pop(key.value, None)
        elif key.value in found:
            found[key.value] = (key, merged(found[key.value][1], value))
        else:
            found[key.value] = (key, value)
    return yaml.MappingNode(upper.tag, list(found.values()), upper.start_mark, upper.end_mark)


def _merged_lists(lower: yaml.Node, upper: yaml.Node) -> yaml.Node:
    found = {_name(item): item for item in lower.value}
    for item in upper.value:
        name = _name(item)
        found[name] = merged(found[name], item) if name in found else item
    return yaml.SequenceNode(upper.tag, list(found.values()), upper.start_mark, upper.end_mark)


def _is_named(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode) and all(map(_name, node.value))


def _name(node: Any) -> str | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in _pairs(node):
            if key.value == "name":
                return str(value.value)
    return None


def _pairs(node: yaml.MappingNode) -> list[tuple[Any, Any]]:
    return node.value
