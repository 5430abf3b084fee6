"""Rows of notifications: what BAPIs call their fields, and what QMEL, QMFE, QMSM and QMUR do."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from demo.sap_server.call import Call, message
from demo.sap_server.codec import Fields as Sent
from demo.sap_server.store import Fields, Notice


def sent_notice(call: Call) -> Notice:
    request, header = call.request, call.request.structure("NOTIFHEADER")
    today, now = call.store.now()
    return Notice(
        header=_given(
            {
                "QMART": request.text("NOTIF_TYPE"),
                "QMTXT": header["SHORT_TEXT"],
                "PRIOK": header["PRIORITY"],
                "QMDAT": header["NOTIF_DATE"] or today,
                "MZEIT": header["NOTIFTIME"] or now,
                "STRMN": header["DESSTDATE"] or today,
                "LTRMN": header["DESENDDATE"],
                "ERDAT": today,
                "AEDAT": today,
                "AEZEIT": now,
                "STTXT": "OSNO",
                "MAWERK": header["MATERIAL_PLANT"] or call.store.plant,
                "MATNR": header["MATERIAL"],
                "CHARG": header["BATCH"],
                "AUFNR": header["PROD_ORDER"],
                "PRUEFLOS": header["INSP_LOT"],
                "KUNUM": header["CUST_NO"],
                "BSTNK": header["PURCH_NO_C"],
            }
        ),
        items=[_item(row) for row in request.rows("NOTITEM")],
        tasks=[_task(row, today) for row in request.rows("NOTIFTASK")],
        causes=[_cause(row) for row in request.rows("NOTIFCAUS")],
    )


def _item(row: Sent) -> Fields:
    found = Decimal(row["QUANT_DEFECTS"] or 0)
    quantity = f"{found:.3f}" if found else ""
    return _given(
        {
            "FENUM": row["ITEM_SORT_NO"].zfill(4),
            "FETXT": row["DESCRIPT"],
            "FEGRP": row["D_CODEGRP"],
            "FECOD": row["D_CODE"],
            "OTGRP": row["DL_CODEGRP"],
            "OTEIL": row["DL_CODE"],
            "FMGEIG": quantity,
            "FMGEIN": "ST" if quantity else "",
        }
    )


def _task(row: Sent, today: str) -> Fields:
    return _given(
        {
            "MANUM": row["TASK_SORT_NO"].zfill(4),
            "FENUM": row["ITEM_SORT_NO"].zfill(4),
            "MNGRP": row["TASK_CODEGRP"],
            "MNCOD": row["TASK_CODE"],
            "MATXT": row["TASK_TEXT"],
            "STTXT": "TSOS",
            "PSTER": row["PLND_START_DATE"] or today,
            "PETER": row["PLND_END_DATE"],
        }
    )


def _cause(row: Sent) -> Fields:
    return _given(
        {
            "URNUM": row["CAUSE_SORT_NO"].zfill(4),
            "FENUM": row["ITEM_SORT_NO"].zfill(4),
            "URGRP": row["CAUSE_CODEGRP"],
            "URCOD": row["CAUSE_CODE"],
            "URTXT": row["CAUSETEXT"],
        }
    )


def header_out(notice: Notice, number: str | None) -> Fields:
    header = notice.header
    return _renamed(
        header,
        {
            "NOTIF_TYPE": "QMART",
            "SHORT_TEXT": "QMTXT",
            "PRIORITY": "PRIOK",
            "MATERIAL": "MATNR",
            "MATERIAL_PLANT": "MAWERK",
            "BATCH": "CHARG",
            "CUST_NO": "KUNUM",
            "PURCH_NO_C": "BSTNK",
            "PROD_ORDER": "AUFNR",
            "INSP_LOT": "PRUEFLOS",
            "NOTIF_DATE": "QMDAT",
            "NOTIFTIME": "MZEIT",
            "DESENDDATE": "LTRMN",
            "COMPLDATE": "QMDAB",
            "SYS_STATUS": "STTXT",
            "CREATED_ON": "ERDAT",
        },
    ) | {"NOTIF_NO": number or header["QMNUM"]}


def item_out(row: Fields) -> Fields:
    names = {"ITEM_KEY": "FENUM", "ITEM_SORT_NO": "FENUM", "DESCRIPT": "FETXT"}
    names |= {"D_CODEGRP": "FEGRP", "D_CODE": "FECOD", "DL_CODEGRP": "OTGRP", "DL_CODE": "OTEIL"}
    return _renamed(row, names | {"NOTIF_NO": "QMNUM", "QUANT_DEFECTS": "FMGEIG"})


def cause_out(row: Fields) -> Fields:
    names = {"CAUSE_KEY": "URNUM", "CAUSE_SORT_NO": "URNUM", "CAUSETEXT": "URTXT"}
    names |= {"CAUSE_CODEGRP": "URGRP", "CAUSE_CODE": "URCOD", "ITEM_KEY": "FENUM"}
    return _renamed(row, names | {"NOTIF_NO": "QMNUM"})


def task_out(row: Fields) -> Fields:
    names = {"TASK_KEY": "MANUM", "TASK_SORT_NO": "MANUM", "TASK_TEXT": "MATXT"}
    names |= {"TASK_CODEGRP": "MNGRP", "TASK_CODE": "MNCOD", "PLND_START_DATE": "PSTER"}
    names |= {"PLND_END_DATE": "PETER", "CARRIED_OUT_BY": "ERLNAM", "CARRIED_OUT_DATE": "ERLDAT"}
    names |= {"CARRIED_OUT_TIME": "ERLZEIT", "ITEM_KEY": "FENUM", "SYS_STATUS": "STTXT"}
    return _renamed(row, names | {"NOTIF_NO": "QMNUM"})


def _renamed(row: Fields, names: Mapping[str, str]) -> Fields:
    return {bapi: row[field] for bapi, field in names.items() if row.get(field)}


def _given(fields: Mapping[str, Any]) -> Fields:
    return {name: value for name, value in fields.items() if value}


def padded(number: str) -> str:
    """A number with the zeros that ABAP keeps it with."""
    return number.zfill(12) if number.isdigit() else number


def unknown(number: str) -> dict[str, str]:
    return message("E", "IM", "101", f"Notification {number} does not exist", number)
