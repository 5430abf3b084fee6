"""Every manner of paging: nothing is passed over, whatever happens between two pages."""

import pytest
from business_system import Answer, booking
from mes_building import gathered
from rest_building import MANNERS

from adapters.contract import ConfigurationError, ProtocolError, Stream, Unavailable

COUNT = Stream.PRODUCTION_COUNT
PAGED = pytest.mark.parametrize("manner", MANNERS)


def numbers(pages) -> list[int]:
    records, rejections = gathered(pages)
    assert rejections == []
    return [int(record.key) for record in records]


def fill(rest, count: int) -> None:
    rest.system.bookings = [booking(n) for n in range(1, count + 1)]


@PAGED
@pytest.mark.parametrize("count", [0, 1, 2, 5, 6, 25])
def test_every_object_comes_once_in_order(rest, manner, count):
    rest.use(manner)
    fill(rest, count)
    pages = list(rest.source().pages(COUNT, None, limit=5))
    assert numbers(pages) == list(range(1, count + 1))
    assert max(len(page.records) for page in pages) <= 5


@PAGED
def test_a_pull_that_was_killed_goes_on_after_any_page_whatever_the_limit_now(rest, manner):
    rest.use(manner)
    fill(rest, 23)
    for stored, limit in ((1, 5), (2, 3), (4, 7), (5, 5)):
        pages = rest.source().pages(COUNT, None, limit=5)
        before = [next(pages) for _ in range(stored)]
        pages.close()
        rest_of_it = rest.source().pages(COUNT, before[-1].cursor, limit=limit)
        assert set(numbers(before) + numbers(rest_of_it)) == set(range(1, 24))


@PAGED
def test_a_system_that_hands_out_less_than_asked_for_is_read_to_its_end(rest, manner):
    rest.use(manner)
    fill(rest, 23)
    rest.system.most = 4
    assert numbers(rest.source().pages(COUNT, None, limit=10)) == list(range(1, 24))


def test_an_answer_larger_than_a_page_is_handed_on_in_pages(rest):
    fill(rest, 12)
    pages = list(rest.source().pages(COUNT, None, limit=5))
    assert [len(page.records) for page in pages] == [5, 5, 2]
    again = rest.source().pages(COUNT, pages[0].cursor, limit=5)
    assert set(numbers(again)) == set(range(1, 13))


@pytest.mark.parametrize("manner", ["offset", "search"])
@pytest.mark.parametrize("gone", [[1], [1, 2, 3], [5], [1, 2, 3, 4, 5], [4, 6]])
def test_objects_deleted_while_a_list_is_read_by_offset_hide_no_other(rest, manner, gone):
    rest.use(manner)
    fill(rest, 25)
    kept = [b for b in rest.system.bookings if b["id"] not in gone]

    def delete(_request):
        if len(rest.system.requests) == 2:
            rest.system.bookings = kept

    rest.system.before = delete
    found = numbers(rest.source().pages(COUNT, None, limit=5))
    assert set(found) >= {b["id"] for b in kept}


def test_objects_added_at_the_front_of_a_list_read_by_offset_hide_no_other(rest):
    rest.use("offset")
    fill(rest, 25)

    def add(_request):
        if len(rest.system.requests) < 5:
            rest.system.bookings.insert(0, booking(100 + len(rest.system.requests)))

    rest.system.before = add
    assert set(numbers(rest.source().pages(COUNT, None, limit=5))) >= set(range(1, 26))


def test_a_list_that_never_stands_still_is_given_up_with_a_reason(rest):
    rest.use("offset")
    fill(rest, 25)

    def renumber(_request):
        shift = 100 * len(rest.system.requests)
        rest.system.bookings = [booking(n + shift) for n in range(40)]

    rest.system.before = renumber
    with pytest.raises(Unavailable, match="faster than it can be read"):
        list(rest.source().pages(COUNT, None, limit=5))


def test_a_numbered_list_that_shrinks_is_begun_again(rest):
    rest.use("page")
    fill(rest, 25)

    def delete(_request):
        if len(rest.system.requests) == 2:
            del rest.system.bookings[:3]

    rest.system.before = delete
    assert set(numbers(rest.source().pages(COUNT, None, limit=5))) >= set(range(4, 26))


def test_a_cursor_of_the_system_that_has_ended_begins_the_pull_again(rest):
    rest.use("cursor")
    fill(rest, 12)
    first = next(rest.source().pages(COUNT, None, limit=5))
    stale = first.cursor.replace("c5", "x")
    original = rest.system._by_cursor

    def strict(request):
        known = request.query.get("cursor", "c0").startswith("c")
        return original(request) if known else Answer({"message": "cursor expired"}, 410)

    rest.system._by_cursor = strict
    assert numbers(rest.source().pages(COUNT, stale, limit=5)) == list(range(1, 13))


@pytest.mark.parametrize("manner", ["cursor", "offset", "page", "after"])
def test_a_parameter_that_the_system_ignores_is_told_instead_of_read_for_ever(rest, manner):
    rest.use(manner)
    rest.part["paging"]["parameter"] = "unknown"
    fill(rest, 12)
    original = getattr(rest.system, f"_by_{manner}")

    def ignoring(request):
        request.query |= {"offset": "0", "page": "1"}
        return original(request)

    setattr(rest.system, f"_by_{manner}", ignoring)
    with pytest.raises(ProtocolError, match="the same page again"):
        list(rest.source().pages(COUNT, None, limit=5))


def test_objects_out_of_order_cannot_be_read_after_the_last(rest):
    rest.use("after")
    fill(rest, 6)
    rest.system._by_after = lambda _request: Answer({"items": rest.system.bookings[::-1]})
    with pytest.raises(ProtocolError, match="do not come in order of 'id'"):
        list(rest.source().pages(COUNT, None, limit=50))


def test_a_link_to_another_machine_is_not_followed(rest):
    rest.use("next")
    fill(rest, 12)
    rest.system._by_next = lambda _request: Answer(
        {"items": rest.system.bookings[:5], "@odata.nextLink": "http://evil.example/next"}
    )
    with pytest.raises(ProtocolError, match="another machine") as error:
        list(rest.source().pages(COUNT, None, limit=5))
    assert "evil" not in str(error.value)


def test_a_list_that_is_elsewhere_is_told_with_what_is_there(rest):
    rest.use("cursor")
    fill(rest, 2)
    rest.part["rows"] = "data.rows"
    with pytest.raises(ProtocolError, match=r"no list at .data\.rows.: data is an object of items"):
        list(rest.source().pages(COUNT, None))


def test_another_adapters_cursor_is_refused(rest):
    with pytest.raises(ConfigurationError, match="not one of this adapter"):
        list(rest.source().pages(COUNT, '{"version": 1, "parts": {}}'))
