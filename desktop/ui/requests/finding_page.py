"""Finding the recording of a request: the search terms, the results, and a wider search, step by step.

One thing at a time: choose a result; else search wider; at the end, record that nothing is left.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from desktop.application.recordings.finding import FindView
from desktop.domain.recordings.finding import Step
from desktop.domain.recordings.keeping import Protection
from desktop.domain.shared.ids import RecordingId
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.choice_field import ChoiceField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words, strong, title
from desktop.ui.requests.finding_words import about_search, choice_of, looked_for
from desktop.ui.requests.not_left_part import NotLeftPart
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.problems import problems_of


class FindingPage(Page):
    """The search page. Emits `look(Step)`, `chosen(RecordingId)`, `nothing_left(frozenset of sources)`, `change` and
    `back`."""

    look = Signal(Step)
    chosen = Signal(str)
    nothing_left = Signal(frozenset)
    change = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("This is the recording"))
        self._desk = context.desk
        self.view: FindView | None = None
        self.unprotected = Banner("notice")
        self.nothing = title("")
        self.about = Words(tone="muted")
        self.found = ChoiceField("recording", tr("Choose the call"), ())
        self.further = SecondaryButton("")
        self.not_left = NotLeftPart()
        self.add(self.unprotected, self.nothing, self.found, self.about, self.further, self.not_left)
        self._body.setAlignment(self.further, Qt.AlignmentFlag.AlignLeft)
        self.closer = self.add_link("", self._look_closer)
        self.add_link(tr("Change the call details"), self.change.emit)
        self.add_link(tr("Back to the request"), self.back.emit)
        self.further.clicked.connect(self._look_further)
        self.submitted.connect(self._submit)

    def where(self) -> str:
        """Return the usual text, and how many calls were found, in a screen reader's words."""
        if self.view is None:
            return super().where()
        return in_sentences(super().where(), self.nothing.words or tr("Found: {n}").format(n=len(self.view.rows)))

    def show_found(self, view: FindView) -> None:
        """Show the results of a search."""
        self.view = view
        self.come_anew()
        self.set_problems([])
        self.set_heading(tr("Find the recording: {reference}").format(reference=view.reference))
        self.set_lead(looked_for(view, self._desk), tr("Searching is logged."))
        self._show_unprotected(view)
        self.nothing.set_parts(tr("Nothing was found.") if view.nothing else "")
        self.nothing.setVisible(view.nothing)
        self.about.set_parts(about_search(view))
        self.about.setVisible(bool(self.about.words))
        self.found.set_value(None)
        self.found.set_choices(tuple(choice_of(row, view, self._desk) for row in view.rows))
        self.found.setVisible(bool(view.rows))
        self.not_left.show_found(view)
        self._show_actions(view)
        self.rest_on(self.found.focus_target() if view.rows else self.primary)

    def show_problems(self, error: FieldsError) -> None:
        """Show what is still to be done."""
        self.may_press_again()
        self.set_problems_by_name(problems_of(error))

    def may_press_again(self) -> None:
        """Allow another press: it was not done, and the reason is shown."""
        self.primary.setEnabled(True)
        self.further.setEnabled(True)

    def _show_unprotected(self, view: FindView) -> None:
        """Say that the recording may not have been imported yet."""
        still = tr("The recording may not be here yet. Import recordings under Recordings, then search again.")
        wanting = view.protection is not Protection.PROTECTED and not view.rows and not view.systems
        self.unprotected.set_parts(*((strong(tr("Not yet protected.")), still) if wanting else ()))

    def _show_actions(self, view: FindView) -> None:
        """Make the one thing to do the primary button; searching wider is beside it while there is a choice."""
        self.may_press_again()
        further = tr("Widen the search: {step}").format(step=words(view.wider)) if view.wider else ""
        self.primary.set_words(tr("This is the recording") if view.rows else further or tr("It is no longer available"))
        self.primary.setVisible(bool(view.rows or view.wider or view.systems))
        self.further.set_words(further)
        self.further.setVisible(bool(view.rows and further))
        closer = self._closer()
        self.closer.set_words(tr("Narrow the search: {step}").format(step=words(closer)) if closer else "")
        self.closer.setVisible(closer is not None)

    def _closer(self) -> Step | None:
        assert self.view is not None
        at = self.view.steps.index(self.view.step)
        return self.view.steps[at - 1] if at else None

    def _look_further(self) -> None:
        assert self.view is not None
        self._once()
        self.look.emit(self.view.wider)

    def _look_closer(self) -> None:
        self._once()
        self.look.emit(self._closer())

    def _submit(self) -> None:
        assert self.view is not None
        if not self.view.rows and self.view.wider:
            self._look_further()
        elif not self.view.rows:
            self._once()
            self.nothing_left.emit(self.not_left.value())
        elif (recording := self.found.value()) is None:
            self.show_problems(FieldsError({"recording": "recording_not_chosen"}))
        else:
            self._once()
            self.chosen.emit(RecordingId(recording))

    def _once(self) -> None:
        """Ask once even if pressed twice: the page is refreshed afterwards."""
        self.primary.hold()
        self.further.setEnabled(False)
