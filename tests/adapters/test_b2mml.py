"""B2MML: what documents of an MES say, and which of them are read when."""

import os
import re
import subprocess
import sys
import time
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from business_system import Answer
from mes_building import gathered
from pydantic import ValidationError

from adapters.contract import (
    AuthenticationFailed,
    ConfigurationError,
    EquipmentLevel,
    OrderState,
    ProtocolError,
    Reason,
    Rejection,
    Stream,
    TimedOut,
    Unavailable,
)
from adapters.mes.b2mml import B2mmlSettings, B2mmlSource
from demo.benches.b2mml_writing import (
    V6,
    V7,
    Folder,
    document,
    el,
    material,
    performance,
    quantity,
    raw,
    response,
    scope,
    segment,
)

COUNT = Stream.PRODUCTION_COUNT


class SmallBox(Folder):
    """The folder, and sources that read it."""

    def source(self, **settings: Any) -> B2mmlSource:
        given = {"folder": self.path, "zone": "Europe/Berlin", "settle_seconds": 0}
        return B2mmlSource("mes", B2mmlSettings.model_validate(given | settings))

    def mapped(self, **streams: Any) -> dict[str, Any]:
        """Settings with a mapping that builds on the one that comes along."""
        file = self.path.parent / "own.yaml"
        file.write_text(yaml.safe_dump({"extends": "b2mml", "streams": streams}), encoding="utf-8")
        return {"mapping": file}

    def read(self, stream: Stream = COUNT, **settings: Any) -> tuple[list[Any], list[Rejection]]:
        return gathered(self.source(**settings).pages(stream, None))


@pytest.fixture
def box(tmp_path: Path) -> SmallBox:
    return SmallBox(tmp_path / "outbox")


def keys(pages) -> list[str]:
    records, rejections = gathered(pages)
    assert rejections == []
    return [record.key for record in records]


# ------------------------------------------------------------------ what documents say


@pytest.mark.parametrize("namespace", [V7, V6, "http://www.mesa.org/xml/B2MML-V0500", ""])
@pytest.mark.parametrize("verb", ["", "Process", "Sync", "Show", "Change"])
def test_a_segment_response_is_a_count(box, namespace, verb):
    content = performance(response(segment()), namespace=namespace, verb=verb)
    box.write("a.xml", content)
    (count,), _ = box.read()
    assert count.key == "R1/1"
    assert (count.order, count.operation, count.lot) == ("000004711", "0010", "L1")
    assert (count.work_center, count.work_unit, count.person) == ("LINE1", "M1", "00001001")
    assert count.material == "M-0007"
    assert (count.produced, count.good, count.scrapped, count.reworked) == (100, 97, 3, 0)
    assert (count.unit, count.shift, count.day) == ("pcs", "early", date(2026, 3, 2))
    assert count.started == datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
    assert count.revision == 1772460000_000000


def test_scrap_and_rework_are_known_by_their_disposition_too(box):
    made = (
        material("Produced", "1.005"),
        material("Material Produced", "2.010"),
        material("Produced", 3, disposition="Scrap"),
        material("Produced", 4, disposition="Rework"),
        material("Rework", "0.5"),
        material("Consumed", 1000, material="RAW", lot="R9"),
    )
    box.write("a.xml", [response(segment(materials=made))])
    (count,), _ = box.read()
    assert (count.good, count.scrapped, count.reworked) == (Decimal("3.015"), 3, Decimal("4.5"))
    assert count.material == "M-0007"


def test_what_the_mapping_says_otherwise_counts(box):
    scrap = raw("SegmentData", el("ID", "Ausschuss"), raw("Value", el("ValueString", "7,5")))
    box.write("a.xml", [response(segment("1", scrap, materials=(material("Produced", 90),)))])
    place = "SegmentData[ID='Ausschuss']/Value/ValueString"
    own = {"name": "segments", "fields": {"scrapped": {"column": place, "decimal": ","}}}
    (count,), _ = box.read(**box.mapped(production_count=[own]))
    assert (count.produced, count.scrapped) == (Decimal("97.5"), Decimal("7.5"))


def test_segments_within_segments_are_counts_of_their_own(box):
    inner = segment("2", segment("3"))
    box.write("a.xml", [response(segment("1", inner)), response(segment("1"), number="R2")])
    records, _ = box.read()
    assert sorted(r.key for r in records) == ["R1/1", "R1/1/2", "R1/1/2/3", "R2/1"]


