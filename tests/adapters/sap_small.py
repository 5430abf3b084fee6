"""A SAP system small enough to read: what it holds is written here."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from adapters.sap import SapSettings, SapSource
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store

PASSWORD = "Schweissnaht-7"
PLANT, MATERIAL, ORDER = "1000", "100-4711", "000001000123"
DECIDED_LOT, OPEN_LOT, NOTE = "010000000001", "010000000002", "000200000001"
PERSON, SKILL = "00004711", "50001234"
READ = ("z_ql_inspection_lot", "z_ql_notification")


def _lot(number: str, **decision: str) -> dict[str, Any]:
    return {
        "general": {
            "INSPLOT": number,
            "PLANT": PLANT,
            "INSPTYPE": "04",
            "SHORT_TEXT": "Endprüfung, siehe Bucher",
            "CREATED_BY_USER": "WE_BUCHER",
            "CREATED_ON_DATE": "2026-04-01",
            "CREATED_AT_TIME": "06:00:00",
            "MATERIAL": MATERIAL,
            "MATERIAL_LONG": MATERIAL,
            "ORDERID": ORDER,
        },
        "stock": {
            "INSPLOT": number,
            "MATERIAL": MATERIAL,
            "BATCH": "B-2026-14",
            "INSPLOT_SIZE": "120.000",
            "INSPLOT_BASE_UOM": "ST",
            "SAMPLE_SIZE": "20.000",
            "SAMPLE_BASE_UOM": "ST",
            "QUANTITY_SCRAP": "2.000",
        },
        "accounting": {"ORDERID": ORDER},
        "usage_decision": decision,
        "status": ["REL", "UD"] if decision else ["REL"],
    }


CONTENT: Mapping[str, Any] = {
    "system": "QLD",
    "plant": PLANT,
    "zone": "Europe/Berlin",
    "logon": {"user": "QL_RFC", "password": PASSWORD, "client": "100"},
    "inspection_lots": [
        _lot(
            DECIDED_LOT,
            UD_SELECTED_SET="01",
            UD_CODE_GROUP="01",
            UD_CODE="A",
            CODE_VALUATION="A",
            UD_RECORDED_BY_USER="QM0210",
            UD_RECORDED_ON_DATE="2026-04-02",
            UD_RECORDED_AT_TIME="09:30:00",
        ),
        _lot(OPEN_LOT),
    ],
    "orders": [
        {
            "AUFNR": ORDER,
            "AUART": "PP01",
            "WERKS": PLANT,
            "MATNR": MATERIAL,
            "CHARG": "B-2026-14",
            "GAMNG": "120.000",
            "GMEIN": "ST",
            "IGMNG": "100.000",
            "GSTRP": "2026-03-30",
            "GLTRP": "2026-04-05",
            "ERDAT": "2026-03-25",
            "ERFZEIT": "09:00:00",
            "AEDAT": "2026-04-01",
            "AEZEIT": "14:06:00",
            "STTXT": "REL  PCNF PRC  GMPS",
        }
    ],
    "confirmations": [
        {
            "RUECK": "0003000123",
            "RMZHL": "00000001",
            "AUFNR": ORDER,
            "VORNR": "0010",
            "KTSCH": "W10",
            "LTXA1": "Schweißen",
            "ARBPL": "WELD-1",
            "WERKS": PLANT,
            "MATNR": MATERIAL,
            "CHARG": "B-2026-14",
            "BUDAT": "2026-04-01",
            "ERSDA": "2026-04-01",
            "ERZET": "14:06:00",
            "ISDD": "2026-04-01",
            "ISDZ": "06:01:00",
            "IEDD": "2026-04-01",
            "IEDZ": "13:59:00",
            "LMNGA": "100.000",
            "XMNGA": "3.000",
            "MEINH": "ST",
            "PERNR": PERSON,
        }
    ],
    "batches": [
        {
            "MATNR": MATERIAL,
            "CHARG": "B-2026-14",
            "WERKS": PLANT,
            "HSDAT": "2026-03-30",
            "CLABS": "80.000",
            "MEINS": "ST",
            "ERSDA": "2026-03-30",
            "ERZEIT": "05:30:00",
        }
    ],
    "qualifications": [
        {
            "PERNR": PERSON,
            "QUALI": SKILL,
            "SKILL": "W-MAG",
            "STEXT": "Schweißen MAG",
            "PROFC": "0005",
            "BEGDA": "2024-01-01",
            "ENDDA": "9999-12-31",
            "AEDAT": "2024-01-01",
            "AEZEIT": "10:00:00",
        }
    ],
    "inspection_characteristics": [
        {
            "INSPLOT": OPEN_LOT,
            "INSPOPER": "0010",
            "INSPCHAR": number,
            "CHAR_DESCR": text,
            "TARGET_VAL": "4.5",
            "MEAS_UNIT": "MM",
        }
        for number, text in (("0010", "Nahtdicke"), ("0020", "Sichtprüfung"))
    ],
    "inspection_results": [],
    "defects": [
        {
            "QMNUM": NOTE,
            "FENUM": "0001",
            "PRUEFLOS": OPEN_LOT,
            "WERKS": PLANT,
            "MATNR": MATERIAL,
            "FEGRP": "SCHW",
            "FECOD": "0010",
            "FMGEIG": "3.000",
            "FMGEIN": "ST",
            "ERDAT": "2026-04-03",
            "ERZEIT": "08:00:00",
        }
    ],
    "notifications": [
        {
            "header": {
                "QMNUM": NOTE,
                "QMART": "Q3",
                "QMTXT": "Naht gerissen, Bucher fragen",
                "PRIOK": "2",
                "QMDAT": "2026-04-03",
                "MZEIT": "08:00:00",
                "LTRMN": "2026-04-20",
                "ERDAT": "2026-04-03",
                "AEDAT": "2026-04-03",
                "STTXT": "OSNO",
                "MAWERK": PLANT,
                "MATNR": MATERIAL,
                "AUFNR": ORDER,
            },
            "items": [
                {
                    "QMNUM": NOTE,
                    "FENUM": "0001",
                    "FETXT": "Riss",
                    "FEGRP": "SCHW",
                    "FECOD": "0010",
                    "FMGEIG": "3.000",
                    "FMGEIN": "ST",
                }
            ],
            "tasks": [
                {
                    "QMNUM": NOTE,
                    "MANUM": f"{number:04d}",
                    "FENUM": "0001",
                    "MATXT": "Bestand sperren",
                    "STTXT": "TSOS",
                    "PETER": "2026-04-10",
                }
                | done
                for number, done in enumerate(
                    ({}, {"STTXT": "TSCO", "ERLDAT": "2026-04-04", "ERLNAM": "QM0210"}), start=1
                )
            ],
        }
    ],
}


def small_sap() -> SapServer:
    """A server of its own, not yet started."""
    return SapServer(Store(deepcopy(dict(CONTENT))))


def settings(sap: SapServer, *services: str, **given: Any) -> SapSettings:
    values = {
        "wsdl": [sap.wsdl_url(name) for name in services or READ],
        "user": "QL_RFC",
        "password": PASSWORD,
        "client": "100",
        "zone": "Europe/Berlin",
        "since": "2026-03-01",
        "plant": PLANT,
    }
    return SapSettings(**(values | given))


def source(sap: SapServer, *services: str, **given: Any) -> SapSource:
    return SapSource("sap", settings(sap, *services, **given))
