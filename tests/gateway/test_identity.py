"""Who calls: asked of a real Odoo, believed for a short time, and never longer."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from gateway_client import World
from pydantic import SecretStr

from adapters.contract import (
    AuthenticationFailed,
    ErpCredentials,
    ErpSession,
    Unavailable,
)
from adapters.odoo import Json2Erp, OdooSettings
from gateway.identity import LONGEST_LIFE, Identities, Party


class CountingErp(Json2Erp):
    """The real Odoo; counts how often it is asked who somebody is."""

    asked = 0

    def session(self, credentials: ErpCredentials) -> ErpSession:
        return _Counting(super().session(credentials), self)


class _Counting:
    def __init__(self, session: ErpSession, erp: CountingErp) -> None:
        self._session = session
        self._erp = erp

    async def call(self, model: str, method: str, ids: Sequence[int] = (), /, **given: Any) -> Any:
        self._erp.asked += method == "get_quality_identity"
        return await self._session.call(model, method, ids, **given)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def erp(world: World) -> AsyncIterator[CountingErp]:
    erp = CountingErp(OdooSettings(url=world.url, database=world.database))
    yield erp
    await erp.aclose()


def credentials(world: World, login: str) -> ErpCredentials:
    return ErpCredentials(key=SecretStr(world.keys[login]))


async def test_odoo_says_who_it_is(erp: CountingErp, world: World) -> None:
    identity, asked = await Identities(erp).of(credentials(world, "gq.boss"))
    assert asked
    assert (identity.login, identity.parties) == ("gq.boss", {Party.OPERATIONS})
    assert not identity.sees_all_people
    names = sorted(person.name for person in identity.people)
    assert names == ["Boris Boss", "Olga Operator", "Omar Operator"]


async def test_odoo_is_asked_once_for_many_requests_at_once(erp: CountingErp, world: World) -> None:
    """Given twenty requests at the same time, then Odoo is asked one time."""
    identities = Identities(erp)
    key = credentials(world, "gq.boss")
    answers = await asyncio.gather(*(identities.of(key) for _ in range(20)))
    assert {answer.login for answer, _ in answers} == {"gq.boss"}
    assert erp.asked == 1


async def test_a_cancelled_request_does_not_spoil_the_others(
    erp: CountingErp, world: World
) -> None:
    identities = Identities(erp)
    key = credentials(world, "gq.boss")
    first = asyncio.create_task(identities.of(key))
    second = asyncio.create_task(identities.of(key))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)[0].login == "gq.boss"
    assert erp.asked == 1


async def test_a_revoked_key_stops_working_within_half_a_minute(
    erp: CountingErp, world: World
) -> None:
    """Given a key that worked, when Odoo has it no more, then it works for 30 s at most."""
    clock = Clock()
    identities = Identities(erp, clock=clock)
    key = credentials(world, "gq.leaver")
    assert (await identities.of(key))[0].login == "gq.leaver"
    world.revoke_keys("gq.leaver")
    clock.now += LONGEST_LIFE
    with pytest.raises(AuthenticationFailed):
        await identities.of(key)


def test_nobody_can_set_a_longer_life(world: World) -> None:
    erp = Json2Erp(OdooSettings(url=world.url))
    with pytest.raises(ValueError, match="at most 30 seconds"):
        Identities(erp, life=31)


async def test_a_wrong_key_is_not_asked_about_again_at_once(erp: CountingErp, world: World) -> None:
    clock = Clock()
    identities = Identities(erp, clock=clock)
    wrong = ErpCredentials(key=SecretStr("0" * 40))
    for _ in range(3):
        with pytest.raises(AuthenticationFailed):
            await identities.of(wrong)
    assert erp.asked == 1
    clock.now += 6
    with pytest.raises(AuthenticationFailed):
        await identities.of(wrong)
    assert erp.asked == 2


async def test_guessed_keys_push_nobody_out(erp: CountingErp, world: World) -> None:
    identities = Identities(erp, size=2)
    await identities.of(credentials(world, "gq.boss"))
    for n in range(4):
        with pytest.raises(AuthenticationFailed):
            await identities.of(ErpCredentials(key=SecretStr(f"{n}" * 40)))
    assert not (await identities.of(credentials(world, "gq.boss")))[1]


async def test_the_key_is_nowhere_in_memory_of_ours(erp: CountingErp, world: World) -> None:
    """Given a key that was asked about, then what is kept holds neither it nor a plain hash."""
    identities = Identities(erp)
    await identities.of(credentials(world, "gq.boss"))
    assert world.keys["gq.boss"] not in repr(vars(identities._known))


async def test_without_odoo_a_known_person_is_known_until_the_answer_is_too_old(
    erp: CountingErp, world: World
) -> None:
    clock = Clock()
    identities = Identities(erp, clock=clock)
    key = credentials(world, "gq.boss")
    await identities.of(key)
    identities._erp = Json2Erp(OdooSettings(url="http://127.0.0.1:9"))
    assert (await identities.of(key))[0].login == "gq.boss"
    clock.now += LONGEST_LIFE
    with pytest.raises(Unavailable):
        await identities.of(key)