def test_a_segment_that_made_nothing_is_no_count(box):
    box.write("a.xml", [response(segment(materials=(material("Consumed", 5),)))])
    assert box.read() == ([], [])


def test_work_of_several_people_counts_for_none_of_them(box):
    box.write("a.xml", [response(segment(people=("1", "2")))])
    (count,), _ = box.read()
    assert (count.person, count.operation) == (None, "0010")


def test_several_lots_of_one_segment_are_told(box):
    made = (material("Produced", 5, lot="A"), material("Produced", 5, lot="B"))
    box.write("a.xml", [response(segment(materials=made))])
    _, (rejection,) = box.read()
    assert rejection.reason is Reason.UNKNOWN_FIELD
    assert '["A", "B"]' in rejection.detail


@pytest.mark.parametrize(
    ("segment_of", "reason"),
    [
        ({"materials": (material("Produced", "viele"),)}, Reason.NOT_A_NUMBER),
        ({"materials": (material("Produced", -1),)}, Reason.NEGATIVE_QUANTITY),
        ({"materials": (material("Produced", 5, "BOX"),)}, Reason.UNKNOWN_UNIT),
        ({"ended": "2026-03-02T05:00:00+01:00"}, Reason.INVALID_TIME),
        ({"started": "2026-03-29T02:30:00", "ended": "2026-03-29T03:30:00"}, Reason.INVALID_TIME),
        ({"operation": None}, Reason.MISSING_VALUE),
    ],
)
def test_a_segment_that_breaks_a_rule_is_rejected_and_its_neighbours_are_not(
    box, segment_of, reason
):
    box.write("a.xml", [response(segment("1"), segment("2", **segment_of), segment("3"))])
    records, (rejection,) = box.read()
    assert [r.key for r in records] == ["R1/1", "R1/3"]
    assert (rejection.key, rejection.reason) == ("R1/2", reason)
    assert rejection.raw["row"]["file:name"] == "a.xml"


def test_times_without_a_zone_are_the_plants(box):
    ended = "2026-07-02T05:00:00.123456789"
    box.write("a.xml", [response(segment(started="2026-07-01T22:30:00", ended=ended))])
    (count,), _ = box.read()
    assert (count.day, count.shift) == (date(2026, 7, 1), "night")
    assert count.started == datetime(2026, 7, 1, 20, 30, tzinfo=UTC)


def test_an_operations_request_is_an_order(box):
    noun = raw(
        "OperationsSchedule",
        raw(
            "OperationsRequest",
            el("ID", "000004711"),
            scope("SITE", scope("LINE1")),
            el("StartTime", "2026-03-02T23:30:00Z"),
            el("EndTime", "2026-03-05T00:00:00+01:00"),
            el("RequestState", "Released"),
            *(
                raw(
                    "SegmentRequirement",
                    raw(
                        "MaterialRequirement",
                        el("MaterialDefinitionID", made),
                        el("MaterialUse", "Produced"),
                        quantity(amount, "KGM"),
                    ),
                )
                for made, amount in (("HALF", "110"), ("M-0007", "100.5"))
            ),
        ),
    )
    box.write("a.xml", document(noun, verb="Process"))
    (order,), _ = box.read(Stream.ORDER)
    assert (order.number, order.state, order.material) == (
        "000004711",
        OrderState.RELEASED,
        "M-0007",
    )
    assert (order.planned, order.unit, order.work_center) == (Decimal("100.5"), "kg", "LINE1")
    assert (order.start, order.due) == (date(2026, 3, 3), date(2026, 3, 5))
    assert order.revision == 1772463600_000000
    assert box.read() == ([], [])


