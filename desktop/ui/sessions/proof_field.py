"""The proof seen of a representative at check-in: their authority, and who both of them are."""

from __future__ import annotations

from PySide6.QtCore import Slot

from desktop.domain.requests.request import Representative
from desktop.domain.sessions.session import Party
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.words import tr
from desktop.words.codes import words

AUTHORITY, BOTH = "authority", "both"


class ProofField(TicksField):
    """The field `proof`. It is there while a representative is ticked whom the request names."""

    def __init__(self, person: str, representative: Representative | None) -> None:
        self._representative = representative
        super().__init__("proof", tr("What have you seen?"), _choices(person, representative) if representative else ())
        self.hide()

    def follow(self, parties: TicksField) -> None:
        """Show it while the representative is ticked in that field."""
        self._parties = parties
        parties.edited.connect(self._look)

    @Slot()
    def _look(self) -> None:
        self.setVisible(self._representative is not None and Party.REPRESENTATIVE.value in self._parties.value())

    def value(self) -> frozenset[str]:
        return frozenset() if self.isHidden() else super().value()


def _choices(person: str, representative: Representative) -> tuple[Choice, ...]:
    authority = tr("Their authority: {authority}").format(authority=words(representative.authority))
    scope = tr("How far it goes: {scope}").format(scope=representative.scope) if representative.scope else ""
    original = tr("The original, or a certified copy.")
    who = tr("Who both of them are: {person}, and {representative}").format(
        person=person, representative=representative.name
    )
    absent = tr("Of whoever is not here, a certified copy of an ID will do.")
    return Choice(AUTHORITY, authority, f"{original} {scope}".strip()), Choice(BOTH, who, absent)
