"""The closed session: the receipt to take home, or the slip of things to bring."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.sessions.views import ClosedView
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.paper.sheets import Sheets
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.receipt import receipt_document, receipt_title
from desktop.ui.sessions.session_page import CLOSE, SessionPage, steps_of
from desktop.ui.sessions.slip import slip_document, slip_title
from desktop.words import tr
from desktop.words.codes import within


class ClosedPage(SessionPage):
    """The page of a closed session. Emits `print_wanted` and `done`. `document` is printed as `document_title`."""

    print_wanted = Signal()
    done = Signal()

    def __init__(self, closed: ClosedView, context: Context) -> None:
        view = closed.session
        assert view.outcome is not None
        slip = view.outcome is Outcome.NOT_ENOUGH_EVIDENCE
        if slip:
            lead = tr("Give them the slip with what to bring, and offer another day.")
        elif view.kind is Kind.INTERNAL:
            lead = tr("Print the receipt for the listener. It says what was played, not what was said.")
        else:
            lead = tr("Print the receipt for the customer. It says what was played, not what was said.")
        print_words = tr("Print the slip") if slip else tr("Print the receipt")
        steps = steps_of(view, context.desk.id_policy)
        about = tr("Closed: {outcome}").format(outcome=within(view.outcome, view.kind))
        super().__init__(CLOSE, steps, card_of(view, context), about, lead, print_words)
        zone = context.desk.office.zone
        self.document = (
            slip_document(closed.receipt, context.desk.id_policy.for_request(view.kind))
            if slip
            else receipt_document(closed.receipt, zone, context.desk.policy.regulator)
        )
        self.document_title = slip_title(closed.receipt) if slip else receipt_title(closed.receipt)
        self.add(Banner("success", tr("The session is closed, and the log is anchored.")))
        sheets = Sheets()
        sheets.show_document(self.document, tr("What is printed"))
        self.add(sheets)
        self.add_link(tr("Done, back to Today"), self.done.emit)
        self.submitted.connect(self.print_wanted)
