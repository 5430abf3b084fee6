"""Who holds which qualification."""

from collections.abc import Mapping

from demo.sap_server.call import FunctionCode
from demo.sap_server.listing import ListFunction

FUNCTIONS: Mapping[str, FunctionCode] = {
    "Z_QL_QUALIFICATION_LIST": ListFunction(
        table="qualifications",
        into="ET_QUALIFICATION",
        created="BEGDA",
        keys={"I_PERNR": "PERNR", "I_QUALI": "QUALI", "I_BEGDA": "BEGDA"},
    ),
}
