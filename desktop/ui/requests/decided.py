"""The latest decision on a request in words: for the officer who continues with it, and for the approver."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from desktop.application.requests.views import DecisionView
from desktop.domain.copies.weighing import Ruling
from desktop.ui.kit.widgets.words import strong
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import day


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
