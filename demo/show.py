"""What the demo prints: addresses, keys, the need and the query."""

import json
from typing import Any

from rich.console import Console

from demo.loop_once import QUERY, LoopResult
from demo.parts import Parts
from demo.runtime.steps import Steps

KINDS = {
    "operator": "operator",
    "production_manager": "production manager",
    "head_of_production": "head of production",
    "shift_leader": "shift leader",
    "quality_engineer": "quality engineer",
    "quality_trainer": "trainer of quality",
    "quality_assessor": "assessor of quality",
    "quality_inspector": "inspector of quality",
    "hr_officer": "HR",
    "bi_analyst": "BI",
    "administrator": "administrator",
}
"""The kinds of people that the demo shows, in this order, and what they are called."""


def show_result(
    steps: Steps,
    addresses: dict[str, str],
    parts: Parts,
    people: list[dict[str, str]],
    result: LoopResult,
) -> None:
    """Everything that a new user needs, after the loop has run once."""
    console = Console(highlight=False, width=None)
    console.print(f"\nReady after {steps.elapsed:.0f} s.\n", markup=False)
    _show_addresses(console, addresses)
    _show_people(console, people)
    _show_need(console, result)
    _show_query(console, parts, result)
    console.print("\nCtrl-C stops everything; the data stay for the next time.", markup=False)


def show_status(found: dict[str, Any]) -> None:
    """The same facts about a demo that runs elsewhere."""
    console = Console(highlight=False)
    console.print(f"The demo is {found['state']}.", markup=False)
    if found["state"] == "stopped":
        return
    _show_addresses(console, found["addresses"])
    for name, process in found["processes"].items():
        console.print(f"  {name:<12} process {process['pid']:<8} {process['state']}", markup=False)
    for source, word in found["faults"].items():
        if word:
            console.print(f"  the source {source} is {word} on purpose", markup=False)
    _show_people(console, found["people"])


def _show_addresses(console: Console, addresses: dict[str, str]) -> None:
    names = {
        "odoo": "Odoo",
        "graphql": "GraphQL",
        "sap": "SAP (SOAP)",
        "mes": "MES database",
        "line4": "MES of line 4",
        "line5": "MES of line 5",
        "attendance": "Attendance",
        "kiosk": "Kiosk",
    }
    for key, name in names.items():
        if key in addresses:
            console.print(f"  {name:<14}{addresses[key]}", markup=False, soft_wrap=True)
    if "kiosk" in addresses:
        console.print("  PIN at the kiosk: the badge's last four digits", markup=False)


def _show_people(console: Console, people: list[dict[str, str]]) -> None:
    console.print("\nWho can sign in, and call with a key:", markup=False)
    shown = {person["role"]: person for person in reversed(people)}
    rows = [
        (kind, shown[role]["login"], shown[role]["password"], shown[role]["key"])
        for role, kind in KINDS.items()
        if role in shown
    ]
    head = ("person", "login", "password", "API key")
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        console.print(f"  {'  '.join(cells).rstrip()}", markup=False, soft_wrap=True)


def _show_need(console: Console, result: LoopResult) -> None:
    if result.need is None:
        console.print("\nNo training need was raised.", markup=False)
        return
    need = result.need
    console.print(f"\nThe need that Odoo raised: {need['number']}", markup=False)
    console.print(
        f"  {need['operation']}, {need['state']}, addressed to {need['responsible']}", markup=False
    )
    console.print(f"  {need['why']}", markup=False)


def _show_query(console: Console, parts: Parts, result: LoopResult) -> None:
    if result.answer is None:
        return
    title = f"\nAsked with the key of {result.asked_by} at {parts.gateway_url}:\n"
    console.print(title, markup=False)
    text = f"{QUERY}\n\nvariables: {json.dumps(result.variables)}\n\nanswer: "
    answer = json.dumps(result.answer, indent=2, ensure_ascii=False)
    console.print(text + answer, markup=False, soft_wrap=True)
