"""qcadoo's tables as its own schema makes them, with a small plant in them."""

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest

_SCHEMA = Path("reference/mes_qcadoo/core_tables.sql")


def schema() -> str:
    """The schema, from the folder of references beside the checkout or above it."""
    checkout = Path(__file__).resolve().parents[2]
    for folder in checkout.parents:
        file = folder / "shared" / _SCHEMA
        if file.exists():
            return file.read_text(encoding="utf-8")
    pytest.skip(f"there is no shared/{_SCHEMA} beside the checkout")


class Qcadoo:
    """Writes rows as qcadoo would."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address, autocommit=True)

    def make(self) -> None:
        """The tables as they are; the extract has neither sequences nor primary keys."""
        tables, foreign_keys = re.split(r"-- foreign keys[^\n]*\n", schema())
        for sequence in set(re.findall(r"nextval\('([\w.]+)'", tables)):
            self.run(f"CREATE SEQUENCE {sequence}")
        self.run(tables)
        for table in re.findall(r"CREATE TABLE ([\w.]+)", tables):
            self.run(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
        self.run(foreign_keys)
        self.run("SELECT setval('basic_staffskill_id_seq', 100)")

    def run(self, statement: str, *values: Any) -> list[Any]:
        cursor = self.connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []

    def insert(self, table: str, **values: Any) -> None:
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())

    def fill(self) -> None:
        """A line with two workstations, two operations, three people, two orders."""
        insert = self.insert
        insert("basic_factory", id=1, number="F1", name="Zakład")
        insert("basic_division", id=1, number="D1", name="Montaż", factory_id=1)
        insert("productionlines_productionline", id=1, number="L-01", name="Line 1", division_id=1)
        insert("basic_workstation", id=1, number="WS-1", name="Welder", productionline_id=1)
        insert("basic_workstation", id=2, number="WS-2", name="Press", productionline_id=1,
               active=False, entityversion=4)  # fmt: skip
        hours = {"mondayhours": None, "tuesdayhours": "06:00-14:00"}
        insert("basic_shift", id=1, name="I", **hours)
        insert("basic_shift", id=2, name="II", mondayhours="14:00-18:00,18:30-22:00")
        insert("basic_shift", id=3, name="III", mondayhours="22:00-06:00")
        for number, (name, surname) in enumerate(
            [("Anna", "Żak"), ("王", "芳"), ("Jan", "Nowak")], start=1
        ):
            insert("basic_staff", id=number, number=f"00{number}", name=name, surname=surname,
                   division_id=1, entityversion=number)  # fmt: skip
        insert("basic_product", id=1, number="P-100", name="Bracket", unit="szt")
        insert("basic_product", id=2, number="P-200", name="Paste", unit="kg")
        insert("technologies_operation", id=1, number="OP-WELD", name="Welding")
        insert("technologies_operation", id=2, number="OP-TACK", name="Tacking")
        insert("technologies_operation", id=3, number="OP-PACK", name="Packing")
        insert("technologies_technology", id=1, number="T-1", name="Bracket", product_id=1)
        insert("technologies_technologyoperationcomponent", id=1, technology_id=1, operation_id=1)
        insert("advancedgenealogy_batch", id=1, number="批-1", product_id=1,
               createdate="2026-03-01 10:00")  # fmt: skip
        insert("advancedgenealogy_batch", id=2, number="B-2", product_id=2, state="02blocked",
               createdate="2026-03-01 10:00", updatedate="2026-03-02 11:00")  # fmt: skip
        order = {"product_id": 1, "productionline_id": 1, "technology_id": 1, "division_id": 1}
        insert("orders_order", id=1, number="000001", state="03inProgress", plannedquantity=500,
               donequantity=110, wastesquantity=7, datefrom="2026-03-02 06:00",
               dateto="2026-03-05 14:00", effectivedatefrom="2026-03-02 06:05",
               entityversion=9, **order)  # fmt: skip
        insert("orders_order", id=2, number="000002", state="04completed", plannedquantity=5,
               dateto="2020-01-05 14:00", **order)  # fmt: skip
        insert("basic_skill", id=1, name="WELD", maximumlevel=5)
        insert("basic_skill", id=2, name="PRESS", maximumlevel=5)
        insert("technologies_operationskill", id=1, operation_id=1, skill_id=1, requiredlevel=3)
        insert("technologies_operationskill", id=2, operation_id=1, skill_id=2, requiredlevel=1)
        insert("technologies_operationskill", id=3, operation_id=2, skill_id=1, requiredlevel=1)
        insert("basic_staffskill", id=1, staff_id=1, skill_id=1, level=4)
        insert("basic_staffskill", id=2, staff_id=1, skill_id=2, level=1)
        insert("basic_staffskill", id=3, staff_id=2, skill_id=1, level=2)

    def track(self, number: int, **values: Any) -> None:
        """An accepted production record of one product; ``values`` are of either table."""
        record: dict[str, Any] = {
            "order_id": 1, "staff_id": 1, "workstation_id": 1, "shift_id": 1,
            "technologyoperationcomponent_id": 1, "batch_id": 1, "state": "02accepted",
            "timerangefrom": "2026-03-02 06:10", "timerangeto": "2026-03-02 07:10",
            "createdate": "2026-03-02 07:11", "updatedate": "2026-03-02 07:12",
        }  # fmt: skip
        product: dict[str, Any] = {
            "product_id": 1, "usedquantity": 100, "wastesquantity": 5,
            "typeofmaterial": "03finalProduct",
        }  # fmt: skip
        for name, value in values.items():
            (product if name in (*product, "causeofwastes", "manyreasonsforlacks") else record)[
                name
            ] = value
        self.insert("productioncounting_productiontracking", id=number, number=f"PT{number}",
                    **record)  # fmt: skip
        self.insert("productioncounting_trackingoperationproductoutcomponent", id=10 + number,
                    productiontracking_id=number, **product)  # fmt: skip

    def level(self, staff: int, skill: int) -> int | None:
        """The level of a person's skill; ``None`` where he has none."""
        rows = self.run(
            "SELECT level FROM basic_staffskill WHERE staff_id = %s AND skill_id = %s AND active",
            staff, skill,
        )  # fmt: skip
        return rows[0][0] if rows else None
