"""What inspectors found in SAP: characteristics of inspection lots, their results, and defects."""

from collections.abc import Iterator
from random import Random
from typing import Any

Fields = dict[str, Any]

# Number, text, and for measured ones unit, target, lower and upper limit.
_MEASURED = ("0010", "Nahtdicke", "MM", 6.0, 5.5, 6.5)
_JUDGED = ("0020", "Sichtprüfung Oberfläche")
_DEFECTS = (("SCHW", "0010"), ("MASS", "0010"), ("OBER", "0030"))


class SapResults:
    """Builds the rows that belong to inspection lots as sap.json holds them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.characteristics: list[Fields] = []
        self.results: list[Fields] = []
        self.defects: list[Fields] = []

    def tables(self) -> dict[str, list[Fields]]:
        return {
            "inspection_characteristics": self.characteristics,
            "inspection_results": self.results,
            "defects": self.defects,
        }

    def add(self, lot: dict[str, Any], failed: int) -> None:
        """What belongs to one lot, of which ``failed`` pieces do not conform."""
        number = lot["general"]["INSPLOT"]
        rng = Random(f"{self._seed}/results/{number}")
        self.characteristics += _requirements(number)
        if lot["usage_decision"]:
            self.results += _results(lot, failed, rng)
            self.defects += _defects(lot, failed, rng)


def _requirements(number: str) -> Iterator[Fields]:
    char, text, unit, target, lower, upper = _MEASURED
    head = {"INSPLOT": number, "INSPOPER": "0010"}
    yield head | {
        "INSPCHAR": char,
        "CHAR_DESCR": text,
        "CHAR_TYPE": "01",
        "MEAS_UNIT": unit,
        "TARGET_VAL": f"{target:.2f}",
        "LW_TOL_LMT": f"{lower:.2f}",
        "UP_TOL_LMT": f"{upper:.2f}",
        "DEC_PLACES": "2",
    }
    yield head | {"INSPCHAR": _JUDGED[0], "CHAR_DESCR": _JUDGED[1], "CHAR_TYPE": "02"}


def _results(lot: dict[str, Any], failed: int, rng: Random) -> Iterator[Fields]:
    number, decision = lot["general"]["INSPLOT"], lot["usage_decision"]
    sample = lot["stock"]["SAMPLE_SIZE"].split(".")[0]
    head: Fields = {
        "INSPLOT": number,
        "INSPOPER": "0010",
        "CLOSED": "X",
        "EVALUATED": "X",
        "VALID_VALS": sample,
        "END_DATE": decision["UD_RECORDED_ON_DATE"],
        "INSPECTOR": decision["UD_RECORDED_BY_USER"],
    }
    _, _, _, target, lower, upper = _MEASURED
    mean = rng.uniform(lower + 0.1, upper - 0.1)
    yield head | {
        "INSPCHAR": _MEASURED[0],
        "EVALUATION": "A",
        "NONCONF": "0",
        "MEAN_VALUE": f"{mean:.2f}",
        "MINIMUM": f"{min(mean, target) - 0.05:.2f}",
        "MAXIMUM": f"{max(mean, target) + 0.05:.2f}",
    }
    yield head | {
        "INSPCHAR": _JUDGED[0],
        "EVALUATION": decision["CODE_VALUATION"],
        "NONCONF": str(failed),
        "DEFECTS": str(failed),
        "CODE_GRP1": "QM-SICHT",
        "CODE1": "0001" if not failed else "0002",
    }


def _defects(lot: dict[str, Any], failed: int, rng: Random) -> Iterator[Fields]:
    """The pieces that do not conform, by what is wrong with them."""
    general, decision = lot["general"], lot["usage_decision"]
    first = rng.randrange(failed + 1) if failed > 4 else failed
    for place, pieces in enumerate(filter(None, (first, failed - first)), start=1):
        group, code = _DEFECTS[(int(general["INSPLOT"]) + place) % len(_DEFECTS)]
        yield {
            "QMNUM": f"03{general['INSPLOT'][:2]}{general['INSPLOT'][-8:]}",
            "FENUM": f"{place:04d}",
            "PRUEFLOS": general["INSPLOT"],
            "WERKS": general["PLANT"],
            "MATNR": general["MATERIAL"],
            "FEGRP": group,
            "FECOD": code,
            "OTGRP": "PLATZ",
            "OTEIL": f"{rng.randrange(1, 5):04d}",
            "FMGEIG": f"{pieces}.000",
            "FMGEIN": "ST",
            "ERDAT": decision["UD_RECORDED_ON_DATE"],
            "ERZEIT": decision["UD_RECORDED_AT_TIME"],
            "AEDAT": decision["UD_RECORDED_ON_DATE"],
            "AEZEIT": decision["UD_RECORDED_AT_TIME"],
        }
