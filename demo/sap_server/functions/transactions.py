"""The end of a session's work: commit or rollback."""

from collections.abc import Mapping

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.store import NumberTaken


def commit(call: Call) -> Reply:
    """BAPI_TRANSACTION_COMMIT: what was saved in this session reaches the database."""
    try:
        call.session.commit()
    except NumberTaken as taken:
        text = f"Update was terminated: number {taken} is already assigned"
        return {"RETURN": message("A", "00", "671", text, str(taken))}
    return {"RETURN": {}}


def rollback(call: Call) -> Reply:
    """BAPI_TRANSACTION_ROLLBACK: what was done in this session is forgotten."""
    call.session.rollback()
    return {"RETURN": {}}


FUNCTIONS: Mapping[str, FunctionCode] = {
    "BAPI_TRANSACTION_COMMIT": commit,
    "BAPI_TRANSACTION_ROLLBACK": rollback,
}
