"""The page when nobody entitled to listen is here: the session can only be finished."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.sessions.views import SessionView
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import nobody
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.session_page import SessionPage, step_of, steps_of
from desktop.words import tr


class NobodyPage(SessionPage):
    """The page to finish when nobody is here to listen. Emits `finish_wanted`."""

    finish_wanted = Signal()

    def __init__(self, view: SessionView, context: Context) -> None:
        steps, why = steps_of(view, context.desk.id_policy), nobody()
        super().__init__(step_of(view), steps, card_of(view, context), why.about, why.lead, tr("Finish the session"))
        self.submitted.connect(self.finish_wanted)
