"""Step 2, second part: the caller check. Ask, don't tell; then compare with what is covered on the card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from desktop.application.sessions.views import SessionView
from desktop.domain.requests.request import WITHHELD
from desktop.domain.sessions.caller import CallerCheck, CallKind
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.kit.widgets.words import Words
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.session_page import ID, SessionPage, stacked, steps_of
from desktop.words import tr
from desktop.words.codes import words


class CallerPage(SessionPage):
    """The page of the caller check. Emits `wanted(check, reason)`: the button says that their answers match; "Something
    differs" leads to the other two.

    The keyboard begins at the answers: nobody says that they match by pressing Enter once more.
    """

    wanted = Signal(CallerCheck, str)

    def __init__(self, view: SessionView, context: Context) -> None:
        steps = steps_of(view, context.desk.id_policy)
        lead = tr("Ask, and let them answer in their own words. Then hold F8 to compare.")
        if view.call.kind is CallKind.BY_SOMEBODY_ELSE:
            lead = tr("Ask, and never say who made the call: they may not know. Then hold F8 to compare.")
        card = card_of(view, context)
        super().__init__(ID, steps, card, tr("About the call"), lead, tr("They match. Confirm identity"))
        self.questions = [Words(tr("“{made}”").format(made=each), size=Size.TITLE) for each in _asked(view)]
        self.check = ChoiceField(
            "check",
            tr("How does their answer compare?"),
            (
                Choice("near_enough", words(CallerCheck.NEAR_ENOUGH), tr("A supervisor will review this session")),
                Choice("does_not_match", words(CallerCheck.DOES_NOT_MATCH), tr("The session ends without playing")),
            ),
            across=True,
        )
        self.reason = TextField("reason", tr("Why is it near enough?"), letters=40)
        self.add(stacked(*self.questions, spacing=8), self.check, self.reason)
        self.some_differ = self.add_link(tr("Something differs"), self._ask_further)
        self.match = self.add_link(tr("They match after all"), self._back)
        self.check.edited.connect(self._chosen)
        self.submitted.connect(self._submit)
        self._show(differs=False)

    def focus_first(self) -> None:
        assert self.card.answers is not None, "the caller is still to be asked"
        self.rest_on(self.card.answers.button)

    def where(self) -> str:
        return f"{super().where()} {' '.join(words.words for words in self.questions)}"

    def _ask_further(self) -> None:
        self._show(differs=True)
        self.check.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self) -> None:
        self.check.set_value(None)
        self._show(differs=False)
        self.focus_first()

    def _show(self, *, differs: bool) -> None:
        self.set_problems([])
        self.primary.set_words(tr("Continue") if differs else tr("They match. Confirm identity"))
        self.check.setVisible(differs)
        self.some_differ.setVisible(not differs)
        self.match.setVisible(differs)
        self._chosen()

    def _chosen(self) -> None:
        self.reason.setVisible(self.check.value() == CallerCheck.NEAR_ENOUGH.value)

    def _submit(self) -> None:
        if self.check.isHidden():
            self.wanted.emit(CallerCheck.MATCHES, "")
            return
        value = self.check.value()
        self.wanted.emit(CallerCheck(value) if value else None, self.reason.value())


def _asked(view: SessionView) -> tuple[str, str]:
    """Return the questions, for that kind of call and for whoever is here: a representative knows of it from them."""
    when, themself = tr("When was the call?"), view.concerns_them
    if view.call.kind is CallKind.NUMBER_WITHHELD:
        return when, tr("What was the call about? (The number was withheld.)")
    if not view.call.number and view.call.kind is not CallKind.BY_SOMEBODY_ELSE:
        return when, tr("What was the call about? (No number is known.)")
    if view.call.kind is CallKind.OUTBOUND:
        return when, tr("Which number did we call you on?") if themself else tr("Which number did we call them on?")
    if view.call.kind is CallKind.INBOUND:
        return when, tr("Which number did you call from?") if themself else tr("Which number did they call from?")
    when = tr("When did someone call us about you?") if themself else tr("When did someone call us about them?")
    if view.call.number in ("", WITHHELD):
        return when, tr("What was that call about, as far as you know?")
    return when, tr("Which number did that call come from, if you know?")
