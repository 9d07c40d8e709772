"""Step 1: who is present, of an appointment or of someone without one; and an appointment that is called off.

A representative whom the request names shows proof: of their authority, and of who both of them are. Whoever checks
in someone without an appointment says why there is none. What happened to one that is called off is asked in the same
way at the counter and in the calendar. It is not asked who cancelled: an outcome blames nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot

from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.checking_in import CallOff, CheckIn, CheckInVisitor, Visitor
from desktop.domain.requests.request import Representative
from desktop.domain.sessions.session import Outcome, Party, WhyUnbooked
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.choices import Choice, ChoiceField, ListField, TicksField
from desktop.ui.kit.forms.fields import Field, TextField
from desktop.ui.kit.layouts import Columns
from desktop.ui.kit.text import Words, strong
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import StepPage
from desktop.ui.sessions.session_page import CHECK_IN, SessionCard, SessionPage, card_of_appointment, card_of_visitor
from desktop.words import Texts, text, tr
from desktop.words.codes import words
from desktop.words.formatting import local, moment, time_of_day

AUTHORITY, BOTH = "authority", "both"
CANCELLED = text("It was cancelled")
NOBODY = text("Nobody came")
REMOTE = text("The call would be heard there. Play it only if the customer is at that PC, in a private room.")


class ProofField(TicksField):
    """The field `proof`. It is there while a representative is ticked whom the request names."""

    def __init__(self, person: str, representative: Representative | None) -> None:
        self._representative = representative
        super().__init__("proof", tr("What have you seen?"), _proofs(person, representative) if representative else ())
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

    def seen(self) -> dict[str, bool]:
        """Return which proof was seen, by the fields of the commands."""
        proof = self.value()
        return {"authority_seen": AUTHORITY in proof, "both_seen": BOTH in proof}


def _proofs(person: str, representative: Representative) -> tuple[Choice, ...]:
    authority = tr("Their authority: {authority}").format(authority=words(representative.authority))
    scope = tr("How far it goes: {scope}").format(scope=representative.scope) if representative.scope else ""
    original = tr("The original, or a certified copy.")
    who = tr("Who both of them are: {person}, and {representative}").format(
        person=person, representative=representative.name
    )
    absent = tr("Of whoever is not here, a certified copy of an ID will do.")
    return Choice(AUTHORITY, authority, f"{original} {scope}".strip()), Choice(BOTH, who, absent)


HINTS: Texts[Party] = {
    Party.CUSTOMER: "The person the call is about",
    Party.REPRESENTATIVE: "Someone who acts for them, with proof",
    Party.COMPANION: "",
    Party.INTERPRETER: "An adult. Children cannot interpret",
}
NAMED = text("The member of staff named in the request")
"""The listener who is a colleague: nobody acts for them, and they have no right to a copy."""


class ArrivalPage(SessionPage):
    """The page of whoever has arrived: who is here, and the proof that a representative shows."""

    def __init__(self, context: Context, found: AppointmentRow | Visitor, card: SessionCard, lead: str) -> None:
        super().__init__(CHECK_IN, None, card, tr("Check in"), lead, tr("Check in"))
        self._context = context
        self.parties, self.proof = who_is_here(found.kind), ProofField(found.shown_name, found.representative)
        self.proof.follow(self.parties)
        if context.desk.lockdown.is_remote():
            self.add(Banner("notice", strong(tr("This PC is being used from another one.")), tr(REMOTE)))
        self.add(self.parties, self.proof)
        self.submitted.connect(self._submit)

    def _here(self) -> frozenset[Party]:
        return frozenset(Party(code) for code in self.parties.value())

    def _submit(self) -> None:
        raise NotImplementedError


class CheckInPage(ArrivalPage):
    """The check-in page. Emits `wanted(command)`, CheckIn or CallOff, or `back`."""

    def __init__(self, row: AppointmentRow, context: Context) -> None:
        lead = tr("Say hello, then tick everyone who is here.")
        super().__init__(context, row, card_of_appointment(row, context), lead)
        self._appointment = row.id
        self.add_link(tr(NOBODY), partial(self._call_off, Outcome.NO_SHOW))
        self.add_link(tr(CANCELLED), partial(self._call_off, Outcome.CANCELLED))
        self.add_link(tr("Back to Today"), self.back.emit)

    def _call_off(self, outcome: Outcome) -> None:
        self.wanted.emit(CallOff(self._context.actor, self._appointment, outcome))

    def _submit(self) -> None:
        self.wanted.emit(CheckIn(self._context.actor, self._appointment, self._here(), **self.proof.seen()))


def who_is_here(kind: Kind) -> TicksField:
    """Make the question who is present: nobody acts for a colleague."""
    internal = kind is Kind.INTERNAL
    hints = {**HINTS, Party.CUSTOMER: NAMED} if internal else HINTS
    here = [party for party in Party if not (internal and party is Party.REPRESENTATIVE)]
    choices = [Choice(party.value, words(party, kind), tr(hints[party])) for party in here]
    return TicksField("parties", tr("Who is here?"), choices, across=True)


class VisitorPage(ArrivalPage):
    """The check-in of a visitor. Emits `wanted(CheckInVisitor)` or `back`. The words are asked of another reason
    only."""

    def __init__(self, visitor: Visitor, context: Context) -> None:
        lead = tr("There is no appointment. A supervisor sees why this session was opened.")
        super().__init__(context, visitor, card_of_visitor(visitor), lead)
        self._request = visitor.request
        self.told = Banner("notice", *_told(visitor, context))
        self._body.insertWidget(0, self.told)
        choices = [Choice(why.value, words(why)) for why in WhyUnbooked]
        self.why = ListField("why", tr("Why is there no appointment?"), choices)
        self.why_words = TextField("words", tr("The reason"), letters=60)
        self.add(Columns(self.why, self.why_words, weights=(2, 3), gap=24))
        self.add_link(tr("Back to Today"), self.back.emit)
        self.why.edited.connect(self._chosen)
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
        actor, seen = self._context.actor, self.proof.seen()
        self.wanted.emit(CheckInVisitor(actor, self._request, self._here(), why, said, **seen))


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


class CallOffPage(StepPage):
    """The page of an appointment that is called off; then it is `done`. The request stays open."""

    def __init__(self, context: Context, back: str) -> None:
        super().__init__(context, primary=tr("Cancel the appointment"))
        self.why = Words()
        hint = tr("The request stays open, and another appointment can be booked.")
        self.outcome = ChoiceField("outcome", tr("What happened?"), _happened(was_due=True), hint)
        self.row: AppointmentRow | None = None
        self.said: tuple[str, str] = ("", "")
        """The words once it is done, about what was chosen when it was pressed."""
        self.add(self.why, self.outcome)
        self.add_link(back, self.back.emit)
        self.submitted.connect(self._submit)

    def ask(self, row: AppointmentRow, *why: str, was_due: bool) -> None:
        """Ask again. `why`: why it cannot begin. `was_due`: whether its time has come. Where only one thing can have
        happened, it is chosen."""
        self.why.set_parts(*why)
        self.why.setVisible(bool(why))
        self.row, choices = row, _happened(was_due=was_due)
        self.outcome.set_choices(choices)
        self.outcome.set_value(choices[0].key if len(choices) == 1 else None)
        self.set_problems(())
        self.allow_press()
        self.focus_first()

    def _submit(self) -> None:
        chosen = self.outcome.value()
        if chosen is None or self.row is None:
            self.set_problems([(self.outcome, tr("Choose what happened, or go back."))])
            return
        self.set_problems(())
        outcome = Outcome(chosen)
        noted = tr("{reference}: nobody came.") if outcome is Outcome.NO_SHOW else tr("{reference} is cancelled.")
        again = tr("The request stays open; another time can be booked.")
        self.said = strong(noted.format(reference=self.row.reference)), again
        self.carry_out(CallOff(self._context.actor, self.row.id, outcome))


def _happened(*, was_due: bool) -> tuple[Choice, ...]:
    """Return what can have happened. Before the appointment's time nobody can have failed to come."""
    cancelled = Choice(Outcome.CANCELLED.value, tr(CANCELLED))
    return (Choice(Outcome.NO_SHOW.value, tr(NOBODY)), cancelled) if was_due else (cancelled,)
