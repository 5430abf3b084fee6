"""Every stream of the shipped mapping, read from the demo's SAP and held against what it holds."""

import json
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from mes_building import gathered

from adapters.contract import (
    Capability,
    ConfigurationError,
    InspectionResult,
    LotState,
    OrderState,
    ProtocolError,
    Reason,
    Stream,
)
from adapters.sap import SapSettings, SapSource
from demo.sap_server.codec import services
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store

COUNTS, LOTS, DEFECTS, ORDERS, BATCHES, HELD = (
    Stream.PRODUCTION_COUNT, Stream.INSPECTION, Stream.DEFECT, Stream.ORDER, Stream.LOT,
    Stream.QUALIFICATION,
)  # fmt: skip
TABLES = {
    COUNTS: ("confirmations", ("RUECK", "RMZHL"), "-"),
    DEFECTS: ("defects", ("QMNUM", "FENUM"), "-"),
    ORDERS: ("orders", ("AUFNR",), ""),
    BATCHES: ("batches", ("MATNR", "CHARG"), "|"),
    HELD: ("qualifications", ("PERNR", "QUALI", "BEGDA"), "|"),
}
TODAY = datetime.now(ZoneInfo("Europe/Berlin")).date()
PRODUCTION, INSPECTED, HELD_BY = (
    "z_ql_production", ("z_ql_inspection_lot", "z_ql_inspection_result"), "z_ql_qualification"
)  # fmt: skip
BY_BAPI = ("z_ql_production_order",)
SERVICES = {DEFECTS: INSPECTED[1:], HELD: (HELD_BY,)}


@pytest.fixture
def sap(sap_content) -> Iterator[SapServer]:
    with SapServer(Store(deepcopy(sap_content))) as server:
        yield server


@pytest.fixture
def little(sap_content) -> Iterator[SapServer]:
    """Some rows of each table: those of a few days, each with many of them."""
    content = deepcopy(sap_content)
    for name, _, _ in TABLES.values():
        content[name] = content[name][:70]
    with SapServer(Store(content)) as server:
        yield server


def source(sap: SapServer, *names: str, **settings: Any) -> SapSource:
    """With the WSDLs of some services, or of all."""
    logon = sap.store.logon
    values = {
        "wsdl": [sap.wsdl_url(name) for name in names or services()],
        "user": logon.user,
        "password": logon.password,
        "client": logon.client,
        "zone": "Europe/Berlin",
        "since": "2025-12-01",
    }
    return SapSource("sap", SapSettings(**(values | settings)))


def reading(sap: SapServer, stream: Stream, **settings: Any) -> SapSource:
    """With the WSDL of the stream's service alone."""
    return source(sap, *SERVICES.get(stream, (PRODUCTION,)), **settings)


def keys_of(sap: SapServer, stream: Stream) -> list[str]:
    table, fields, between = TABLES[stream]
    return sorted(between.join(row[f] for f in fields) for row in sap.store.table(table))


# ------------------------------------------------------------------ complete


@pytest.mark.parametrize("max_rows", [1, 8, None])
@pytest.mark.parametrize("stream", TABLES)
def test_every_record_comes_whatever_the_row_limit(little, stream, max_rows):
    records, rejections = gathered(reading(little, stream, max_rows=max_rows).pages(stream, None))
    assert rejections == []
    assert sorted(record.key for record in records) == keys_of(little, stream)


def test_more_rows_of_one_day_than_the_limit_are_complete_too(little):
    for row in little.store.table("confirmations"):
        row["ERSDA"] = "2026-02-02"
    records, _ = gathered(source(little, PRODUCTION, max_rows=3).pages(COUNTS, None))
    assert len(records) == 70


@pytest.mark.parametrize("max_rows", [1, 5, 40])
def test_a_list_without_a_last_day_and_without_order_is_complete_too(sap, sap_content, max_rows):
    # SAP promises no order; then only more rows help
    lots = dict(list(sap.store._lots.items())[:60])
    sap.store._lots = dict(reversed(lots.items()))
    reader = source(sap, "z_ql_inspection_lot", max_rows=max_rows)
    records, _ = gathered(reader.pages(LOTS, None))
    assert sorted(record.key for record in records) == sorted(lots)