def test_lots_people_and_equipment_are_read(box):
    box.write("lot.xml", document(raw(
        "MaterialInformation",
        raw("MaterialLot", el("ID", "批1"), el("MaterialDefinitionID", "0007"),
            quantity("2.5", "KGM")),
    )))  # fmt: skip
    box.write("person.xml", document(raw(
        "PersonnelInformation",
        raw("Person", el("ID", "00001001"), el("Description", "操作员"), el("PersonName", "林静")),
        raw("Person", el("ID", "00001002")),
    )))  # fmt: skip
    box.write("equipment.xml", document(raw(
        "EquipmentInformation",
        raw("Equipment", el("ID", "LINE1"), el("Description", "Line"),
            scope("SITE"), el("EquipmentLevel", "ProductionLine"),
            raw("Equipment", el("ID", "M1"), el("EquipmentLevel", "WorkCell"))),
        raw("Equipment", el("ID", "VALVE"), el("EquipmentLevel", "ControlModule")),
    )))  # fmt: skip
    (lot,), _ = box.read(Stream.LOT)
    assert (lot.number, lot.material, lot.quantity, lot.unit) == (
        "批1",
        "0007",
        Decimal("2.5"),
        "kg",
    )
    people, _ = box.read(Stream.PERSON)
    assert [(p.code, p.name) for p in people] == [("00001001", "林静"), ("00001002", "00001002")]
    equipment, _ = box.read(Stream.EQUIPMENT)
    assert {(e.code, e.level, e.parent) for e in equipment} == {
        ("LINE1", EquipmentLevel.WORK_CENTER, "SITE"),
        ("M1", EquipmentLevel.WORK_UNIT, "LINE1"),
    }


# ------------------------------------------------------------------ which documents are read


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_go_on_in_the_middle_of_a_document(box, limit):
    box.write("a.xml", [response(*(segment(n) for n in range(5)), number="A")])
    box.write("b.xml", [response(*(segment(n) for n in range(4)), number="B")])
    pages = list(box.source().pages(COUNT, None, limit=limit))
    expected = [f"A/{n}" for n in range(5)] + [f"B/{n}" for n in range(4)]
    assert keys(pages) == expected
    assert max(len(page.records) for page in pages) <= limit
    for stored in range(1, len(pages)):
        rest = box.source().pages(COUNT, pages[stored - 1].cursor, limit=limit)
        assert keys(pages[:stored]) + keys(rest) == expected


def test_only_new_and_changed_documents_are_read_again(box):
    file = box.write("a.xml", [response(segment())])
    source = box.source()
    *_, last = source.pages(COUNT, None)
    assert keys(source.pages(COUNT, last.cursor)) == []
    box.write("b.xml", [response(segment(), number="R2")])
    *_, last = pages = list(source.pages(COUNT, last.cursor))
    assert keys(pages) == ["R2/1"]
    os.utime(file)  # touched, and the same
    *_, last = pages = list(source.pages(COUNT, last.cursor))
    assert keys(pages) == []
    file.write_bytes(performance(response(segment("5"))))
    *_, last = pages = list(source.pages(COUNT, last.cursor))
    assert keys(pages) == ["R1/5"]
    assert keys(source.pages(COUNT, last.cursor)) == []
    before = file.stat()
    file.write_bytes(performance(response(segment("6"))))  # of the same size and time
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert keys(source.pages(COUNT, last.cursor)) == ["R1/6"]


def test_a_document_moved_in_with_an_old_time_is_read(box, tmp_path):
    box.write("new.xml", [response(segment(), number="N")])
    source = box.source()
    *_, last = source.pages(COUNT, None)
    staged = tmp_path / "staged"
    staged.write_bytes(performance(response(segment(), number="O")))
    os.utime(staged, (1_000_000_000, 1_000_000_000))
    staged.rename(box.path / "old.xml")
    assert keys(source.pages(COUNT, last.cursor)) == ["O/1"]


def test_a_document_that_is_gone_is_forgotten_and_nothing_else(box):
    for number in range(30):
        box.write(f"{number}.xml", [response(segment(), number=str(number))])
    source = box.source()
    *_, many = source.pages(COUNT, None)
    for number in range(29):
        (box.path / f"{number}.xml").unlink()
    *_, few = pages = list(source.pages(COUNT, many.cursor))
    assert keys(pages) == []
    assert len(few.cursor) < len(many.cursor) / 5
    assert len(many.cursor) < 30 * 27 + 60


@pytest.mark.parametrize("name", [".a.xml", "~a.xml", "a.xml.tmp", "a.xml.part"])
def test_names_of_unfinished_files_are_left_alone(box, name):
    box.write("b.txt", [response(segment())])
    box.write(name, [response(segment())])
    assert [r.key for r in box.read(pattern="*")[0]] == ["R1/1"]
    assert box.read() == ([], [])


