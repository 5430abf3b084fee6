"""What only MariaDB does: error numbers, collations, zero dates, bits, times of day."""

from datetime import date

import pytest
from mes_building import only, read

from adapters.contract import (
    AccessDenied,
    AuthenticationFailed,
    ConfigurationError,
    ProtocolError,
    Reason,
    Stream,
    TimedOut,
    Unavailable,
)

COUNT = Stream.PRODUCTION_COUNT

pytestmark = only("mariadb")


def login(mariadb, mes, name: str, *grants: str) -> dict[str, str]:
    """Settings of an account that may do no more than ``grants`` say."""
    password = "geheim"
    mariadb.execute(
        f"CREATE OR REPLACE USER {name}@localhost IDENTIFIED BY '{password}'",
        *(f"GRANT {grant} TO {name}@localhost" for grant in grants),
    )
    address = mes.address.replace("root@", f"{name}@")
    return {"url": address, "password": password}


def schema(mes) -> str:
    return mes.address.partition("?")[0].rpartition("/")[2]


def test_a_wrong_password_is_told_without_it(mariadb, mes):
    settings = login(mariadb, mes, "reader") | {"password": "wr0ng"}
    with pytest.raises(AuthenticationFailed) as error:
        mes.source(**settings).check()
    assert "wr0ng" not in str(error.value)


def test_a_user_who_may_not_read_is_told_so(mariadb, mes):
    settings = login(mariadb, mes, "stranger")
    with pytest.raises(AccessDenied, match="grant it SELECT"):
        mes.source(**settings).check()


def test_rights_to_the_mapped_columns_alone_are_enough(mariadb, mes):
    columns = "row_no, number, version, reversal, reverses, operation, center, lot, badge, shift"
    columns += ", begun, done, total, good, scrap, rework, unit"
    name = schema(mes)
    settings = login(
        mariadb, mes, "narrow", f"SELECT ({columns}) ON {name}.booking",
        f"SELECT ON {name}.operation", f"SELECT ON {name}.center",
    )  # fmt: skip
    mes.book()
    records, rejections = read(mes.source(**settings))
    assert (len(records), rejections) == (1, [])


@pytest.mark.parametrize(
    ("url", "error", "said"),
    [
        ("mariadb://root@localhost/mes?unix_socket=/no.sock", Unavailable, "cannot be reached"),
        ("mysql://root@127.0.0.1:1/mes", Unavailable, "cannot be reached"),
        ("mariadb://root@localhost/nosuch?unix_socket={socket}", ConfigurationError, "nosuch"),
    ],
)
def test_a_server_or_database_that_is_not_there_is_said(mariadb, mes, url, error, said):
    with pytest.raises(error, match=said) as raised:
        mes.source(url=url.format(socket=mariadb.socket)).check()
    assert "127.0.0.1" not in str(raised.value)


def test_a_query_that_the_database_does_not_accept_is_said(mes):
    mes.part["where"] = "b.unit ==== 1"
    with pytest.raises(ConfigurationError, match="does not accept the query"):
        read(mes.source())


def test_a_table_that_another_program_has_locked_is_waited_for_no_longer_than_the_limit(mes):
    mes.book()
    mes.sql("LOCK TABLES booking WRITE")
    try:
        with pytest.raises((TimedOut, Unavailable)):
            read(mes.source(time_limit=1))
    finally:
        mes.sql("UNLOCK TABLES")
    assert len(read(mes.source())[0]) == 1


def test_keys_that_differ_in_case_alone_are_different_keys(mes):
    mes.book(number="ab1")
    mes.book(number="AB1", version=2)
    source = mes.source()
    assert source.lookup(COUNT, "ab1").revision == 1
    assert source.lookup(COUNT, "AB1").revision == 2
    assert source.lookup(COUNT, "Ab1") is None


def test_bytes_of_another_encoding_in_a_text_column_are_read_as_bytes(mes):
    mes.table("legacy", "row_no INTEGER PRIMARY KEY, lot VARCHAR(40) CHARACTER SET latin1")
    mes.sql("INSERT INTO legacy VALUES (1, X'C5FA32303236')")  # 批 in GB18030
    mes.part["joins"] += [{"table": "legacy", "as": "le", "on": {"row_no": "b.row_no"}}]
    mes.part["fields"]["lot"] = {"sql": "CAST(le.lot AS BINARY)", "encoding": ["utf-8", "gb18030"]}
    mes._rows = 0
    mes.book()
    assert mes.counts()[0].lot == "批2026"


def test_a_latin_column_is_translated_by_the_database(mes):
    mes.table("latin", "row_no INTEGER PRIMARY KEY, lot VARCHAR(40) CHARACTER SET latin1")
    mes.sql("INSERT INTO latin VALUES (1, 'Größe')")
    mes.part["joins"] += [{"table": "latin", "as": "la", "on": {"row_no": "b.row_no"}}]
    mes.part["fields"]["lot"] = "la.lot"
    mes._rows = 0
    mes.book()
    assert mes.counts()[0].lot == "Größe"


def test_a_shift_plan_with_times_of_day_is_read(mes):
    mes.table("plan", "code CHAR(1) PRIMARY KEY, von TIME, bis TIME")
    mes.sql("INSERT INTO plan VALUES ('F', '06:00', '14:00'), ('N', '22:00:00', '06:00')")
    mes.mapping["shifts"] = {"table": "plan", "code": "code", "start": "von", "end": "bis",
                             "names": {"N": "night"}}  # fmt: skip
    mes.book(shift="N", begun="03.03.2026 01:00:00", done="03.03.2026 02:00:00")
    (count,) = mes.counts()
    assert (count.shift, count.day) == ("night", date(2026, 3, 2))


def test_a_zero_date_is_no_time_unless_the_mapping_calls_it_blank(mes):
    mes.table("stamped", "row_no INTEGER PRIMARY KEY, at DATETIME")
    mes.sql("SET SESSION sql_mode = ''")
    mes.sql("INSERT INTO stamped VALUES (1, '0000-00-00 00:00:00')")
    mes.part["joins"] += [{"table": "stamped", "as": "st", "on": {"row_no": "b.row_no"}}]
    mes.part["fields"]["started"] = "st.at"
    mes._rows = 0
    mes.book()
    assert mes.rejection().reason is Reason.INVALID_TIME
    mes.part["fields"]["started"] = {"column": "st.at", "blank": ["0000-00-00 00:00:00"]}
    assert mes.rejection().reason is Reason.MISSING_VALUE
    with pytest.raises(ProtocolError, match="started"):
        mes.source().lookup(COUNT, "0000000001")