@pytest.mark.parametrize("stream", TABLES)
def test_wsdls_of_the_old_style_give_the_same(little, stream):
    parts = source(little)._mapping.streams[stream][0]
    old = f"{little.url}/sap/bc/soap/wsdl?services={','.join(parts.functions)}&sap-client=100"
    reader = source(little, wsdl=old)
    assert gathered(reader.pages(stream, None)) == gathered(
        reading(little, stream).pages(stream, None)
    )
    assert "/sap/bc/soap/rfc" in next(iter(reader._system.functions().values())).address


@pytest.mark.parametrize("stream", TABLES)
def test_one_record_can_be_looked_up(little, stream):
    reader = reading(little, stream)
    records, _ = gathered(reader.pages(stream, None))
    for record in records[:3]:
        assert reader.lookup(stream, record.key) == record
    assert reader.lookup(stream, "no such key") is None
    assert reader.lookup(stream, records[0].key[:-1] + "X") is None


@pytest.mark.parametrize("stream", [s for s in TABLES if s is not HELD])
def test_only_what_changed_comes_again(little, stream):
    reader = reading(little, stream, recheck_days=0)
    *_, last = reader.pages(stream, None)
    row = little.store.table(TABLES[stream][0])[5]
    row |= {"AEDAT": f"{TODAY}", "AEZEIT": "08:00:00"}
    (record,), _ = gathered(reader.pages(stream, last.cursor))
    assert record.key == TABLES[stream][2].join(row[f] for f in TABLES[stream][1])
    assert str(record.revision) == f"{TODAY:%Y%m%d}080000"


# ------------------------------------------------------------------ confirmations


def test_confirmations_tell_the_plants_production(sap, sap_plant):
    truth = json.loads((sap_plant / "truth.json").read_text())["weeks"]
    records, rejections = gathered(source(sap, PRODUCTION).pages(COUNTS, None))
    assert rejections == []
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for count in records:
        year, week, _ = count.day.isocalendar()
        total = sums[count.operation, f"{year}-W{week:02d}"]
        total[0] += count.produced
        total[1] += count.scrapped + count.reworked
    told = {key: total for key, total in sums.items() if total != [0, 0]}
    assert told == {
        (operation, week): [Decimal(figures["produced"]), Decimal(figures["defective"])]
        for operation, weeks in truth.items()
        for week, figures in weeks.items()
    }


def test_a_count_has_the_person_the_order_and_the_lot(sap):
    row = next(r for r in sap.store.table("confirmations") if "XMNGA" in r and "RMNGA" in r)
    count = source(sap, PRODUCTION).lookup(COUNTS, f"{row['RUECK']}-{row['RMZHL']}")
    assert (count.person, count.order, count.lot) == (row["PERNR"], row["AUFNR"], row["CHARG"])
    assert (count.operation, count.work_center, count.unit) == (row["KTSCH"], row["ARBPL"], "pcs")
    quantities = [Decimal(row[name]) for name in ("LMNGA", "XMNGA", "RMNGA")]
    assert [count.good, count.scrapped, count.reworked] == quantities
    assert count.produced == sum(quantities)
    assert f"{count.started:%Y-%m-%d %H:%M:%S%z}" == f"{row['ISDD']} {row['ISDZ']}+0100"


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_reversal_takes_back_what_it_names_whatever_its_sign(sap, sign):
    rows = sap.store.table("confirmations")
    first = next(row for row in rows if row["BUDAT"] > "2026-02-01")
    back = first | {"RMZHL": "00000099", "STZHL": first["RMZHL"], "LMNGA": f"{sign}7.000"}
    rows.append(back | {"XMNGA": "0.000", "RMNGA": "0.000"})
    reversal = source(sap, PRODUCTION).lookup(COUNTS, f"{first['RUECK']}-00000099")
    assert reversal.reverses == f"{first['RUECK']}-{first['RMZHL']}"
    assert (reversal.good, reversal.produced) == (-7, -7)


