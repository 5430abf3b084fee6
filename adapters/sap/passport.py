"""SAP's passport: the header that tells SAP under which transaction id to log a call.

The layout is the Extended Passport, version 3 (230 bytes, sent as hexadecimal digits), as SAP's
own browser library sends it.
"""

import struct
import uuid

HEADER = "SAP-PASSPORT"
_FRAME = b"*TH*"
_VERSION, _LENGTH = 3, 230
_NO_TRACE, _SERVICE, _ACTION_TYPE = b"\0\0", b"\0\0", b"\0\5"
_COMPONENT = b"QUALITY_LOOP"
_VARIABLE_PART = 226
# frame, version, length, trace, component, service, user, action, action type, previous
# component, transaction id, client, root context id, connection, counter, where the variable
# part begins, frame
_LAYOUT = struct.Struct(">4sBH2s32s2s32s40s2s32s32s5s16s16s6sH4s")


def new_transaction_id() -> str:
    return uuid.uuid4().hex.upper()


def passport(transaction_id: str, root_id: str) -> str:
    """The header's value; both ids are 32 hexadecimal digits."""
    return (
        _LAYOUT.pack(
            _FRAME,
            _VERSION,
            _LENGTH,
            _NO_TRACE,
            _COMPONENT.ljust(32),
            _SERVICE,
            b"".ljust(32),
            b"SOAP".ljust(40),
            _ACTION_TYPE,
            _COMPONENT.ljust(32),
            transaction_id.encode("ascii"),
            b"   \0\7",
            bytes.fromhex(root_id),
            b"\0" * 16,
            b"\0" * 6,
            _VARIABLE_PART,
            _FRAME,
        )
        .hex()
        .upper()
    )


def transaction_id_of(header: str) -> str | None:
    """The transaction id in a passport, ``None`` where it is no passport."""
    try:
        fields = _LAYOUT.unpack(bytes.fromhex(header))
    except (ValueError, struct.error):
        return None
    return str(fields[10], "ascii") if fields[0] == _FRAME else None
