"""The words about a request on its page, for the officer and the approver alike: its facts as names and values, the
latest decision and why the copy is decided on again, and how long the recording is still kept.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from desktop.application.ports.reading import RequestRow
from desktop.application.requests.views import DecisionView, KeptRecording, RequestView
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.copies.decision import Ruling
from desktop.domain.copies.marking import RemovalReason, public_wording
from desktop.domain.recordings.retention import RetentionState
from desktop.domain.requests.request import Representative, Request
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import strong
from desktop.ui.running.context import Context
from desktop.words import Lines, tr
from desktop.words.codes import words
from desktop.words.copies import WHY_IT_ENDS, parts_removed
from desktop.words.formatting import clock, day, days, length, local, moment
from desktop.words.requests import due_words, explained, listed_due, next_words, number_words
from desktop.words.sessions import adjustment_lines


def decided(decision: DecisionView, zone: ZoneInfo) -> str:
    """Say who decided what and when, and why: "Refused by Demo approver on 24 November 2026: it does not concern this
    person", and the approver's words."""
    said = tr("{ruling} by {name} on {day}").format(
        ruling=words(decision.ruling) if decision.ruling else tr("Approval withdrawn"),
        name=decision.by_name,
        day=day(decision.at.astimezone(zone).date()),
    )
    lines = [f"{said}: {words(decision.refusal)}" if decision.refusal else said]
    return "\n".join([*lines, *([decision.words] if decision.words else [])])


def weighed(decision: DecisionView) -> str:
    """Return the answers about other people's information, one a line; nothing if nothing was asked."""
    found = decision.weighing
    if not found.others_can_be_heard:
        return words(found.information) if found.information else ""
    answers = (
        (tr("Can be heard"), found.information),
        (tr("Told in confidence"), found.confidence),
        (tr("Were they asked"), found.asked),
        (tr("Can they decide"), found.capable),
        (tr("What they said"), found.consent),
    )
    return "\n".join(f"{label}: {words(answer)}" for label, answer in answers if answer is not None)


def returned(decision: DecisionView | None, zone: ZoneInfo) -> tuple[str, ...]:
    """Say why the copy is decided on again: it was sent back, its approval was withdrawn, or who asks was corrected.

    Nothing where none of it happened.
    """
    if decision is not None and decision.ended:
        was = tr("{what}. It waits for another decision.").format(what=decided(decision, zone).partition("\n")[0])
        return strong(tr("The name or the date of birth was corrected after the approval.")), was
    if decision is None or decision.ruling not in (Ruling.SEND_BACK, None):
        return ()
    first, _, rest = decided(decision, zone).partition("\n")
    return strong(tr("{what}.").format(what=first)), rest


def retention_words(view: RequestView, context: Context) -> str:
    """Return where the recording is from, how long it is kept, and why it ends; "" where none was found."""
    found = view.kept
    if found is None:
        return ""
    because = found.ended_because or ""
    ends = tr(WHY_IT_ENDS[because]) if because in WHY_IT_ENDS else ""
    return "\n".join(line for line in (_how_long(found, context, held=bool(view.holds)), ends) if line)


def _how_long(found: KeptRecording, context: Context, *, held: bool) -> str:
    zone, keeping = context.desk.office.zone, context.desk.keeping
    if found.destroyed_at is not None:
        return tr("Destroyed on {day}.").format(day=day(local(found.destroyed_at, zone).date()))
    source = keeping.source(found.source)
    if source is None:
        unknown = tr("From {source}. The policy for keeping recordings does not name it, so it is kept.")
        return unknown.format(source=found.source)
    left = source.left(found.called_at, context.desk.today(), warn_days=keeping.warn_days)
    over = tr("From {source}. Its retention period ended on {day}.")
    runs = tr("From {source}. Its retention period ends on {day}, in {left}.")
    said = (over if left.state is RetentionState.DUE else runs).format(
        source=found.source, day=day(left.deletes_on), left=days(left.days_left)
    )
    return f"{said} {tr('It is on hold, so it is kept.')}" if held else said


LISTED_COLUMNS: Lines = ("Request", "Person", "Kind", "Due", "Who acts next")


def listed_cells(row: RequestRow, today: date) -> tuple[str, ...]:
    """Return the cells of a request in the list, on the screen and on paper."""
    return row.reference, row.shown_name, words(row.kind), listed_due(row, today), next_words(row)


REMOVED_COLUMNS: Lines = ("Where", "Length", "Voice", "Reason, for our file only", "What the listener is told")
REMOVED_WEIGHTS = (3, 2, 3, 4, 5)
Pairs = list[tuple[str, str]]


