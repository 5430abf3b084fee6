"""Which systems the demo reads from: their programs, and the settings of the sources for them."""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.plant import attendance, line4, line5
from demo.plant.files import MES_FILE
from demo.plant.layout import SKILLS
from demo.plant.sap_data import STREAMS
from demo.plant.sap_production import qualification_number
from demo.runtime.ports import ADDRESS
from demo.runtime.processes import Program
from demo.sap_server import dictionary
from demo.sap_server.addresses import wsdl_path

Table = dict[str, str | int | float | list[str] | dict[str, Any]]

SLOW_AFTER = 3
"""Seconds after which a source of the demo is called slow."""
_ANSWER_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """The systems of one plant; ``faults`` is the folder with a file for each of them."""

    plant: Path
    faults: Path
    log: Path
    sap_port: int
    line4_port: int

    @property
    def sap_url(self) -> str:
        """The address of the SAP SOAP server."""
        return f"http://{ADDRESS}:{self.sap_port}"

    @property
    def line4_url(self) -> str:
        """The address of line 4's MES."""
        return f"http://{ADDRESS}:{self.line4_port}/api/v1/"

    @property
    def addresses(self) -> Mapping[str, str]:
        """Where a user finds each of them."""
        return {
            "sap": self.sap_url,
            "mes": _sqlite(self.plant / MES_FILE),
            "line4": self.line4_url,
            "line5": str(self.plant / line5.FOLDER),
            "attendance": _sqlite(self.plant / attendance.FILE),
        }

    def programs(self) -> dict[str, Program]:
        """By the names of the sources that read from them."""
        return {
            "sap": self._sap(),
            "mes": self._file("MES", "mes", "database", self.plant / MES_FILE),
            "line4": self._line4(),
            "line5": self._file("MES of line 5", "line5", "documents", self.plant / line5.FOLDER),
            "attendance": self._file(
                "attendance", "attendance", "database", self.plant / attendance.FILE
            ),
        }

    def sources(self) -> dict[str, Table]:
        """The settings of each source."""
        zone: str = self._read("plant.json")["zone"]
        sap = self._read("sap.json")
        logon: dict[str, str] = sap["logon"]
        usual: Table = {"zone": zone, "every": 30, "slow_after": SLOW_AFTER}
        return {
            "mes": {
                "adapter": "sql",
                "url": self.addresses["mes"],
                "mapping": "demo_plant",
                **usual,
            },
            "line4": {
                "adapter": "rest",
                "url": self.line4_url,
                "mapping": str(line4.MAPPING),
                "logon": {"kind": "key"},
                "secret": line4.API_KEY,
                "permissions": True,
                **usual,
            },
            "line5": {
                "adapter": "b2mml",
                "folder": self.addresses["line5"],
                "mapping": str(line5.MAPPING),
                "settle_seconds": 1,
                **usual,
            },
            "attendance": {
                "adapter": "sql",
                "url": self.addresses["attendance"],
                "mapping": str(attendance.MAPPING),
                **usual,
            },
            "sap": {
                "adapter": "sap",
                "wsdl": [
                    f"{self.sap_url}{wsdl_path(name.lower(), logon['client'])}"
                    for name in sorted(dictionary.read().services)
                ],
                "user": logon["user"],
                "password": logon["password"],
                "client": logon["client"],
                "plant": sap["plant"],
                "streams": list(STREAMS),
                "writes": {
                    "qualifications": {
                        skill.code: qualification_number(skill.code) for skill in SKILLS
                    }
                },
                **usual,
                "every": 60,
            },
        }

    def _read(self, name: str) -> Any:
        return json.loads((self.plant / name).read_text(encoding="utf-8"))

    def _sap(self) -> Program:
        command = [sys.executable, "-m", "demo.sap_server", "--port", str(self.sap_port)]
        command += ["--data", str(self.plant / "sap.json"), "--fault", str(self.faults / "sap")]
        return Program(
            name="SAP server",
            command=command,
            log=self.log / "sap.log",
            ready=lambda: answers(self.sap_url),
        )

    def _line4(self) -> Program:
        """The MES of line 4."""
        command = [sys.executable, "-m", "demo.systems.rest_mes", "--port", str(self.line4_port)]
        command += ["--data", str(self.plant / line4.FILE), "--fault", str(self.faults / "line4")]
        return Program(
            name="MES of line 4",
            command=command,
            log=self.log / "line4.log",
            ready=lambda: answers(self.line4_url),
        )

    def _file(self, name: str, source: str, kind: str, place: Path) -> Program:
        """A system that answers nobody: a ``database`` file, or a folder of ``documents``."""
        option = "--folder" if kind == "documents" else "--file"
        command = [sys.executable, "-m", f"demo.systems.{kind}", option, str(place)]
        return Program(
            name=name,
            command=[*command, "--fault", str(self.faults / source)],
            log=self.log / f"{source}.log",
            ready=place.exists,
        )


def answers(url: str) -> bool:
    """Whether a server answers there, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=_ANSWER_SECONDS):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _sqlite(file: Path) -> str:
    return f"sqlite:///{file}"
