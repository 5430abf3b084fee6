"""What every job of the loop needs."""

from dataclasses import dataclass, field

from gateway.loop.reading import LeftBehind
from gateway.loop.state import PERMISSIONS, Pace, StateKeeper
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse

ERP_PACE = Pace(every=5, longest_wait=300)


@dataclass(frozen=True, kw_only=True)
class LoopContext:
    """Made once per process and passed to whatever runs."""

    settings: Settings
    warehouse: Warehouse
    left_behind: LeftBehind = field(default_factory=LeftBehind)

    def state_of_source(self, source: str, stream: str) -> StateKeeper:
        own = self.settings.sources.get(source)
        pace = (
            Pace(every=own.every, longest_wait=own.longest_wait)
            if own
            else Pace(every=60, longest_wait=900)
        )
        return StateKeeper(self.warehouse, source, stream, pace)

    def state_of_permissions(self, source: str) -> StateKeeper:
        own = self.settings.sources[source]
        pace = Pace(every=own.permissions_every, longest_wait=own.longest_wait)
        return StateKeeper(self.warehouse, source, PERMISSIONS, pace)

    def state_of_erp(self, stream: str) -> StateKeeper:
        return StateKeeper(self.warehouse, "erp", stream, ERP_PACE)
