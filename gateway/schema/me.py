"""Who the caller is, as the ERP says."""

from datetime import datetime
from enum import Enum

import strawberry

from gateway.schema.context import Info
from gateway.schema.erp import ERP


@strawberry.enum(description="The groups of people that the loop tells apart.")
class Party(Enum):
    OPERATIONS = strawberry.enum_value("operations", description="Those who produce.")
    QUALITY = strawberry.enum_value("quality", description="Those who set and check standards.")
    HR = strawberry.enum_value("hr", description="Those who arrange training.")
    ANALYST = strawberry.enum_value("analyst", description="Those who read figures of groups.")


@strawberry.type(description="A person's code in a source.")
class PersonCode:
    source: str = strawberry.field(description="The name of the source.")
    code: str = strawberry.field(description="The code, or badge.")


@strawberry.type(description="A person whose own figures the caller may see.")
class VisiblePerson:
    employee_id: strawberry.ID = strawberry.field(description="The employee in the ERP.")
    name: str = strawberry.field(description="The employee's name.")
    codes: list[PersonCode] = strawberry.field(description="His codes in the sources.")


@strawberry.type(description="The caller, as the ERP says.")
class Me:
    login: str = strawberry.field(description="The login in the ERP.")
    name: str = strawberry.field(description="The name.")
    language: str = strawberry.field(description='The language, for example "zh_CN".')
    time_zone: str | None = strawberry.field(description='The zone, for example "Europe/Berlin".')
    employee_id: strawberry.ID | None = strawberry.field(
        description="The employee that belongs to the login; null where there is none."
    )
    parties: list[Party] = strawberry.field(description="The parties he belongs to.")
    administrator: bool = strawberry.field(description="Whether he may break glass in the ERP.")
    sees_all_people: bool = strawberry.field(description="Whether he sees figures of anybody.")
    sees_facts: bool = strawberry.field(
        description="Whether he sees figures of groups; otherwise only those of his people."
    )
    people: list[VisiblePerson] = strawberry.field(
        description="Himself and everybody below him; empty where he sees all people."
    )
    source: str = strawberry.field(description='Where this is from: always "erp".')
    as_of: datetime = strawberry.field(description="When the request came.")


async def read_me(info: Info) -> Me:
    identity = info.context.identity
    return Me(
        login=identity.login,
        name=identity.name,
        language=identity.lang,
        time_zone=identity.tz,
        employee_id=None if identity.employee_id is None else _id(identity.employee_id),
        parties=[Party(party.value) for party in sorted(identity.parties)],
        administrator=identity.administrator,
        sees_all_people=identity.sees_all_people,
        sees_facts=identity.sees_facts,
        people=[
            VisiblePerson(
                employee_id=_id(person.employee_id),
                name=person.name,
                codes=[PersonCode(source=code.source, code=code.code) for code in person.codes],
            )
            for person in identity.people
        ],
        source=ERP,
        as_of=info.context.asked_at,
    )


def _id(number: int) -> strawberry.ID:
    return strawberry.ID(str(number))
