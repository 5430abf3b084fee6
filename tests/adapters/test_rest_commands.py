"""Commands over REST: done once, whatever happens on the way, and told in the system's words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from business_system import SECRET, Fault

from adapters.contract import (
    BusinessError,
    Capability,
    CommandTarget,
    CompleteTask,
    ConfigurationError,
    ConfirmProduction,
    SetPermission,
    TimedOut,
    Unavailable,
)
from adapters.mes.rest.commands import to_json

PERMISSION = {
    "method": "PUT",
    "address": "operators/{person}/operations/{operation}",
    "body": {
        "allowed": "{allowed}",
        "until": "{valid_until?}",
        "why": "{reason}",
        "note": "by {person}: {allowed}",
        "list": [{"op": "{operation}"}],
    },
    "reference": "data.id",
    "message": "text",
    "repeated": {"header": "Idempotent-Replayed"},
    "dry_run": {"parameters": {"check": "true"}},
}


@pytest.fixture
def target(rest):
    rest.mapping["commands"] = {"set_permission": PERMISSION}
    rest.settings = {"secret": SECRET}
    return rest


def allow(key: str = "k-1", **values) -> SetPermission:
    given = {"person": "00001001", "operation": "0010", "allowed": True} | values
    return SetPermission(idempotency_key=key, **given)


def test_a_permission_is_written_once_under_its_key(target):
    source = target.source()
    first = source.execute(allow(valid_until=date(2026, 12, 31), reason="trained"))
    assert (first.reference, first.messages, first.repeated) == ("P1", ("done",), False)
    assert target.system.permissions["00001001", "0010"] == {
        "allowed": True,
        "until": "2026-12-31",
        "why": "trained",
        "note": "by 00001001: true",
        "list": [{"op": "0010"}],
    }
    again = source.execute(allow(valid_until=date(2026, 12, 31), reason="trained"))
    assert (again.reference, again.repeated) == ("P1", True)
    assert len(target.system.done) == 1


def test_a_later_command_replaces_an_earlier_one(target):
    source = target.source()
    source.execute(allow("k-1"))
    source.execute(allow("k-2", allowed=False))
    source.execute(allow("k-1"))
    assert target.system.permissions["00001001", "0010"]["allowed"] is False


def test_what_is_empty_is_null_or_left_out_as_the_mapping_says(target):
    target.source().execute(allow())
    written = target.system.permissions["00001001", "0010"]
    assert "until" not in written
    assert written["why"] is None


def test_a_command_whose_answer_was_lost_is_sent_again_with_the_same_key(target):
    source = target.source(time_limit=1)
    target.system.faults.append(Fault(delay=2))
    with pytest.raises(TimedOut) as error:
        source.execute(allow())
    assert error.value.retryable
    result = target.source().execute(allow())
    assert result.repeated
    assert len(target.system.done) == 1
    assert {r.headers["idempotency-key"] for r in target.system.requests} == {"k-1"}


def test_a_dry_run_has_the_system_check_and_changes_nothing(target):
    result = target.source().execute(allow(), dry_run=True)
    assert (result.dry_run, result.messages) == (True, ("would do",))
    assert target.system.permissions == {}


def test_a_dry_run_of_a_system_without_one_sends_nothing(target):
    target.mapping["commands"] = {
        "set_permission": {n: v for n, v in PERMISSION.items() if n != "dry_run"}
    }
    result = target.source().execute(allow(), dry_run=True)
    assert result.dry_run
    assert "nothing was sent" in result.messages[0]
    assert target.system.requests == []


def test_what_the_system_refuses_is_told_in_its_words_without_secrets(target):
    with pytest.raises(BusinessError, match="Badge is shared; ask … or … with …") as error:
        target.source().execute(allow(person="00009999"))
    assert error.value.reference == "R-17"
    assert not error.value.retryable


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=409, body=b'{"title": "Idempotency key in use"}'), Unavailable),
        (Fault(status=409, headers={"retry-after": "1"}), Unavailable),
        (Fault(status=409, body=b'{"title": "operator is locked"}'), BusinessError),
        (Fault(status=404, body=b'{"title": "no such operator"}'), BusinessError),
        (Fault(status=503), Unavailable),
        (Fault(status=405), ConfigurationError),
    ],
)
def test_refusals_and_troubles_are_told_apart(target, fault, kind):
    target.system.faults.append(fault)
    with pytest.raises(kind):
        target.source().execute(allow())


def test_names_cannot_lead_a_command_elsewhere(target):
    source = target.source()
    source.execute(allow(person="../../x?a=b#c", operation="日/本"))
    (request,) = target.system.requests
    assert request.path.startswith("/api/v1/operators/..%2F..%2Fx%3Fa%3Db%23c/operations/")
    assert request.query == {}


def test_a_command_without_what_its_address_needs_is_not_sent(target):
    with pytest.raises(ConfigurationError, match="without person"):
        target.source().execute(allow(person=""))
    assert target.system.requests == []


def test_capabilities_are_those_of_the_mapping(target):
    source = target.source()
    assert isinstance(source, CommandTarget)
    supported = [name for name, c in source.commands.items() if c is Capability.SUPPORTED]
    assert supported == ["set_permission"]
    with pytest.raises(ConfigurationError, match="complete_task"):
        source.execute(
            CompleteTask(
                idempotency_key="k", notification="1", task="1", completed=date(2026, 3, 2)
            )
        )


@pytest.mark.parametrize(
    ("name", "spec", "said"),
    [
        ("set_permissions", PERMISSION, "there is no command set_permissions"),
        ("set_permission", PERMISSION | {"address": "x/{badge}"}, "no {badge}"),
        ("set_permission", PERMISSION | {"body": {"a": ["{badge}"]}}, "no {badge}"),
        ("set_permission", PERMISSION | {"method": "POST", "key_header": None}, "done twice"),
        ("set_permission", PERMISSION | {"repeated": {}}, "either header or at"),
    ],
)
def test_a_mapping_of_commands_that_cannot_work_is_told(target, name, spec, said):
    target.mapping["commands"] = {name: spec}
    with pytest.raises(ConfigurationError) as error:
        target.source()
    assert said in str(error.value)
    assert "mapping.yaml:" in str(error.value)


def test_numbers_of_a_command_are_exact():
    command = ConfirmProduction(
        idempotency_key="k",
        order="000001",
        operation="0010",
        day=date(2026, 3, 2),
        good=Decimal("123456789012345678.12"),
        unit="件",
    )
    written = to_json(
        {"good": command.good, "day": command.day, "at": datetime(2026, 3, 2, tzinfo=UTC)}
    )
    assert written == (
        '{"good":123456789012345678.12,"day":"2026-03-02","at":"2026-03-02T00:00:00+00:00"}'
    )
    assert '"unit":"件"' in to_json(command)
