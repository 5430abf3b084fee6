"""What went wrong in a database, in the contract's words.

PostgreSQL tells by SQLSTATE, MariaDB and MySQL by a number, SQLite by a text alone.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    BusinessError,
    ConfigurationError,
    TimedOut,
    Unavailable,
)


def contract_error(error: SQLAlchemyError, limit: float, *, writing: bool = False) -> AdapterError:
    """The error as the contract names it; ``limit`` is the time limit in seconds."""
    if not isinstance(error, DBAPIError):
        return ConfigurationError(
            f"The MES's mapping cannot be made a query: {type(error).__name__}."
        )
    state = getattr(error.orig, "sqlstate", None)
    number = _number(error.orig)
    if number in _BY_NUMBER:
        return _said(_BY_NUMBER[number], writing=writing)(_message(error.orig), limit)
    if error.connection_invalidated:
        return Unavailable("The MES database broke off the connection.")
    if isinstance(state, str) and number is None:
        said = _BY_STATE.get(state) or _BY_STATE.get(state[:2], _not_now)
        return _said(said, writing=writing)(str(error.orig), limit)
    known = isinstance(error, OperationalError | InterfaceError)
    lost = known and number is None
    return by_text(_message(error.orig), limit, lost=lost, writing=writing)


def _number(error: Any) -> int | None:
    """The error number of MariaDB's and MySQL's drivers."""
    number = getattr(error, "errno", None) or next(iter(getattr(error, "args", ())), None)
    return number if isinstance(number, int) else None


def _message(error: Any) -> str:
    arguments: tuple[Any, ...] = getattr(error, "args", ())
    return str(arguments[1]) if len(arguments) > 1 else str(error)


def _timed_out(_text: str, limit: float) -> AdapterError:
    return TimedOut(f"The MES database took longer than the time limit of {limit:g} s.")


def _not_authenticated(_text: str, _limit: float) -> AdapterError:
    return AuthenticationFailed("The MES database does not accept this user and password.")


def _denied(_text: str, _limit: float) -> AdapterError:
    return AccessDenied("The MES database user may not read this: grant it SELECT.")


def _read_only(_text: str, _limit: float) -> AdapterError:
    return AccessDenied("The MES database cannot be written in a transaction that only reads.")


def _not_accepted(text: str, _limit: float) -> AdapterError:
    return ConfigurationError(f"The MES database does not accept the query: {_first_line(text)}")


def _may_not_write(_text: str, _limit: float) -> AdapterError:
    return AccessDenied(
        "The MES database's writing user may not do this: grant it what the command's statements"
        " need."
    )


def _statement_not_accepted(text: str, _limit: float) -> AdapterError:
    return ConfigurationError(
        f"The MES database does not accept a statement of the command: {_first_line(text)}"
    )


def _bad_value(text: str, limit: float) -> AdapterError:
    return _not_accepted(text, limit)


def _refused(text: str, _limit: float) -> AdapterError:
    return BusinessError(f"The MES database refuses the data: {_first_line(text)}")


def _not_now(text: str, _limit: float) -> AdapterError:
    return Unavailable(f"The MES database cannot answer now: {_first_line(text)}")


def _away(_text: str, _limit: float) -> AdapterError:
    return Unavailable("The MES database cannot be reached.")


def _broken_off(_text: str, _limit: float) -> AdapterError:
    return Unavailable("The MES database broke off the connection.")


Said = Callable[[str, float], AdapterError]

# What is said otherwise where a command was carried out and not a query asked.
_WHEN_WRITING: dict[Said, Said] = {
    _denied: _may_not_write,
    _read_only: _may_not_write,
    _not_accepted: _statement_not_accepted,
    _bad_value: _refused,
}


def _said(said: Said, *, writing: bool) -> Said:
    return _WHEN_WRITING.get(said, said) if writing else said


# The first two characters of a SQLSTATE are its class; the longest that fits decides.
_BY_STATE: dict[str, Said] = {
    "57014": _timed_out,
    "55P03": _not_now,
    "28": _not_authenticated,
    "42501": _denied,
    "25006": _read_only,
    "42": _not_accepted,
    "22": _bad_value,
    "P0": _refused,  # raised by a trigger or a procedure
    "3D": _not_accepted,
    "3F": _not_accepted,
    "23": _refused,
}
_BY_NUMBER: dict[int, Said] = {
    **dict.fromkeys((1045, 1130, 1698, 1820, 1862), _not_authenticated),
    **dict.fromkeys((1044, 1142, 1143, 1227, 1370), _denied),
    1792: _read_only,
    **dict.fromkeys((1049, 1054, 1064, 1109, 1146, 1305, 1356), _not_accepted),
    **dict.fromkeys((1048, 1062, 1264, 1364, 1406, 1451, 1452, 1644, 3819, 4025), _refused),
    **dict.fromkeys((1969, 3024), _timed_out),
    **dict.fromkeys((1040, 1203, 1205, 1213, 1226, 1317), _not_now),
    **dict.fromkeys((2002, 2003, 2005), _away),
    **dict.fromkeys((1053, 2006, 2013, 2055), _broken_off),
}


def by_text(text: str, limit: float, *, lost: bool = True, writing: bool = False) -> AdapterError:
    """SQLite and connection errors have nothing but a text."""
    lowered = text.lower()
    for words, said in _BY_TEXT:
        if any(word in lowered for word in words):
            return _said(said, writing=writing)(text, limit)
    return (
        _away(text, limit) if lost else Unavailable(f"The MES database failed: {_first_line(text)}")
    )


def _no_answer(_text: str, _limit: float) -> AdapterError:
    return TimedOut("The MES database cannot be reached: nothing answered in time.")


def _no_file(_text: str, _limit: float) -> AdapterError:
    return Unavailable("The MES database file is not there or may not be read.")


def _locked(_text: str, _limit: float) -> AdapterError:
    return Unavailable("The MES database is locked by another program; it is tried again.")


def _damaged(_text: str, _limit: float) -> AdapterError:
    return Unavailable("The MES database file is damaged or half copied.")


_BY_TEXT: tuple[tuple[tuple[str, ...], Said], ...] = (
    (("interrupted",), _timed_out),
    (("password", "authentication"), _not_authenticated),
    (("no such table", "no such column", "no such function", "syntax error"), _not_accepted),
    (("constraint failed",), _refused),
    (("readonly", "read-only"), _read_only),
    (("timeout", "timed out"), _no_answer),
    (("unable to open",), _no_file),
    (("locked", "busy"), _locked),
    (("not a database", "malformed"), _damaged),
)


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "(no reason given)"
