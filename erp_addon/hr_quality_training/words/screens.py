"""The sector's words in what the web client is given: fields, views, menus and actions."""

from .terms import PARTIES

SHOWN_ATTRIBUTES = ("string", "help", "placeholder", "title", "confirm", "add-label", "aria-label")
"""Attributes of a view that a user reads; every other one is left alone, so no view breaks."""


def relabel_fields(described, relabel, words):
    """Put the words into what ``fields_get`` answers, in place.

    :param described: field → its description
    :param relabel: :class:`Relabel`, or None where only the parties have other names
    :param words: term → (word, plural); the parties among them name the values of a selection
    """
    for description in described.values():
        if relabel:
            for attribute in ("string", "help"):
                if description.get(attribute):
                    description[attribute] = relabel(description[attribute])
        if description.get("selection"):
            description["selection"] = _selection(description["selection"], relabel, words)


def _selection(pairs, relabel, words):
    values = [value for value, _label in pairs]
    of_parties = sum(party in values for party in PARTIES) > 1
    return [
        (value, words[value][0])
        if of_parties and value in PARTIES and value in words
        else (value, relabel(label) if relabel else label)
        for value, label in pairs
    ]


def relabel_arch(arch, relabel):
    """Put the words into the texts of a view, in place."""
    for node in arch.iter():
        if not isinstance(node.tag, str):
            continue  # comments
        for attribute in SHOWN_ATTRIBUTES:
            if node.get(attribute):
                node.set(attribute, relabel(node.get(attribute)))
        if node.tag not in ("script", "style"):
            node.text = relabel(node.text)
        node.tail = relabel(node.tail)
