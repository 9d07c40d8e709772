"""Step 2, second part: the caller check. Ask, don't tell."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.sessions.views import SessionView
from desktop.domain.requests.request import WITHHELD
from desktop.domain.sessions.caller import CallerCheck
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.kit.widgets.words import Words, strong
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.session_page import ID, SessionPage, steps_of
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import moment
from desktop.words.shared.telephone import number_words


class CallerPage(SessionPage):
    """The page of the caller check. Emits `wanted(check, reason)`."""

    wanted = Signal(object, str)

    def __init__(self, view: SessionView, context: Context) -> None:
        steps = steps_of(view, context.desk.id_policy)
        lead = tr("Ask, don’t prompt. Let them answer in their own words. Then choose how the answer compares.")
        super().__init__(ID, steps, card_of(view, context), tr("About the call"), lead, tr("Confirm identity"))
        call = view.call
        made = tr("Which number did we call you on?") if call.outbound else tr("Which number did you call from?")
        if call.number == WITHHELD:
            made = tr("What was the call about? (The number was withheld.)")
        ask = Words(strong(tr("Ask:")), tr("“When was the call?”  Then: “{made}”").format(made=made))
        known = Banner(
            "notice",
            strong(tr("On the request, for you only:")),
            tr("{when}, number: {number}").format(
                when=moment(call.at, context.desk.office.zone), number=number_words(call.number, context.desk)
            ),
        )
        self.check = ChoiceField(
            "check",
            tr("How does their answer compare?"),
            (
                Choice("matches", words(CallerCheck.MATCHES)),
                Choice("near_enough", words(CallerCheck.NEAR_ENOUGH), tr("A supervisor will review this session")),
                Choice("does_not_match", words(CallerCheck.DOES_NOT_MATCH), tr("The session ends without playing")),
            ),
        )
        self.reason = TextField("reason", tr("Why is it near enough?"), letters=40)
        self.add(ask, known, self.check, self.reason)
        self.check.edited.connect(self._chosen)
        self.submitted.connect(self._submit)
        self._chosen()

    def _chosen(self) -> None:
        self.reason.setVisible(self.check.value() == CallerCheck.NEAR_ENOUGH.value)

    def _submit(self) -> None:
        value = self.check.value()
        self.wanted.emit(CallerCheck(value) if value else None, self.reason.value())