def test_a_file_that_was_just_written_is_left_alone_for_a_moment(box):
    file = box.write("a.xml", [response(segment())])
    assert box.read(settle_seconds=60) == ([], [])
    os.utime(file, (time.time() - 61, time.time() - 61))
    assert len(box.read(settle_seconds=60)[0]) == 1
    os.utime(file, (time.time() + 900, time.time() + 900))  # another machine's clock
    assert len(box.read(settle_seconds=60)[0]) == 1


@pytest.mark.parametrize("kept", [0, 1, 40, 0.5, -1])
def test_a_half_written_file_is_waited_for_and_the_others_are_read(box, kept):
    content = performance(response(segment("1"), segment("2")))
    half = content[: int(len(content) * kept) if isinstance(kept, float) else kept]
    file = box.write("a.xml", half)
    box.write("b.xml", [response(segment(), number="B")])
    source = box.source()
    *_, last = pages = list(source.pages(COUNT, None))
    assert keys(pages) == ["B/1"]
    file.write_bytes(content)
    assert keys(source.pages(COUNT, last.cursor)) == ["R1/1", "R1/2"]


def test_a_file_that_stays_half_is_rejected_once(box):
    file = box.write("a.xml", performance(response(segment()))[:-40])
    old = time.time() - 601
    os.utime(file, (old, old))
    source = box.source()
    *_, last = pages = list(source.pages(COUNT, None))
    _, (rejection,) = gathered(pages)
    assert rejection.key == "file:a.xml"
    assert rejection.detail.startswith("a.xml is no whole XML, line 2:")
    assert gathered(source.pages(COUNT, last.cursor)) == ([], [])
    assert source.replay(rejection) == rejection


def test_a_rejected_file_is_settled_once_it_is_whole(box):
    """Given a file that was refused, when it is written again, then replaying settles it by its
    first record, and the pull brings all of them.
    """
    content = performance(response(segment("1"), segment("2")))
    box.write("a.xml", content.replace(b"</ID>", b"</Wrong>", 1))
    box.write("b.xml", [response(segment(), number="B")])
    source = box.source()
    *_, last = pages = list(source.pages(COUNT, None))
    _, (rejection,) = gathered(pages)
    box.write("a.xml", content)
    settled = source.replay(rejection)
    assert settled.key == "R1/1"
    assert keys(source.pages(COUNT, last.cursor)) == ["R1/1", "R1/2"]
    (box.path / "a.xml").unlink()
    assert source.replay(rejection) == rejection


def test_a_bad_file_is_rejected_with_its_line_and_gives_no_row(box):
    content = performance(response(segment("1"))).decode().replace(">", ">\n")
    lines = content.splitlines()
    lines[20] = "</Wrong>"
    box.write("a.xml", "\n".join(lines).encode())
    box.write("b.xml", [response(segment(), number="B")])
    records, (rejection,) = box.read()
    assert [r.key for r in records] == ["B/1"]
    assert rejection.reason is Reason.UNREADABLE_TEXT
    assert rejection.detail.startswith("a.xml is no whole XML, line 21:")


LAUGHS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">
<!ENTITY f SYSTEM "file:///etc/passwd">]><OperationsPerformance>&f;&b;</OperationsPerformance>"""


def test_entities_are_not_expanded_and_a_doctype_is_refused(box):
    box.write("a.xml", LAUGHS.encode())
    records, (rejection,) = box.read()
    assert records == []
    assert "it has a DOCTYPE" in rejection.detail
    assert "root:" not in str(rejection)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (performance(response(segment()), verb="Cancel"), "it is a CancelOperationsPerformance"),
        (
            document(
                raw("OperationsPerformance", response(segment())), verb="Sync", action="Delete"
            ),
            "it asks to delete",
        ),
    ],
)
def test_what_would_take_back_is_told_instead_of_counted(box, content, said):
    box.write("a.xml", content)
    records, (rejection,) = box.read()
    assert records == []
    assert said in rejection.detail


@pytest.mark.parametrize("verb", ["Get", "Acknowledge", "Respond", "Confirm"])
def test_messages_that_bring_no_facts_are_passed_over(box, verb):
    box.write("a.xml", performance(response(segment()), verb=verb))
    assert box.read() == ([], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "gb18030"])
def test_documents_in_another_encoding_are_read(box, encoding):
    lot = "Schweißnaht" if encoding == "iso-8859-1" else "批1"
    made = (material("Produced", 1, lot=lot),)
    box.write("a.xml", performance(response(segment(materials=made)), encoding=encoding))
    assert box.read()[0][0].lot == lot


def test_a_document_that_names_the_wrong_encoding_is_read_by_the_mappings(box):
    made = (material("Produced", 1, lot="批1"),)
    content = performance(response(segment(materials=made)), encoding="gb18030")
    box.write("a.xml", content.replace(b"gb18030", b"utf-8"))
    _, (rejection,) = box.read()
    assert "line 2" in rejection.detail
    settings = box.mapped()
    text = settings["mapping"].read_text() + "encoding: [utf-8, gb18030]\n"
    settings["mapping"].write_text(text)
    assert box.read(**settings)[0][0].lot == "批1"


# lxml's trees lie outside of Python's own memory, so a process of its own tells what it held.
HELD = """
import re, sys
from pathlib import Path
from adapters.contract import Stream
from adapters.mes.b2mml import B2mmlSettings, B2mmlSource
folder, mapping = sys.argv[1:]
def most():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
settings = B2mmlSettings(folder=folder, mapping=mapping, zone="UTC", settle_seconds=0)
source = B2mmlSource("mes", settings)
list(source.pages(Stream.EQUIPMENT, None))  # nothing in it, but all is imported
before = most()
for stream in (Stream.PERSON, Stream.LOT):
    print(sum(len(page.records) for page in source.pages(stream, None, limit=100)))
