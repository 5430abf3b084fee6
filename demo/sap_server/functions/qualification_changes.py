"""A person's qualifications: read and changed by SAP's own BAPIs."""

from collections.abc import Callable, Mapping

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.codec import Fields as Sent
from demo.sap_server.store import Fields, Store

_TABLE = "qualifications"
_HIGHEST = 10


def get_list(call: Call) -> Reply:
    """BAPI_QUALIFIC_GETLIST: what the person has in the period."""
    request = call.request
    since, until = request.day("FROM_DATE"), request.day("TO_DATE") or "9999-12-31"
    rows = [
        row
        for row in _of(call.store, request.text("SOBID"))
        if row["BEGDA"] <= until and row["ENDDA"] >= since
    ]
    if not rows:
        empty = message("E", "PQ", "619", "No data found for entries made")
        return {"RETURN": empty, "QUALIFICATIONPROFILE": []}
    profile = [
        {
            "OBJ_ID": row["QUALI"],
            "STEXT": row.get("STEXT", ""),
            "BEGDA": row["BEGDA"],
            "ENDDA": row["ENDDA"],
            "RATING": row["PROFC"],
        }
        for row in rows
    ]
    done = message("S", "PQ", "600", "Successfully completed")
    return {"RETURN": done, "QUALIFICATIONPROFILE": profile}


def change(call: Call) -> Reply:
    """BAPI_QUALIPROF_CHANGE: stored at once, or by the commit with NOCOMMIT."""
    person = call.request.text("SOBID")
    for row in call.request.rows("PROFILE_ADD"):
        wrong = _wrong(call.store, person, row)
        wrong = wrong or call.locked("person", person)
        if wrong is not None:
            return {"RETURN": wrong}
        call.session.changes.append(_add(call.store, person, row))
    if call.request.function == "BAPI_QUALIPROF_CHANGE" and not call.request.text("NOCOMMIT"):
        call.session.commit()
    return {"RETURN": message("S", "PQ", "600", "Successfully completed")}


def _wrong(store: Store, person: str, row: Sent) -> dict[str, str] | None:
    table = store.table(_TABLE)
    if all(known["PERNR"] != person for known in table):
        return message("E", "PQ", "606", f"Person {person} does not exist", person)
    if all(known["QUALI"] != row["OBJ_ID"] for known in table):
        return message("E", "PQ", "606", f"Qualification {row['OBJ_ID']} does not exist")
    if not row["BEGDA"] or not row["ENDDA"]:
        return message("E", "PQ", "613", "No start or end date")
    if row["BEGDA"] > row["ENDDA"]:
        return message("E", "PQ", "609", "Invalid relationship period")
    if int(row["RATING"] or 0) > _HIGHEST:
        return message("E", "PQ", "610", "Invalid proficiency")
    return None


def _add(store: Store, person: str, row: Sent) -> Callable[[], None]:
    """The new one takes the place of those of the same qualification that overlap it."""
    today, now = store.now()
    same = next(k for k in store.table(_TABLE) if k["QUALI"] == row["OBJ_ID"])
    new: Fields = {
        "PERNR": person,
        "QUALI": row["OBJ_ID"],
        "SKILL": same.get("SKILL", ""),
        "STEXT": same.get("STEXT", ""),
        "PROFC": (row["RATING"] or "0").zfill(4),
        "BEGDA": row["BEGDA"],
        "ENDDA": row["ENDDA"],
        "AEDAT": today,
        "AEZEIT": now,
    }

    def add() -> None:
        rows = store.table(_TABLE)
        overlapping = [
            known
            for known in _of(store, person)
            if known["QUALI"] == new["QUALI"]
            and known["BEGDA"] <= new["ENDDA"]
            and known["ENDDA"] >= new["BEGDA"]
        ]
        for known in overlapping:
            rows.remove(known)
        rows.append(new)

    return add


def _of(store: Store, person: str) -> list[Fields]:
    return [row for row in store.table(_TABLE) if row["PERNR"] == person]


FUNCTIONS: Mapping[str, FunctionCode] = {
    "BAPI_QUALIFIC_GETLIST": get_list,
    "BAPI_QUALIPROF_CHANGE": change,
}
