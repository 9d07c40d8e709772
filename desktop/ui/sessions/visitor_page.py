"""Step 1 for someone without an appointment: who is present, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from desktop.application.sessions.visitors import Visitor
from desktop.domain.sessions.session import Party
from desktop.domain.sessions.unbooked import WhyUnbooked
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, ListField
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.customer_card import CardPart
from desktop.ui.kit.widgets.field import Field, TextField
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import SessionCard
from desktop.ui.sessions.check_in_page import who_is_here
from desktop.ui.sessions.proof_field import ProofField
from desktop.ui.sessions.session_page import CHECK_IN, SessionPage, steps_of
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import local, moment, time_of_day
from desktop.words.sessions.adjustments import adjustment_lines


class VisitorPage(SessionPage):
    """The check-in of a visitor. Emits `wanted(parties, proof, why, words)` or `back`. The words are asked of another
    reason only."""

    wanted = Signal(frozenset, frozenset, WhyUnbooked, str)
    back = Signal()

    def __init__(self, visitor: Visitor, context: Context) -> None:
        lead = tr("There is no appointment. A supervisor sees why this session was opened.")
        card = card_of_visitor(visitor)
        super().__init__(CHECK_IN, steps_of(None, context.desk.id_policy), card, tr("Check in"), lead, tr("Check in"))
        self.told = Banner("notice", *_told(visitor, context))
        self.parties, self.proof = who_is_here(visitor.kind), ProofField(visitor.shown_name, visitor.representative)
        self.proof.follow(self.parties)
        choices = [Choice(why.value, words(why)) for why in WhyUnbooked]
        self.why = ListField("why", tr("Why is there no appointment?"), choices)
        self.why_words = TextField("words", tr("The reason"), letters=60)
        reason = Columns(self.why, self.why_words, weights=(2, 3), gap=24)
        self.add(self.told, self.parties, self.proof, reason)
        self.add_link(tr("Back to Today"), self.back.emit)
        self.why.edited.connect(self._chosen)
        self.submitted.connect(self._submit)
        self._chosen()
        if _is_today(visitor, context):
            self.set_missing(tr("They have an appointment today. Open that one on Today."))

    def _chosen(self) -> None:
        self.why_words.setVisible(self.why.value() == WhyUnbooked.OTHER.value)

    def set_problems(self, problems: Sequence[tuple[Field, str]], others: Sequence[str] = ()) -> None:
        """Show the problems in place of what was told, which has been read."""
        super().set_problems(problems, others)
        self.told.setVisible(bool(self.told.words) and not (problems or others))

    def _submit(self) -> None:
        chosen = self.why.value()
        why = WhyUnbooked(chosen) if chosen else None
        said = self.why_words.value() if why is WhyUnbooked.OTHER else ""
        self.wanted.emit(frozenset(Party(code) for code in self.parties.value()), self.proof.value(), why, said)


def _told(visitor: Visitor, context: Context) -> list[str]:
    """Return what an appointment would have settled: that one of theirs is to come, and how long the desk is free."""
    told, zone = [], context.desk.office.zone
    if visitor.next_at is not None and not _is_today(visitor, context):
        when = moment(visitor.next_at, zone)
        told.append(tr("They have an appointment on {when}. It stays booked.").format(when=when))
    if visitor.desk_until is not None:
        at = time_of_day(visitor.desk_until, zone)
        told.append(tr("The next appointment at this desk is at {time}.").format(time=at))
    return told


def _is_today(visitor: Visitor, context: Context) -> bool:
    return (
        visitor.next_at is not None and local(visitor.next_at, context.desk.office.zone).date() == context.desk.today()
    )


def card_of_visitor(visitor: Visitor) -> SessionCard:
    """Make the card of someone who was not expected. Nothing of the call is on it: they are asked about that."""
    parts = [CardPart(visitor.shown_name, (visitor.reference, tr("No appointment")))]
    if adjustments := adjustment_lines(visitor.needs, visitor.adjustments):
        parts.append(CardPart(tr("Adjustments"), adjustments))
    return SessionCard(*parts)