def test_the_end_of_a_day_is_the_beginning_of_the_next(sap):
    row = sap.store.table("confirmations")[0]
    row |= {"ISDZ": "23:00:00", "IEDD": row["ISDD"], "IEDZ": "24:00:00"}
    count = source(sap, PRODUCTION).lookup(COUNTS, f"{row['RUECK']}-{row['RMZHL']}")
    assert count.ended - count.started == timedelta(hours=1)


def test_a_number_that_is_none_rejects_its_row_alone(little):
    row = little.store.table("confirmations")[3]
    row["LMNGA"] = "1.234,5"
    reader = source(little, PRODUCTION)
    records, (rejection,) = gathered(reader.pages(COUNTS, None))
    assert len(records) == 69
    assert (rejection.reason, "LMNGA" in rejection.detail) == (Reason.NOT_A_NUMBER, True)
    with pytest.raises(ProtocolError, match="LMNGA"):
        reader.lookup(COUNTS, rejection.key)
    row["LMNGA"] = "12.000-"
    assert reader.replay(rejection).reason is Reason.NEGATIVE_QUANTITY
    row["LMNGA"] = "12.000"
    assert reader.replay(rejection).good == 12


# ------------------------------------------------------------------ orders


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("CRTD MANC SETC", OrderState.PLANNED),
        ("FREI DRUC RMAT", OrderState.RELEASED),
        ("REL  PCNF PRC", OrderState.RUNNING),
        ("REL  LKD", OrderState.HELD),
        ("RÜCK GLFT FREI", OrderState.COMPLETED),
        ("CLSD TECO CNF", OrderState.CLOSED),
        ("CRTD DLFL", OrderState.CANCELLED),
    ],
)
def test_the_state_of_an_order_is_its_status_that_decides(sap, status, state):
    row = sap.store.table("orders")[0]
    row["STTXT"] = status
    order = source(sap, PRODUCTION).lookup(ORDERS, row["AUFNR"])
    assert order.state is state
    assert (order.planned, order.produced) == (Decimal(row["GAMNG"]), Decimal(row["IGMNG"]))


def test_orders_can_be_had_from_saps_own_list(little):
    reader = source(little, *BY_BAPI, plant="1000")
    pages = list(reader.pages(ORDERS, None, limit=30))
    records, rejections = gathered(pages)
    assert [len(page.records) for page in pages] == [30, 30, 10, 0]
    assert (rejections, sorted(r.key for r in records)) == ([], keys_of(little, ORDERS))
    # CONFIRMED_QUANTITY is no output
    assert {record.produced for record in records} == {None}
    assert reader.lookup(ORDERS, records[7].key).number == records[7].number


def test_of_a_list_without_window_only_what_differs_is_new(little):
    reader = source(little, *BY_BAPI)
    first = list(reader.pages(ORDERS, None))
    assert gathered(reader.pages(ORDERS, first[-1].cursor)) == ([], [])
    little.store.table("orders")[4]["STTXT"] = "CLSD"
    del little.store.table("orders")[9]
    ((record,), _) = gathered(again := list(reader.pages(ORDERS, first[-1].cursor)))
    before = next(r for page in first for r in page.records if r.key == record.key)
    assert (record.state, record.revision >= before.revision) == (OrderState.CLOSED, True)
    assert gathered(reader.pages(ORDERS, again[-1].cursor)) == ([], [])


# ------------------------------------------------------------------ one person at a time


BY_PERSON = ("z_ql_transaction",)


def test_qualifications_come_by_saps_own_function_for_the_persons_that_are_named(little):
    rows = little.store.table("qualifications")
    persons = sorted({row["PERNR"] for row in rows})[:3]
    reader = source(little, *BY_PERSON, persons=[*persons, "99999999"])
    records, rejections = gathered(pages := list(reader.pages(HELD, None)))
    by_list, _ = gathered(source(little, HELD_BY).pages(HELD, None))
    wanted = {r.key: r for r in by_list if r.person in persons}
    assert rejections == []
    assert {r.key: (r.person, r.level, r.valid_from, r.valid_until) for r in records} == {
        key: (r.person, r.level, r.valid_from, r.valid_until) for key, r in wanted.items()
    }
    for record in records:
        assert reader.lookup(HELD, record.key).level == record.level
    assert reader.lookup(HELD, f"{persons[0]}|50001234|1971-01-01") is None
    # nothing is new until something is
    assert gathered(reader.pages(HELD, pages[-1].cursor)) == ([], [])
    changed = next(row for row in rows if row["PERNR"] == persons[0])
    changed["PROFC"] = "0009"
    news, _ = gathered(reader.pages(HELD, pages[-1].cursor))
    assert [(record.person, record.level) for record in news] == [(persons[0], Decimal(9))]


