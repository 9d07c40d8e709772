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
from desktop.ui.sessions.receipt import receipt_on_paper, receipt_title
from desktop.ui.sessions.session_page import CLOSE, SessionPage, steps_of
from desktop.ui.sessions.slip import slip_on_paper, slip_title
from desktop.ui.sessions.their_language import kept_back_words
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
        ids, policy = context.desk.id_policy.for_request(view.kind), context.desk.policy
        self.document, paper = (
            slip_on_paper(closed.receipt, ids, policy) if slip else receipt_on_paper(closed.receipt, zone, policy)
        )
        self.document_title = slip_title(closed.receipt) if slip else receipt_title(closed.receipt)
        self.add(Banner("success", tr("The session is closed.")))
        if paper.kept_back:
            self.add(Banner("notice", kept_back_words()))
        sheets = Sheets()
        sheets.show_document(self.document, tr("What is printed"))
        self.add(sheets)
        self.add_link(tr("Done, back to Today"), self.done.emit)
        self.submitted.connect(self.print_wanted)
