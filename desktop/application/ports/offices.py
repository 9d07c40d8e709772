"""The database port for the office and its desks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from desktop.domain.shared.ids import DeskId, OfficeId


@dataclass(frozen=True)
class OfficeFacts:
    """The identity of this office. `demo` is shown on every screen."""

    id: OfficeId
    name: str
    place: str
    zone: ZoneInfo
    nation: str
    demo: bool


class Offices(Protocol):
    """The office's own facts, and its desks."""

    def add(self, office: OfficeFacts, recovery: Sequence[str], at: datetime) -> None: ...

    def get(self) -> OfficeFacts: ...

    def created_at(self) -> datetime: ...

    def add_desk(self, id: DeskId, name: str, recipient: str, opens_originals: bool, at: datetime) -> None: ...

    def desk(self, id: DeskId) -> tuple[str, bool]:
        """Return its name, and whether it opens originals."""
        ...
