"""The requester: the person, how to reach them safely, and their representative; or the colleague who will listen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.office.policy import HolidayRegion
from desktop.domain.requests.intake import Competence, competence_of
from desktop.domain.requests.request import Asker, Representative
from desktop.ui.kit.typed import unreadable
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import Field, LongTextField, TextField
from desktop.ui.kit.widgets.words import title
from desktop.ui.requests.call_fields import column
from desktop.ui.requests.representative_fields import OTHER, THEMSELF, RepresentativeFields
from desktop.ui.running.context import Context
from desktop.words import Texts, tr

COMPETENCE: Texts[Competence] = {
    Competence.ASK: "Under 18. Check that they understand what they are asking for. Don’t decide on age alone.",
    Competence.PRESUMED: (
        "Under 18. From the age of 12 they are presumed to understand what they are "
        "asking for. Don’t decide on age alone."
    ),
}


class AskerFields(QWidget):
    """The fields for that kind of request; hidden ones keep their text but are not read."""

    def __init__(self, context: Context, *, asks_who_acts: bool = True) -> None:
        super().__init__()
        self._context, self._asks_who_acts = context, asks_who_acts
        self.internal = False
        self.title = title()
        self.given_names = TextField("given_names", tr("Given names"))
        self.surname = TextField("name", tr("Surname"))
        self.job = TextField("address", tr("Job and team"), tr("For example, team leader, housing repairs."))
        self.born = DateField("born", tr("Date of birth"))
        hint = tr(
            "It is checked against a document at the appointment, and letters go to it. Up to 6 lines of 40 characters."
        )
        self.address = LongTextField("address", tr("Current address"), hint)
        hint = tr("Ask whether any way of reaching them is not safe, and type what they say.")
        self.contact = LongTextField("contact", tr("What is a safe way to reach them?"), hint, lines=2)
        choices = (Choice(THEMSELF, tr("The person themselves")), Choice(OTHER, tr("Someone who acts for them")))
        self.acts, self.acting = ChoiceField("acts", tr("Who is asking?"), choices), RepresentativeFields()
        self._about_person = (self.born, self.address, self.contact, self.acts)
        box = column(self)
        for part in (self.title, self.given_names, self.surname, self.job, *self._about_person, self.acting):
            box.addWidget(part)
        self.born.edited.connect(self._show_born)
        self.born.completed.connect(self._born_typed)
        self.acts.edited.connect(self._show_acts)
        self.show_kind(internal=False)

    def clear(self) -> None:
        """Clear the fields."""
        for typed in (self.given_names, self.surname, self.job, self.address, self.contact):
            typed.set_value("")
        self.acts.set_value(None)
        self.born.set_value(None)
        self.acting.clear()
        self._show_born()
        self._show_acts()

    def show_kind(self, *, internal: bool) -> None:
        """Show the fields for the person in the call, or for a colleague."""
        self.internal = internal
        self.title.set_parts(tr("Who will listen") if internal else tr("The person the call is about"))
        self.job.setVisible(internal)
        for field in self._about_person:
            field.setVisible(not internal and (field is not self.acts or self._asks_who_acts))
        self._show_acts()
        self._show_born()

    def show_asker(self, asker: Asker, *, internal: bool, who_stays: bool) -> None:
        """Show whoever asks. `who_stays`: their name and date of birth cannot change, and are not asked for."""
        self.show_kind(internal=internal)
        for field, text in ((self.given_names, asker.given_names), (self.surname, asker.surname)):
            field.set_value(text)
            field.setVisible(not who_stays)
        self.born.set_value(asker.born)
        self.born.setVisible(not internal and not who_stays)
        (self.job if internal else self.address).set_value(asker.address)
        self.contact.set_value(asker.contact)
        self._show_born()

    def first(self) -> Field:
        """Return the first field that is asked for."""
        fields = (self.given_names, self.job if self.internal else self.address)
        return next(each for each in fields if not each.isHidden())

    def problems(self) -> dict[str, str]:
        """Return the fields that cannot be read or are missing, with their problems."""
        if self.internal:
            return {}
        if not self._asks_who_acts:
            return unreadable(self.born)
        problems = unreadable(self.born) | ({} if self.acts.value() else {"acts": "acts_missing"})
        return problems | (self.acting.problems() if self.acts.value() == OTHER else {})

    def asker(self) -> Asker:
        """Return the requester as typed."""
        if self.internal:
            return Asker(self.given_names.value(), self.surname.value(), None, self.job.value())
        return Asker(
            self.given_names.value(),
            self.surname.value(),
            self.born.value(),
            self.address.value(),
            self.contact.value(),
        )

    def who_acts(self) -> Representative | None:
        """Return the representative, or None; also None while the authority is missing, which is a problem."""
        return None if self.internal or self.acts.value() != OTHER else self.acting.read()

    def _show_acts(self) -> None:
        self.acting.setVisible(not self.internal and self.acts.value() == OTHER)

    def _born_typed(self) -> None:
        """Go on from a date of birth that is in order."""
        if self.born.value() is not None and not self.born.problem:
            self.address.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_born(self) -> None:
        born, desk = self.born.value(), self._context.desk
        found = competence_of(born, desk.today(), HolidayRegion(desk.office.nation)) if born else None
        unknown = tr("It is checked against a document at the appointment. Leave it empty if it is not known.")
        self.born.set_hint(tr(COMPETENCE[found]) if found else unknown)
