"""The cassettes of SAP's functions: one call of each, recorded against the demo's SAP, scrubbed.

``python tests/adapters/sap_cassettes.py`` records them anew. ``calls.json`` has what each was
called with and what the adapter made of the answer.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sap_small import (
    DECIDED_LOT,
    MATERIAL,
    NOTE,
    OPEN_LOT,
    ORDER,
    PASSWORD,
    PERSON,
    PLANT,
    SKILL,
    small_sap,
)

from adapters.recording import ScrubRules
from adapters.recording.scrubbing import Scrubber
from adapters.recording.tape import playing, recording
from adapters.sap import SapSettings
from adapters.sap.http import SapHttp
from adapters.sap.system import SapSystem
from demo.sap_server import dictionary, wsdl

FOLDER = Path(__file__).parent / "cassettes" / "sap"
CALLS_FILE = FOLDER / "calls.json"
HOST = "http://host1.invalid"
DICTIONARY = dictionary.read()

_SINCE: dict[str, Any] = {"I_DATE_FROM": "2020-01-01", "I_DATE_TO": "2030-12-31"}
_LISTED = {**_SINCE, "I_MAX_ROWS": 5}
_HEADER = {"SHORT_TEXT": "Naht gerissen", "MATERIAL": MATERIAL, "MATERIAL_PLANT": PLANT}
_TABLES: dict[str, Any] = {
    "NOTITEM": [{"ITEM_SORT_NO": "0001", "D_CODEGRP": "SCHW", "D_CODE": "0010"}],
    "NOTIFCAUS": [{"CAUSE_SORT_NO": "0001", "ITEM_SORT_NO": "0001", "CAUSE_CODE": "02"}],
    "NOTIFTASK": [{"TASK_SORT_NO": "0001", "TASK_TEXT": "Bestand sperren"}],
}
_NOTIFICATION = {"NOTIF_TYPE": "Q3", "NOTIFHEADER": _HEADER, **_TABLES, "RETURN": []}
_TASK = {
    "NUMBER": NOTE, "TASK_KEY": "0001", "TASK_CODE": "01", "CARRIED_OUT_DATE": "2026-04-09",
    "CARRIED_OUT_BY": "QM0210", "RETURN": [],
}  # fmt: skip
_DECISION = {
    "NUMBER": OPEN_LOT,
    "UD_DATA": {
        "INSPLOT": OPEN_LOT, "UD_SELECTED_SET": "01", "UD_PLANT": PLANT, "UD_CODE_GROUP": "01",
        "UD_CODE": "A", "UD_RECORDED_BY_USER": "QM0210", "UD_RECORDED_ON_DATE": "2026-04-03",
    },
}  # fmt: skip
_OPERATION: dict[str, Any] = {"INSPLOT": OPEN_LOT, "INSPOPER": "0010"}
_RESULTS = {
    **_OPERATION,
    "CHAR_RESULTS": [
        {"INSPCHAR": "0010", "MEAN_VALUE": "4.52", "EVALUATION": "A", "INSPECTOR": "QM0210"}
    ],
}
_TICKET = {
    "ORDERID": ORDER, "OPERATION": "0010", "POSTG_DATE": "2026-04-02", "YIELD": "17",
    "PERS_NO": PERSON, "CONF_QUAN_UNIT": "ST",
}  # fmt: skip
_PERSON: dict[str, Any] = {"PLVAR": "01", "OTYPE": "P", "SOBID": PERSON}
_PROFILE = [{"OBJ_ID": SKILL, "BEGDA": "2026-04-01", "ENDDA": "9999-12-31", "RATING": "0007"}]

CALLS: Mapping[str, Mapping[str, Any]] = {
    "BAPI_INSPLOT_GETLIST": {"CREAT_DAT": "2026-03-01", "MAX_ROWS": 5, "INSPLOT_LIST": []},
    "BAPI_INSPLOT_GETDETAIL": {"NUMBER": DECIDED_LOT, "SYSTEM_STATUS": []},
    "BAPI_INSPLOT_SETUSAGEDECISION": _DECISION,
    "BAPI_INSPOPER_GETLIST": {"INSPLOT": OPEN_LOT, "INSPOPER_LIST": []},
    "BAPI_INSPOPER_GETDETAIL": {
        **_OPERATION, "READ_CHAR_REQUIREMENTS": "X", "CHAR_REQUIREMENTS": [],
    },
    "BAPI_INSPOPER_RECORDRESULTS": {**_RESULTS, "RETURNTABLE": []},
    "BAPI_PRODORD_GET_LIST": {
        "ORDER_NUMBER_RANGE": [{"SIGN": "I", "OPTION": "EQ", "LOW": ORDER}], "ORDER_HEADER": [],
    },
    "BAPI_PRODORDCONF_CREATE_TT": {"TIMETICKETS": [_TICKET], "DETAIL_RETURN": []},
    "BAPI_QUALIFIC_GETLIST": {**_PERSON, "QUALIFICATIONPROFILE": []},
    "BAPI_QUALIPROF_CHANGE": {**_PERSON, "PROFILE_ADD": _PROFILE, "PROFILE_DELETE": []},
    "BAPI_QUALNOT_CREATE": _NOTIFICATION,
    "BAPI_QUALNOT_CHANGETSKSTAT": {**_TASK, "TESTRUN": "X"},
    "BAPI_QUALNOT_GETDETAIL": {"NUMBER": NOTE, "NOTITEM": [], "NOTIFTASK": [], "RETURN": []},
    "BAPI_TRANSACTION_COMMIT": {"WAIT": "X"},
    "BAPI_TRANSACTION_ROLLBACK": {},
    "RFC_READ_TABLE": {
        "QUERY_TABLE": "QMEL", "DELIMITER": "|", "OPTIONS": [{"TEXT": f"QMNUM = '{NOTE}'"}],
        "FIELDS": [{"FIELDNAME": "QMNUM"}], "DATA": [],
    },
    "Z_QL_BATCH_LIST": _LISTED,
    "Z_QL_CONFIRMATION_LIST": _LISTED,
    "Z_QL_DEFECT_LIST": _LISTED,
    "Z_QL_NOTIFICATION_LIST": _LISTED,
    "Z_QL_ORDER_LIST": _LISTED,
    "Z_QL_QUALIFICATION_LIST": _LISTED,
    "Z_QL_NOTIFICATION_CREATE": {"I_KEY": "key-1", **_NOTIFICATION},
    "Z_QL_TASK_COMPLETE": {"I_KEY": "key-2", **_TASK},
    "Z_QL_RESULTS_RECORD": {"I_KEY": "key-3", **_RESULTS, "RETURN": []},
    "Z_QL_USAGE_DECIDE": {"I_KEY": "key-4", **_DECISION, "RETURN": []},
    "Z_QL_CONFIRMATION_CREATE": {"I_KEY": "key-5", "TIMETICKETS": [_TICKET], "RETURN": []},
    "Z_QL_QUALIFICATION_WRITE": {
        "I_KEY": "key-6", **_PERSON, "PROFILE_ADD": _PROFILE, "RETURN": [],
    },
}  # fmt: skip
# Saves what another call of the same session has created: two calls in one cassette.
AFTER: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "BAPI_QUALNOT_SAVE": ("BAPI_QUALNOT_CREATE", {"NUMBER": "%00000000001", "RETURN": []}),
}


def cassette(function: str) -> Path:
    return FOLDER / f"{function}.yaml"


def every_function() -> list[str]:
    return sorted(DICTIONARY.functions)


def calls_of(function: str) -> list[tuple[str, Mapping[str, Any]]]:
    if function in AFTER:
        first, parameters = AFTER[function]
        return [(first, CALLS[first]), (function, parameters)]
    return [(function, CALLS[function])]


def called(
    calls: list[tuple[str, Mapping[str, Any]]], address: str, password: str, folder: Path
) -> Any:
    """What the adapter makes of the last call's answer, as JSON; all over one connection."""
    function = calls[-1][0]
    published = [s for s in DICTIONARY.services.values() if function in s.functions]
    service = sorted(published, key=lambda s: s.stateful)[0]
    file = folder / f"{service.name}.wsdl"
    file.write_text(wsdl.write(service, DICTIONARY, f"{address}/{service.name}"), encoding="utf-8")
    path = f"/sap/bc/srt/rfc/sap/{service.name.lower()}/100/{service.name.lower()}/binding"
    file.write_text(wsdl.write(service, DICTIONARY, address + path), encoding="utf-8")
    settings = SapSettings(
        wsdl=str(file), user="QL_RFC", password=password, client="100", plant=PLANT
    )
    system, reply = SapSystem(settings), None
    connection = SapHttp(settings, keeps_session=True)
    functions = {known.name: known for known in system.all_functions()}
    for name, parameters in calls:
        reply = system.call_in(connection, functions[name], parameters, None)
    connection.close()
    system.close()
    return json.loads(json.dumps(reply, default=str))


def record_all() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    rules, told = ScrubRules.shipped(), {}
    with tempfile.TemporaryDirectory() as temporary:
        for function in every_function():
            calls = calls_of(function)
            with small_sap() as sap, recording() as tape:
                called(calls, sap.url, PASSWORD, Path(temporary))
            scrubber = Scrubber(rules, (PASSWORD,))
            tape.teach(scrubber)
            plain = [(name, scrubber.value(dict(given))) for name, given in calls]
            cassette(function).write_text(tape.scrubbed(scrubber, rules).as_yaml(), "utf-8")
            with playing(cassette(function)):
                reply = called(plain, HOST, "scrubbed", Path(temporary))
            told[function] = {"calls": plain, "reply": reply}
    text = json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True)
    CALLS_FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    record_all()
    sys.stdout.write(f"{len(every_function())} functions recorded into {FOLDER}\n")