def test_without_persons_it_is_said_what_is_missing(little):
    reader = source(little, *BY_PERSON)
    assert reader.streams.get(HELD) is not Capability.SUPPORTED
    with pytest.raises(ConfigurationError, match="the setting `persons`"):
        list(reader.pages(HELD, None))


def test_a_function_that_lists_all_is_preferred(little):
    reader = source(little, HELD_BY, *BY_PERSON, persons=["99999999"])
    records, _ = gathered(reader.pages(HELD, None))
    assert len(records) == len(little.store.table("qualifications"))


def test_a_plant_is_given_to_each_list_in_its_way(little):
    for names in ((PRODUCTION,), BY_BAPI):
        assert gathered(source(little, *names, plant="2000").pages(ORDERS, None)) == ([], [])
    assert gathered(source(little, PRODUCTION, plant="2000").pages(COUNTS, None)) == ([], [])


# ------------------------------------------------------------------ the rest


def test_an_inspection_has_its_characteristics_with_limits_and_results(sap, sap_content):
    given = next(lot for lot in sap_content["inspection_lots"] if lot["usage_decision"])
    number = given["general"]["INSPLOT"]
    found = source(sap, *INSPECTED).lookup(LOTS, number)
    (measured, judged) = found.characteristics
    rows = [row for row in sap_content["inspection_results"] if row["INSPLOT"] == number]
    assert (measured.operation, measured.number, judged.number) == ("0010", "0010", "0020")
    assert (measured.lower, measured.target, measured.upper) == (
        Decimal("5.50"),
        Decimal("6.00"),
        Decimal("6.50"),
    )
    assert (measured.mean, measured.unit) == (Decimal(rows[0]["MEAN_VALUE"]), "MM")
    assert judged.nonconforming == Decimal(rows[1]["NONCONF"])
    assert (judged.code_group, judged.lower) == ("QM-SICHT", None)
    undecided = next(lot for lot in sap_content["inspection_lots"] if not lot["usage_decision"])
    waiting = source(sap, *INSPECTED).lookup(LOTS, undecided["general"]["INSPLOT"]).characteristics
    assert [c.result for c in waiting] == [InspectionResult.OPEN] * 2


def test_inspections_come_without_characteristics_where_sap_offers_none(sap, sap_content):
    number = sap_content["inspection_lots"][0]["general"]["INSPLOT"]
    whole = source(sap, *INSPECTED).lookup(LOTS, number)
    bare = source(sap, "z_ql_inspection_lot").lookup(LOTS, number)
    assert (bare.characteristics, bare.inspected) == ((), whole.inspected)
    assert whole.characteristics


def test_defects_are_of_inspections(sap, sap_content):
    defects, _ = gathered(source(sap, *INSPECTED).pages(DEFECTS, None))
    lots = {lot["general"]["INSPLOT"] for lot in sap_content["inspection_lots"]}
    assert {defect.found_in for defect in defects} <= lots
    by_lot: dict[str, Decimal] = defaultdict(Decimal)
    for defect in defects:
        by_lot[defect.found_in] += defect.quantity
    for lot in sap_content["inspection_lots"]:
        posted = [Decimal(lot["stock"].get(f"QUANTITY_{q}", 0)) for q in ("SCRAP", "BLOCKED")]
        assert by_lot[lot["general"]["INSPLOT"]] == sum(posted)


