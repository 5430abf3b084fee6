"""What an inspection found: its defects and its characteristics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.contract import InspectionCharacteristic as CharacteristicRecord
from gateway.errors import LimitExceeded
from gateway.schema.context import Context, Info, selected
from gateway.warehouse.queries import (
    CharacteristicRow,
    DefectRow,
    PersonCode,
    list_characteristics,
    list_defects,
)

Key = tuple[str, str]
"""Source and key of an inspection."""


@strawberry.enum(description="What an inspection came to.")
class InspectionResult(Enum):
    ACCEPTED = strawberry.enum_value("accepted", description="Accepted.")
    REJECTED = strawberry.enum_value("rejected", description="Rejected.")
    OPEN = strawberry.enum_value("open", description="Not decided yet.")


@strawberry.type(description="What was found wrong in an inspection.")
class Defect:
    key: strawberry.ID = strawberry.field(description="The defect's key in its source.")
    code_group: str = strawberry.field(description="The group of the defect's code.")
    code: str = strawberry.field(description="The defect's code.")
    cause: str | None = strawberry.field(description="The cause's code.")
    quantity: Decimal = strawberry.field(description="How much of it.")
    unit: str = strawberry.field(description="The quantity's unit.")
    place: str | None = strawberry.field(description="Where on the part.")


@strawberry.type(
    description=(
        "What an inspection asks of one characteristic, and what was found. "
        "Measured ones have limits, a mean and their own unit; the others have a code."
    )
)
class InspectionCharacteristic:
    operation: str = strawberry.field(description="The operation of the inspection plan.")
    number: str = strawberry.field(description="Its number within that operation, with its zeros.")
    text: str = strawberry.field(description="The characteristic in words.")
    target: Decimal | None = strawberry.field(description="What it is to be.")
    lower: Decimal | None = strawberry.field(description="The lower limit.")
    upper: Decimal | None = strawberry.field(description="The upper limit.")
    mean: Decimal | None = strawberry.field(description="The mean of what was measured.")
    unit: str | None = strawberry.field(description="The unit of limits and mean.")
    inspected: Decimal | None = strawberry.field(description="How many were checked for it.")
    nonconforming: Decimal | None = strawberry.field(description="How many of them failed.")
    code_group: str | None = strawberry.field(description="The group of the code that was found.")
    code: str | None = strawberry.field(description="The code that was found.")
    inspector: str | None = strawberry.field(
        description="Who inspected it; null where nobody is named or to be seen."
    )
    result: InspectionResult = strawberry.field(description="What it came to.")


@dataclass(slots=True)
class Details:
    """What belongs to inspections, by (source, key); nothing where it was not asked for."""

    defects: dict[Key, list[DefectRow]] = field(default_factory=dict[Key, list[DefectRow]])
    characteristics: dict[Key, list[CharacteristicRow]] = field(
        default_factory=dict[Key, list[CharacteristicRow]]
    )

    def defects_of(self, key: Key) -> list[Defect]:
        return [_defect(row) for row in self.defects.get(key, ())]

    def characteristics_of(self, key: Key) -> list[InspectionCharacteristic]:
        return [_characteristic(row) for row in self.characteristics.get(key, ())]


async def read_details(info: Info, connection: AsyncConnection, keys: Sequence[Key]) -> Details:
    """One statement for each kind that the client asks for, however many inspections there are.

    Raises ``LimitExceeded`` where there are more of a kind than a list may have rows.
    """
    asked = selected(info)
    context = info.context
    most = context.limits.rows
    found = Details()
    if "defects" in asked:
        found.defects = await list_defects(connection, keys, limit=most + 1)
        _require_fewer("defects", found.defects, most)
    if "characteristics" in asked:
        found.characteristics = await list_characteristics(
            connection, keys, people=context.people, limit=most + 1
        )
        _require_fewer("characteristics", found.characteristics, most)
    return found


def _require_fewer(what: str, found: Mapping[Key, Sequence[object]], most: int) -> None:
    """A list within a list is bounded too: many inspections have very many characteristics."""
    if sum(map(len, found.values())) > most:
        raise LimitExceeded(
            f"These inspections have more than {most} {what}: ask for fewer inspections at once, "
            "by limit and offset or by where."
        )


def visible_person(source: str, code: str | None, context: Context) -> str | None:
    """The code where the caller may see whose it is."""
    people = context.people
    if people is None or (code is not None and PersonCode(source, code) in people):
        return code
    return None


def live_characteristics(
    source: str, found: Iterable[CharacteristicRecord], context: Context
) -> list[CharacteristicRow]:
    """Those of a record as its source has it now, with the same people hidden."""
    return [
        CharacteristicRow._make(getattr(each, name) for name in CharacteristicRow._fields)._replace(
            inspector=visible_person(source, each.inspector, context)
        )
        for each in found
    ]


def _defect(row: DefectRow) -> Defect:
    return Defect(
        key=strawberry.ID(row.key),
        code_group=row.code_group,
        code=row.code,
        cause=row.cause,
        quantity=row.quantity,
        unit=row.unit,
        place=row.place,
    )


def _characteristic(row: CharacteristicRow) -> InspectionCharacteristic:
    return InspectionCharacteristic(
        operation=row.operation,
        number=row.number,
        text=row.text,
        target=row.target,
        lower=row.lower,
        upper=row.upper,
        mean=row.mean,
        unit=row.unit,
        inspected=row.inspected,
        nonconforming=row.nonconforming,
        code_group=row.code_group,
        code=row.code,
        inspector=row.inspector,
        result=InspectionResult(row.result),
    )
