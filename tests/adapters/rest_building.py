"""Mappings of the business system, and sources that read it."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from business_system import BusinessSystem
from mes_building import gathered

from adapters.contract import Rejection, Stream
from adapters.mes.rest import RestSettings, RestSource

MAPPING = """
zone: Europe/Berlin
shifts:
  F: {name: early, start: 06:00, end: 14:00}
  S: {name: late, start: 14:00, end: 22:00}
  N: {name: night, start: 22:00, end: 06:00}
streams:
  production_count:
    - name: booked
      get: all
      key: no
      revision: version
      unit: {into: pcs, column: unit, factors: {ST: 1}}
      fields:
        operation: operation.code
        work_center: operation.center
        lot: lot
        person: badge
        started: begun
        ended: done
        produced: produced
        good: good
        scrapped: scrap
        reworked: rework
"""

# Every manner of paging as the mapping says it.
MANNERS: dict[str, dict[str, Any]] = {
    "cursor": {
        "get": "cursor",
        "rows": "data.items",
        "paging": {"by": "cursor", "parameter": "cursor", "next": "paging.next", "limit": "limit"},
    },
    "offset": {
        "get": "offset",
        "rows": "items",
        "paging": {"by": "offset", "parameter": "offset", "limit": "limit"},
    },
    "page": {
        "get": "page",
        "rows": "items",
        "paging": {"by": "page", "parameter": "page", "limit": "limit", "total": "total"},
    },
    "link": {"get": "link", "paging": {"by": "link", "limit": "limit"}},
    "next": {
        "get": "next",
        "rows": "items",
        "paging": {"by": "next", "next": "/@odata.nextLink", "limit": "limit"},
    },
    "after": {
        "get": "after",
        "rows": "items",
        "paging": {"by": "after", "parameter": "after", "id": "id", "limit": "limit"},
    },
    "search": {
        "post": "search",
        "get": None,
        "body": {"plant": "0100"},
        "rows": "items",
        "paging": {"by": "offset", "parameter": "page.offset", "limit": "page.limit"},
    },
}


class SmallRest:
    """The system, its mapping, and sources that read it."""

    def __init__(self, system: BusinessSystem, folder: Path) -> None:
        self.system = system
        self.file = folder / "mapping.yaml"
        self.mapping: dict[str, Any] = yaml.load(MAPPING, yaml.BaseLoader)  # noqa: S506
        self.settings: dict[str, Any] = {}

    @property
    def part(self) -> dict[str, Any]:
        return self.mapping["streams"]["production_count"][0]

    def use(self, manner: str) -> None:
        self.part.update(deepcopy(MANNERS[manner]))
        self.mapping["streams"]["production_count"][0] = {
            name: value for name, value in self.part.items() if value is not None
        }

    def source(self, **settings: Any) -> RestSource:
        self.file.write_text(yaml.safe_dump(self.mapping, allow_unicode=True), encoding="utf-8")
        given = {"url": self.system.url, "mapping": self.file, "time_limit": 5}
        return RestSource("mes", RestSettings.model_validate(given | self.settings | settings))

    def read(self, stream: Stream = Stream.PRODUCTION_COUNT) -> tuple[list[Any], list[Rejection]]:
        source = self.source()
        try:
            return gathered(source.pages(stream, None))
        finally:
            source.close()
