"""Resuming an interrupted session: the short check."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.sessions.views import SessionView
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.session_page import SessionPage, step_of, steps_of
from desktop.words import tr
from desktop.words.formatting import clock


class ResumePage(SessionPage):
    """The page to resume a session. Emits `wanted(same_person)`, `close_wanted` or `back`."""

    wanted = Signal(bool)
    close_wanted = Signal()
    back = Signal()

    def __init__(self, view: SessionView, context: Context) -> None:
        steps = steps_of(view, context.desk.id_policy)
        lead = tr("A short check is enough. What was saved is still here.")
        card, about = card_of(view, context), tr("Continue this session")
        super().__init__(step_of(view), steps, card, about, lead, tr("Continue"))
        self.add(Banner("notice", _interrupted(view)))
        shown = [found.kind for found in view.documents] or view.shown_before
        kinds = [context.desk.id_policy.named(code) for code in shown]
        seen = "; ".join(kind.name for kind in kinds if kind) or tr("no document yet")
        self.same = TicksField(
            "same_person",
            tr("The short check"),
            (
                Choice(
                    "same",
                    tr("It is the same person"),
                    tr("Checked against a document they showed: {seen}").format(seen=seen),
                ),
            ),
        )
        self.add(self.same)
        self.add_link(tr("They don’t want to continue: close it"), self.close_wanted.emit)
        self.add_link(tr("Back to Today"), self.back.emit)
        self.submitted.connect(lambda: self.wanted.emit("same" in self.same.value()))


def _interrupted(view: SessionView) -> str:
    """Return where the listening stood, and what may have been heard beyond."""
    rate = view.call.rate
    if view.unsaved_from is not None:
        broke = tr(
            "The sound was playing when it was interrupted, after {after}. "
            "Up to a minute more may have been heard. It doesn’t count as heard."
        )
        return broke.format(after=clock(view.unsaved_from / rate))
    if view.at_frame or view.heard:
        return tr("It was interrupted at {at}.").format(at=clock(view.at_frame / rate))
    return tr("It was interrupted before listening began.")