def asked_of(view: RequestView, zone: ZoneInfo, *, whole: bool = True) -> Pairs:
    """Return the requester, the purpose, and the decision; `whole`: with the name."""
    row, internal = view.row, view.row.kind is Kind.INTERNAL
    return [
        (tr("Kind"), words(row.kind)),
        (tr("Came by"), words(view.request.came_by) if view.request.came_by else ""),
        (tr("Purpose"), words(view.request.purpose) if view.request.purpose else ""),
        (tr("Reason given"), view.reason or tr("None given")),
        *([(tr("Who listens") if internal else tr("Person"), row.shown_name)] if whole else []),
        (tr("Date of birth"), day(view.request.asker.born) if view.request.asker.born else ""),
        (tr("Job and team") if internal else tr("Address"), view.request.asker.address),
        (tr("Reaching them"), view.request.asker.contact),
        (tr("Acts for them"), _representative(view.request.representative)),
        (tr("Adjustments"), ", ".join(adjustment_lines(view.request.needs, view.request.adjustments))),
        (tr("Letters in"), words(view.request.language) if view.request.language else ""),
        (tr("Copy wanted"), "" if internal else _copy_wanted(view.request)),
        (tr("Requested together"), ", ".join(view.together)),
        (tr("Approved until"), day(view.request.approved_until) if view.request.approved_until else ""),
        *_decision(view, zone),
    ]


def _copy_wanted(request: Request) -> str:
    if request.copy_wanted:
        return tr("Yes")
    return tr("No") if request.copy_offered else tr("They have not been asked: the letters offer it")


def _decision(view: RequestView, zone: ZoneInfo) -> Pairs:
    """Return the latest decision and its weighing; one that sends the copy back is at the top of the page instead."""
    found = view.decision
    if found is None or found.ended or found.ruling not in (Ruling.APPROVE, Ruling.REFUSE):
        return []
    return [(tr("Decision"), decided(found, zone)), (tr("Other people"), weighed(found))]


def _representative(found: Representative | None) -> str:
    if found is None:
        return ""
    seen = tr("seen on {day}").format(day=day(found.seen_on)) if found.seen_on else tr("not seen yet")
    letters = tr("Letters go to the person") if found.address == "" else found.address
    return "\n".join(part for part in (found.name, f"{words(found.authority)}, {seen}", found.scope, letters) if part)


def call_facts_of(view: RequestView, context: Context, *, whole: bool = True) -> Pairs:
    """Return the requested call, its copy, and the dates; `whole`: with the due date, explained."""
    row = view.row
    return [
        *_call_facts(view, context),
        (tr("Received"), day(row.received_on)),
        *([(tr("Due"), _due(view, context))] if whole or row.due_on is None else []),
        (tr("Appointments"), "\n".join(_appointment(*each, context.desk.office.zone) for each in view.appointments)),
    ]


def _appointment(at: datetime, status: AppointmentStatus, zone: ZoneInfo) -> str:
    """Return the time of an appointment, and the outcome of one that did not take place."""
    cancelled, missed = tr("{moment}: cancelled"), tr("{moment}: nobody came")
    instead = {AppointmentStatus.CANCELLED: cancelled, AppointmentStatus.NO_SHOW: missed}
    return instead.get(status, "{moment}").format(moment=moment(at, zone))


def _call_facts(view: RequestView, context: Context) -> Pairs:
    number = number_words(view.request.call.number, context.desk)
    if view.request.call.by_somebody_else:
        number = f"{number}\n{tr('Someone else rang about them')}"
    pairs = [
        (tr("Call"), moment(view.request.call.at, context.desk.office.zone)),
        (tr("Made to") if view.request.call.outbound else tr("Made from"), number),
        (tr("Recording"), retention_words(view, context)),
    ]
    if view.call is not None:
        call = view.call
        parts = parts_removed(len(call.removed)) if call.removed else tr("nothing removed")
        copy = f"{length(call.frames / call.rate)}, {parts}"
        pairs.append((tr("Copy"), copy))
        pairs.append((tr("Prepared by"), view.prepared_by or ""))
    return pairs


def _due(view: RequestView, context: Context) -> str:
    row, desk = view.row, context.desk
    shown = due_words(row.due_on, row.status, desk.today())
    if row.due_on is None:
        return shown
    return f"{shown}\n{explained(row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today()))}"


def removed_rows(view: RequestView) -> list[Row]:
    """Return the removed parts with the internal reason and, separately, the public wording."""
    if view.call is None:
        return []
    rate = view.call.rate
    rows = []
    for start, end, channel, code in view.removed_internal:
        reason = RemovalReason(code)
        public, lasts = words(public_wording(reason)), length((end - start) / rate)
        about = f", {public}" if public else ""
        told = tr("part removed{about}, {length}").format(about=about, length=lasts)
        voice = tr("All voices") if channel is None else tr("Channel {n}").format(n=channel + 1)
        where = tr("{start} to {end}").format(start=clock(start / rate), end=clock(end / rate))
        rows.append(Row((start, channel), (where, lasts, voice, words(reason), told)))
    return rows
