"""Who was quicker, where two people worked on one thing, and what they did: for the one who was slower.

Rules:
- What was refused says what it is about (`RefusedError.about`), in identifiers; the log says who has changed it.
- Only what can be the reason counts: for each code, the kinds of event after which it is refused.
- Someone can have been quicker than themselves, in another window or at another PC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from desktop.application.ports.database import UnitOfWork
from desktop.application.shared.commands import Actor
from desktop.domain.log.events import EventKind
from desktop.errors import FieldsError, RefusedError, WrongStateError

_OF_REQUEST = (
    EventKind.RECORDING_LINKED,
    EventKind.RECORDING_UNLINKED,
    EventKind.RECORDING_NOT_LEFT,
    EventKind.CALL_CORRECTED,
    EventKind.ASKER_CORRECTED,
    EventKind.COPY_PREPARED,
    EventKind.REQUEST_APPROVED,
    EventKind.REQUEST_SENT_BACK,
    EventKind.REQUEST_REFUSED,
    EventKind.APPROVAL_WITHDRAWN,
    EventKind.REQUEST_CLOSED,
)
_OF_POLICY = (EventKind.POLICY_CHANGED, EventKind.POLICY_PROPOSED, EventKind.POLICY_ADOPTED, EventKind.POLICY_DROPPED)
AFTER: Mapping[str, tuple[EventKind, ...]] = {
    "request_moved_on": _OF_REQUEST,
    "request_closed": (EventKind.REQUEST_CLOSED,),
    "copy_changed": (EventKind.COPY_PREPARED, EventKind.RECORDING_UNLINKED),
    "asker_changed": (EventKind.ASKER_CORRECTED,),
    "represented_already": (EventKind.REPRESENTATIVE_NAMED,),
    "draft_is_newer": (EventKind.DRAFT_SAVED,),
    "transcript_is_newer": (EventKind.TRANSCRIPT_SAVED,),
    "appointment_moved": (EventKind.APPOINTMENT_MOVED,),
    "appointment_not_booked": (EventKind.APPOINTMENT_CALLED_OFF, EventKind.SESSION_CLOSED, EventKind.CHECKED_IN),
    "slot_taken": (EventKind.APPOINTMENT_BOOKED, EventKind.APPOINTMENT_MOVED),
    "hold_reviewed": (EventKind.HOLD_REVIEWED,),
    "hold_released": (EventKind.HOLD_RELEASED,),
    "release_not_asked": (EventKind.HOLD_REVIEWED,),
    "complaint_moved_on": (
        EventKind.COMPLAINT_ACKNOWLEDGED,
        EventKind.COMPLAINT_PROGRESS_TOLD,
        EventKind.COMPLAINT_OUTCOME_TOLD,
        EventKind.COMPLAINT_TAKEN_BACK,
    ),
    "follow_up_answered": (EventKind.CORRECTION_ANSWERED,),
    "follow_up_not_answered": (EventKind.ANSWER_TAKEN_BACK,),
    "day_moved_on": (EventKind.DEADLINE_DAY_CORRECTED, EventKind.EXTENSION_TAKEN_BACK),
    "proof_not_awaited": (EventKind.PROOF_ARRIVED,),
    "question_open": (EventKind.CLARIFICATION_ASKED,),
    "no_question_open": (EventKind.CLARIFICATION_ANSWERED,),
    "extended_once": (EventKind.EXTENSION_TOLD,),
    "not_extended": (EventKind.EXTENSION_TAKEN_BACK,),
    "signed_off_already": (EventKind.REVIEW_SIGNED_OFF,),
    "not_signed_off_any_more": (EventKind.SIGN_OFF_TAKEN_BACK,),
    "lesser_check_answered": (EventKind.LESSER_CHECK_ALLOWED, EventKind.LESSER_CHECK_DECLINED),
    "person_changed": (
        EventKind.PERSON_RENAMED,
        EventKind.PERSON_LEFT,
        EventKind.PERSON_CAME_BACK,
        EventKind.ROLES_CHANGED,
        EventKind.ROLE_LENT,
        EventKind.LOAN_ENDED,
        EventKind.PASSWORD_RESET,
        EventKind.PASSWORD_CHANGED,
    ),
    "no_such_task": (EventKind.DELETION_STOPPED,),
    "not_lent": (EventKind.LOAN_ENDED,),
    "recovery_key_changed": (EventKind.RECOVERY_KEY_REPLACED,),
    "desk_changed": (EventKind.DESK_WITHDRAWN, EventKind.DESK_KIND_CHANGED),
    "policy_changed_meanwhile": _OF_POLICY,
    "policy_waits_already": _OF_POLICY,
}
"""By the code of what was refused: the kinds of event that can be why."""


@dataclass(frozen=True)
class Overtaken:
    """The refusal of an act because someone else was quicker: its code, and what it is about."""

    code: str
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Conflict:
    """Who was quicker, at which PC, when (aware, in UTC), and what they did.

    `by_name`: "" for the directory. `oneself`: whether it is who was slower, too.
    """

    by_name: str
    desk_name: str
    at: datetime
    did: EventKind
    oneself: bool = False


@contextmanager
def about(**subjects: str) -> Iterator[None]:
    """Add to a refusal what it is about, where the rule that refuses does not know."""
    try:
        yield
    except WrongStateError as error:
        if not error.about:
            error.of(**subjects)
        raise


def refused_for_another(error: Exception) -> Overtaken | None:
    """Return what was refused where someone else can have been quicker; else None."""
    if not isinstance(error, RefusedError) or not error.about:
        return None
    codes = error.problems.values() if isinstance(error, FieldsError) else (error.code,)
    code = next((code for code in codes if code in AFTER), None)
    return None if code is None else Overtaken(code, tuple(error.about.items()))


def who_was_quicker(actor: Actor, refused: Overtaken, *, uow: UnitOfWork) -> Conflict | None:
    """Return who was quicker; None where the log names nobody. Raises NotAllowedError for whoever has left."""
    with uow.read_only():
        uow.proven.person(actor.by).must_be_here()
        return found_quicker(actor, refused, uow)


def found_quicker(actor: Actor, refused: Overtaken, uow: UnitOfWork) -> Conflict | None:
    """Return who was quicker, in a unit of work that is open."""
    event = uow.reading.newest(AFTER[refused.code], dict(refused.about))
    if event is None:
        return None
    by = uow.people.get(event.actor).shown_name if event.actor else ""
    return Conflict(by, uow.offices.desk(event.desk).name, event.at, event.kind, event.actor == actor.by)