print(most() - before)
"""


def test_a_large_document_is_not_held_in_memory(box):
    lot = raw("MaterialLot", el("ID", 1), el("MaterialDefinitionID", 7), quantity(1, "KGM") * 4)
    # Half of it is no row of the stream that is read, the other half are rows that do not count.
    noun = raw("MaterialInformation", lot * 10_000, raw("Person", el("ID", "1")))
    box.write("a.xml", document(noun))
    nothing = [{"name": "lots", "where": "false()"}]
    mapping = str(box.mapped(lot=nothing)["mapping"])
    command = [sys.executable, "-c", HELD, str(box.path), mapping]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    people, lots, kibibytes = map(int, told.stdout.split())
    assert (people, lots) == (1, 0)
    assert kibibytes < 5 * 1024, "its tree would take 35 MiB"


def test_the_latest_document_counts_when_one_record_is_looked_up(box):
    for name, published, good in (("b", "01", 5), ("a", "03", 7), ("c", "02", 6)):
        made = (material("Produced", good),)
        box.write(f"{name}.xml", performance(
            response(segment(materials=made)), published=f"2026-03-{published}T00:00:00Z"
        ))  # fmt: skip
    source = box.source()
    assert source.lookup(COUNT, "R1/1").good == 7
    assert source.lookup(COUNT, "R1/2") is None
    box.write("d.xml", performance(
        response(segment(materials=(material("Produced", "x"),))), published="2026-03-04T00:00:00Z"
    ))  # fmt: skip
    with pytest.raises(ProtocolError, match="not a number"):
        source.lookup(COUNT, "R1/1")


def test_a_lookup_among_too_many_documents_ends(box):
    for number in range(20):
        box.write(f"{number}.xml", [response(segment())])
    with pytest.raises(TimedOut, match="too many documents"):
        box.source(time_limit=0.001).lookup(COUNT, "none")


# ------------------------------------------------------------------ what cannot work


def test_a_folder_that_is_not_there_is_unavailable(box):
    box.path.rmdir()
    with pytest.raises(Unavailable, match="Is the share mounted") as error:
        list(box.source().pages(COUNT, None))
    assert str(box.path) not in str(error.value)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"fields": {"lot": "MaterialActual[["}}, "no XPath"),
        ({"fields": {"lot": "b:MaterialActual/ID"}}, "Leave prefixes out"),
        ({"fields": {"lot": {"sql": "LOT"}}}, "no database"),
        ({"where": "nothing("}, "no XPath"),
        (
            {"counter": {"machine": "ID", "time": "ID", "digits": 4, "largest_step": 5}},
            "any order",
        ),
    ],
)
def test_a_mapping_that_cannot_work_is_told(box, part, said):
    box.write("a.xml", [response(segment())])
    with pytest.raises(ConfigurationError, match=said):
        box.read(**box.mapped(production_count=[{"name": "segments"} | part]))


@pytest.mark.parametrize(
    "settings",
    [{}, {"folder": "a", "url": "http://x/"}, {"folder": "a", "pattern": "../*.xml"}],
)
def test_settings_that_cannot_work_are_refused(settings):
    with pytest.raises(ValidationError):
        B2mmlSettings.model_validate(settings)


def test_a_check_counts_the_files(box):
    box.write("a.xml", [response(segment())])
    assert "1 file in the folder" in box.source().check()


# ------------------------------------------------------------------ over HTTP


@pytest.fixture
def web(rest, box):
    def source(**settings: Any) -> B2mmlSource:
        given = {"url": rest.system.url, "zone": "Europe/Berlin"} | settings
        return B2mmlSource("mes", B2mmlSettings.model_validate(given))

    rest.made = source
    rest.serve = lambda content, **headers: setattr(
        rest.system, "_by_", lambda _request: Answer(body=content, headers=headers)
    )
    return rest


def test_a_document_over_http_is_read_once_by_its_tag(web):
    web.serve(performance(response(segment())), etag='"1"')
    source = web.made()
    *_, last = pages = list(source.pages(COUNT, None))
    assert keys(pages) == ["R1/1"]
    web.system._by_ = lambda request: (
        Answer(status=304) if request.headers["if-none-match"] == '"1"' else Answer(status=500)
    )
    assert keys(source.pages(COUNT, last.cursor)) == []
    web.serve(performance(response(segment("2"))), etag='"2"')
    assert keys(source.pages(COUNT, last.cursor)) == ["R1/2"]


def test_a_document_over_http_that_is_the_same_is_read_once_without_a_tag(web):
    web.serve(performance(response(segment())))
    source = web.made()
    *_, last = source.pages(COUNT, None)
    assert keys(source.pages(COUNT, last.cursor)) == []


def test_a_pull_over_http_that_was_killed_goes_on(web):
    web.serve(performance(response(*(segment(n) for n in range(5)))), etag='"1"')
    pages = web.made().pages(COUNT, None, limit=2)
    first = next(pages)
    assert keys([first]) + keys(web.made().pages(COUNT, first.cursor, limit=2)) == [
        f"R1/{n}" for n in range(5)
    ]


def test_what_is_newer_is_asked_for_where_the_system_can(web, box):
    file = box.path.parent / "web.yaml"
    asked = {"get": "performance", "since": "from", "overlap_minutes": 10, "parameters": {"a": 1}}
    file.write_text(yaml.safe_dump({"extends": "b2mml", "web": asked}))
    web.system.now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    web.system._by_performance = lambda _request: Answer(body=performance(response(segment())))
    source = web.made(mapping=file)
    *_, last = source.pages(COUNT, None)
    list(source.pages(COUNT, last.cursor))
    first, second = (r.query for r in web.system.requests)
    assert first == {"a": "1"}
    assert second == {"a": "1", "from": "2026-03-02T11:50:00Z"}


def test_what_goes_wrong_over_http_is_told_as_for_rest(web):
    web.serve(b"<OperationsPerformance><a")
    _, (rejection,) = gathered(web.made().pages(COUNT, None))
    assert rejection.detail.startswith("the document is no whole XML, line 1")
    for content, error in (
        (b"<html>log on", AuthenticationFailed),
        (b"\xef\xbb\xbf <!DOCTYPE html><html/>", AuthenticationFailed),
        (b'{"message": "hello"}', ProtocolError),
    ):
        web.serve(content)
        with pytest.raises(error):
            list(web.made().pages(COUNT, None))
    web.system.logon = "key"
    with pytest.raises(AuthenticationFailed):
        list(web.made(secret="wrong", logon={"kind": "key"}).pages(COUNT, None))


# ------------------------------------------------------------------ the guide


GUIDE = Path(__file__).parents[2] / "docs" / "adapters" / "b2mml.md"


def test_what_the_guide_shows_can_be_used(box, tmp_path):
    blocks = re.findall(r"```(\w+)\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (settings,) = (tomllib.loads(text) for kind, text in blocks if kind == "toml")
    given = settings["sources"]["line1"]
    assert given.pop("adapter") == "b2mml"
    assert B2mmlSettings.model_validate(given).patience_minutes == 10
    for kind, text in blocks:
        if kind == "yaml":
            file = tmp_path / "guide.yaml"
            file.write_text(text, encoding="utf-8")
            assert list(box.source(mapping=file).pages(COUNT, None))