def test_a_notification_has_its_causes(sap, sap_content):
    given = next(n for n in sap_content["notifications"] if n["causes"])
    found = source(sap, "z_ql_notification").lookup(Stream.NOTIFICATION, given["header"]["QMNUM"])
    assert [(c.item, c.code_group, c.code, c.text) for c in found.causes] == [
        (row["FENUM"], row["URGRP"], row["URCOD"], row["URTXT"]) for row in given["causes"]
    ]


def test_a_batch_is_a_lot_with_its_stock_and_state(sap):
    blocked = next(row for row in sap.store.table("batches") if "SPERR" in row)
    lot = source(sap, PRODUCTION).lookup(BATCHES, f"{blocked['MATNR']}|{blocked['CHARG']}")
    assert (lot.number, lot.material) == (blocked["CHARG"], blocked["MATNR"])
    assert lot.state is LotState.BLOCKED
    assert lot.quantity == Decimal(blocked["CLABS"]) + Decimal(blocked["CSPEM"])
    assert (lot.produced, lot.unit) == (date.fromisoformat(blocked["HSDAT"]), "pcs")


def test_who_has_been_qualified_for_long_and_who_will_be_come_too(sap):
    rows = sap.store.table("qualifications")
    rows[0] |= {"BEGDA": "1999-05-01", "ENDDA": "9999-12-31"}
    rows[1] |= {"BEGDA": f"{TODAY.year + 2}-01-01", "ENDDA": "2099-12-31"}
    held, _ = gathered(source(sap, HELD_BY).pages(HELD, None))
    assert len(held) == len(rows)
    old = next(h for h in held if h.valid_from == date(1999, 5, 1))
    assert (old.person, old.skill, old.valid_until) == (rows[0]["PERNR"], rows[0]["SKILL"], None)
    assert old.level == int(rows[0]["PROFC"])


# ------------------------------------------------------------------ what can be read


def test_a_stream_is_offered_where_the_wsdls_have_its_functions(sap):
    few = source(sap, "z_ql_inspection_lot", "z_ql_notification")
    assert {s for s, can in few.streams.items() if can is Capability.SUPPORTED} == {
        LOTS,
        Stream.NOTIFICATION,
    }
    with pytest.raises(ConfigurationError, match=r"Z_QL_QUALIFICATION_LIST.*qualification"):
        next(few.pages(HELD, None))
    assert source(sap).streams[HELD] is Capability.SUPPORTED


def test_the_settings_choose_among_the_streams(sap):
    chosen = source(sap, streams=["order"])
    assert [s for s, can in chosen.streams.items() if can is Capability.SUPPORTED] == [ORDERS]
    with pytest.raises(ConfigurationError, match="`streams`"):
        next(chosen.pages(COUNTS, None))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {stock: {sum: [CLABS, CXXXX]}}", "no CXXXX"),
        ("fields: {supplier: VENDOR}", "no VENDOR"),
        ("list: {table: ET_LOT}", "no table ET_LOT"),
        ("lists: {items: {rows: ET_BATCH, fields: {number: CHARG}}}", "no list items"),
        ("fields: {supplier: {sql: 1 + 1}}", "no `sql`"),
    ],
)
def test_what_the_mapping_names_and_sap_has_not_is_said_before_anything_is_read(
    little, tmp_path, text, said
):
    own = tmp_path / "own.yaml"
    own.write_text(
        f"extends: standard\nstreams:\n  lot:\n    - name: batches\n      {text}\n",
        encoding="utf-8",
    )
    reader = source(little, PRODUCTION, mapping=own)
    little.control.calls.clear()
    with pytest.raises(ConfigurationError, match=said):
        next(reader.pages(BATCHES, None))
    assert little.control.calls == []


def test_a_name_without_its_underscores_is_found(little, tmp_path):
    # camel case does not keep where they were
    own = tmp_path / "own.yaml"
    own.write_text(
        "extends: standard\nstreams:\n  lot:\n"
        "    - {name: batches, fields: {supplier: LI_FNR, material: MATNR}}\n",
        encoding="utf-8",
    )
    little.store.table("batches")[0]["LIFNR"] = "0000100217"
    records, _ = gathered(source(little, PRODUCTION, mapping=own).pages(BATCHES, None))
    assert "0000100217" in {record.supplier for record in records}
