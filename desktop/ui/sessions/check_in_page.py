"""Step 1: who is present."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.ports.reading import AppointmentRow
from desktop.domain.sessions.session import Outcome, Party
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.widgets.calling_off import was_cancelled
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of_appointment
from desktop.ui.sessions.proof_field import ProofField
from desktop.ui.sessions.session_page import CHECK_IN, SessionPage, steps_of
from desktop.words import Texts, text, tr
from desktop.words.codes import words

HINTS: Texts[Party] = {
    Party.CUSTOMER: "The person the call is about",
    Party.REPRESENTATIVE: "Someone who acts for them, with proof",
    Party.COMPANION: "",
    Party.INTERPRETER: "An adult. Children cannot interpret",
}
NAMED = text("The member of staff named in the request")
"""The listener who is a colleague: nobody acts for them, and they have no right to a copy."""


class CheckInPage(SessionPage):
    """The check-in page. Emits `wanted(parties, proof)`, `called_off(outcome)` or `back`."""

    wanted = Signal(frozenset, frozenset)
    called_off = Signal(Outcome)
    back = Signal()

    def __init__(self, row: AppointmentRow, context: Context) -> None:
        steps = steps_of(None, context.desk.id_policy)
        lead = tr("Say hello, then tick everyone who is here.")
        super().__init__(CHECK_IN, steps, card_of_appointment(row, context), tr("Check in"), lead, tr("Check in"))
        self.parties, self.proof = who_is_here(row.kind), ProofField(row.shown_name, row.representative)
        self.proof.follow(self.parties)
        self.add(self.parties, self.proof)
        self.add_link(tr("Nobody came"), lambda: self.called_off.emit(Outcome.NO_SHOW))
        self.add_link(was_cancelled(), lambda: self.called_off.emit(Outcome.CANCELLED))
        self.add_link(tr("Back to Today"), self.back.emit)
        self.submitted.connect(self._submit)

    def _submit(self) -> None:
        self.wanted.emit(frozenset(Party(code) for code in self.parties.value()), self.proof.value())


def who_is_here(kind: Kind) -> TicksField:
    """Make the question who is present: nobody acts for a colleague."""
    internal = kind is Kind.INTERNAL
    hints = {**HINTS, Party.CUSTOMER: NAMED} if internal else HINTS
    here = [party for party in Party if not (internal and party is Party.REPRESENTATIVE)]
    choices = [Choice(party.value, words(party, kind), tr(hints[party])) for party in here]
    return TicksField("parties", tr("Who is here?"), choices, across=True)
