"""How commands get into SAP: by which functions, and with which of their fields."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from adapters.contract import NotificationKind


class OneCallFunctions(BaseModel):
    """A company's own functions: each does all and commits, and keeps the caller's key.

    They take the parameters of the BAPI that they wrap, ``key`` and ``test_run``, and answer
    ``reference``, ``repeated`` and RETURN.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    create_notification: str = "Z_QL_NOTIFICATION_CREATE"
    complete_task: str = "Z_QL_TASK_COMPLETE"
    record_results: str = "Z_QL_RESULTS_RECORD"
    decide_usage: str = "Z_QL_USAGE_DECIDE"
    confirm_production: str = "Z_QL_CONFIRMATION_CREATE"
    write_qualification: str = "Z_QL_QUALIFICATION_WRITE"
    key: str = "I_KEY"
    test_run: str = "I_TESTRUN"
    reference: str = "E_REFERENCE"
    repeated: str = "E_REPEATED"


class NotificationFields(BaseModel):
    """The fields of NOTIFHEADER by what they hold; empty: SAP is not told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = "SHORT_TEXT"
    priority: str = "PRIORITY"
    due: str = "DESENDDATE"
    material: str = "MATERIAL"
    plant: str = "MATERIAL_PLANT"
    lot: str = "BATCH"
    order: str = "PROD_ORDER"


class WriteSettings(BaseModel):
    """``way``: in one call, in a session, or whichever the WSDLs offer, in that order.

    In a session the caller's key is written where it can be found again: into ``key_field`` of a
    notification's header, which is ``key_column`` of QMEL, and into a confirmation's text. For
    that ``table_reader`` is needed, a function with the parameters of RFC_READ_TABLE. Where the
    notification types take ``external_numbers``, a notification's number is made of the key.
    ``units`` has SAP's codes by our units. ``selected_set`` is that of usage decisions;
    ``task_code_group`` and ``task_code`` are what new tasks get. ``qualifications`` has SAP's
    object ids by our names of skills; ``plan_version`` and ``person_type`` go with them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    way: Literal["auto", "one_call", "session"] = "auto"
    one_call: OneCallFunctions = OneCallFunctions()
    notification_types: Mapping[NotificationKind, str] = {
        NotificationKind.COMPLAINT: "Q1",
        NotificationKind.INTERNAL: "Q3",
    }
    notification_fields: NotificationFields = NotificationFields()
    key_field: str = "PURCH_NO_C"
    key_column: str = "BSTNK"
    table_reader: str = "RFC_READ_TABLE"
    external_numbers: bool = False
    units: Mapping[str, str] = {"pcs": "ST", "kg": "KG", "g": "G", "m": "M", "l": "L"}
    selected_set: str = "01"
    task_code_group: str | None = None
    task_code: str | None = None
    qualifications: Mapping[str, str] = {}
    plan_version: str = "01"
    person_type: str = "P"
