"""Views of a request: frozen data for screens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.application.ports.reading import RequestRow
from desktop.application.recordings.hold_views import HoldView
from desktop.application.sessions.views import CallView
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.copies.weighing import Ruling, Weighing
from desktop.domain.office.people import Permission
from desktop.domain.recordings.keeping import Protection, StopDeletion
from desktop.domain.requests.clock_days import NotedDay
from desktop.domain.requests.complaints import Complaint
from desktop.domain.requests.deadline import ProofAsked
from desktop.domain.requests.disclosures import Disclosure
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.journey import JourneyStage
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, RefusalReason, Request
from desktop.domain.shared.ids import CopyId
from desktop.domain.shared.spans import Span


@dataclass(frozen=True)
class ProofView:
    """A request for proof, with the reason for doubt in words where they are stored."""

    asked: ProofAsked
    doubt: str | None


@dataclass(frozen=True)
class CorrectionView:
    """A corrected day: the old one, the new one, by whom and when, and why where the words are stored."""

    noted: NotedDay
    became: date
    by_name: str
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class ComplaintView:
    """A complaint. `about`, and `said` of each thing that was told: the words, where there are any."""

    complaint: Complaint
    about: str | None
    said: tuple[str | None, ...]


@dataclass(frozen=True)
class DisclosureView:
    """A file that went to the police. `receiver`, `reference`: the words, where there are any."""

    disclosure: Disclosure
    receiver: str | None
    reference: str | None
    by_name: str


@dataclass(frozen=True)
class DecisionView:
    """The newest decision on a request. `ruling` is None where it withdraws an approval; `weighed` as it was asked.
    `ended`: it approves, and who asks was corrected afterwards, so that it waits for another decision.
    """

    ruling: Ruling | None
    by_name: str
    at: datetime
    refusal: RefusalReason | None
    weighing: Weighing
    words: str
    ended: bool = False


@dataclass(frozen=True)
class CopyWords:
    """The text to read beside the sound.

    `lines`: how many lines the copy's transcript has, None where it has none; `newer`: the transcript was changed after
    the copy was made; `approved`: it is approved with the copy; `read`: whoever decides now has opened it.
    """

    lines: int | None = None
    newer: bool = False
    approved: bool = False
    read: bool = False


@dataclass(frozen=True)
class KeptRecording:
    """The facts about a recording on a request's page: its telephone system, when its call was, why it ends before the
    call did (a code), and when it was destroyed.
    """

    source: str
    called_at: datetime
    ended_because: str | None = None
    destroyed_at: datetime | None = None


@dataclass(frozen=True)
class RequestView:
    """A request on its own page.

    `to_stop`: where deletion has still to be stopped. `may_act`: whether the viewer works on requests. `answers`: how
    it can be closed. `may_hear`, `heard`: whether they may hear its copy before it is decided, and how much of it they
    have. `may_withdraw`: whether they can withdraw its approval. `may_invite`: whether they can book an appointment.
    `letters`: those that they can write now. `together`: the references of the other calls of its number. `follow_ups`:
    follow-ups, answered or not. `complaints`: open or ended. `disclosures`: files that went to the police.
    `may_correct`: whether they can correct who asks; `who_stays`: identity was confirmed in a session of it, so that a
    name and a date of birth stay as they are. `corrected`: the corrected days of its deadline. `newer_marks`: marks
    were saved after its copy was made. `journey`: how far it has come. `security_code_at`: when someone flagged
    that its recording holds a card's security code. `kept`: its recording, None where none was found. `words`: of
    its transcript.
    """

    row: RequestRow
    request: Request
    reason: str | None
    together: tuple[str, ...]
    asked: tuple[ProofView, ...]
    follow_ups: tuple[FollowUp, ...]
    call: CallView | None
    copy: CopyId | None
    prepared_by: str | None
    removed_internal: tuple[tuple[int, int, int | None, str], ...]
    appointments: tuple[tuple[datetime, AppointmentStatus], ...]
    protection: Protection
    to_stop: tuple[StopDeletion, ...]
    holds: tuple[HoldView, ...]
    may_act: bool
    answers: tuple[Answered, ...]
    decision: DecisionView | None = None
    may_hear: bool = False
    may_withdraw: bool = False
    may_invite: bool = False
    may_correct: bool = False
    who_stays: bool = False
    letters: tuple[LetterKind, ...] = ()
    newer_marks: bool = False
    heard: tuple[Span, ...] = ()
    corrected: tuple[CorrectionView, ...] = ()
    complaints: tuple[ComplaintView, ...] = ()
    disclosures: tuple[DisclosureView, ...] = ()
    journey: tuple[JourneyStage, ...] = ()
    words: CopyWords = CopyWords()
    security_code_at: datetime | None = None
    kept: KeptRecording | None = None

    def without(self, not_here: Collection[Permission]) -> RequestView:
        """Return it as it is at a PC that leaves this work to others (`domain.office.desks`)."""
        holds = self.holds
        if Permission.RELEASE_HOLD in not_here:
            holds = tuple(replace(each, may_ask=False, may_release=False) for each in holds)
        return replace(
            self,
            holds=holds,
            may_correct=self.may_correct and Permission.CORRECT_ASKER not in not_here,
            may_withdraw=self.may_withdraw and Permission.DECIDE not in not_here,
        )
