"""The parts of a policy that are one text, one choice or one day: a name, a zone, what an import keeps, a holiday."""

from __future__ import annotations

from datetime import date

from desktop.application.office.policy_edits import HolidayGoneEdit, TextEdit
from desktop.application.office.system_edits import AssessmentEdit
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import Holiday
from desktop.domain.recordings.keeping import KeepingPolicy
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, ListField, TicksField
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.office.policy_edit_page import EditPage
from desktop.words import tr
from desktop.words.office.policy_rows import PolicyRow

ZONES = ("Europe/London", "UTC")
GONE, ASKED_FOR, EVERY = "gone", "asked_for", "every"


class PolicyNamePage(EditPage):
    """The page of what a policy is called."""

    def __init__(self) -> None:
        super().__init__()
        self._name = PolicyName.OFFICE
        self.called = TextField("name", tr("From now on"))
        self.add(self.called)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_name(self, row: PolicyRow, name: PolicyName) -> None:
        """Ask for another name of that policy."""
        self._name = name
        self.called.set_value(row.now)
        self.begin(row.what, tr("The log has the version of the policy, and this name helps to recognise it."))

    def _submit(self) -> None:
        self.ask(TextEdit(self._name, "name", self.called.value()))


class PolicyZonePage(EditPage):
    """The page of the office's time zone."""

    def __init__(self) -> None:
        super().__init__()
        self.zone = ListField("zone", tr("From now on"), ())
        self.add(self.zone)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_zone(self, row: PolicyRow) -> None:
        """Ask for another zone, beginning with that of now."""
        self.zone.set_choices(tuple(Choice(each, each) for each in dict.fromkeys((row.now, *ZONES))))
        self.zone.set_value(row.now)
        self.begin(row.what, tr("Days, deadlines and opening hours count in it, and screens and letters show it."))

    def _submit(self) -> None:
        self.ask(TextEdit(PolicyName.OFFICE, "zone", self.zone.value()))


class PolicyAssessmentPage(EditPage):
    """The page of what an import keeps: what a request asks for, or every recording."""

    def __init__(self) -> None:
        super().__init__()
        choices = (
            Choice(ASKED_FOR, tr("Only recordings that a request asks for")),
            Choice(EVERY, tr("Every recording"), tr("That needs a data protection impact assessment.")),
        )
        self.estate = ChoiceField("estate", tr("An import keeps"), choices)
        hint = tr("For example, DPIA 2026/07.")
        self.reference = TextField("estate_assessment", tr("Reference of the impact assessment"), hint)
        self.add(self.estate, self.reference)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)
        self.estate.edited.connect(self._show_reference)

    def begin_assessment(self, row: PolicyRow, policy: KeepingPolicy) -> None:
        """Ask for it, beginning with what holds now."""
        self.estate.set_value(EVERY if policy.estate_assessment else ASKED_FOR)
        self.reference.set_value(policy.estate_assessment or "")
        self._show_reference()
        self.begin(row.what, tr("Now: {now}.").format(now=row.now))

    def _show_reference(self) -> None:
        self.reference.setVisible(self.estate.value() == EVERY)

    def _submit(self) -> None:
        chosen = self.estate.value()
        self.ask(AssessmentEdit(None if chosen is None else chosen == EVERY, self.reference.value()))


class PolicyHolidayPage(EditPage):
    """The page of a holiday by hand, which can be taken back."""

    def __init__(self) -> None:
        super().__init__()
        self._day = date.min
        self.gone = TicksField(GONE, tr("From now on"), (Choice(GONE, tr("It is no longer a holiday")),))
        self.add(self.gone)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_gone(self, row: PolicyRow, holiday: Holiday) -> None:
        """Ask whether that day is no longer a holiday."""
        self._day = holiday.day
        self.gone.set_value(())
        self.begin(row.what, tr("Now: {now}.").format(now=row.now))

    def _submit(self) -> None:
        self.ask(HolidayGoneEdit(self._day, GONE in self.gone.value()))
