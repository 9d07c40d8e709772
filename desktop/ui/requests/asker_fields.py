"""The requester: the person, how to reach them safely, and their representative; or the colleague who will listen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.office.policy import HolidayRegion
from desktop.domain.requests.intake import Competence, competence_of
from desktop.domain.requests.request import Asker, Authority, Representative
from desktop.ui.kit.typed import unreadable
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import LongTextField, TextField
from desktop.ui.kit.widgets.words import title
from desktop.ui.requests.call_fields import column
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words

THEMSELF, OTHER = "themself", "other"
COMPETENCE: Texts[Competence] = {
    Competence.ASK: "Under 18. Check that they understand what they are asking for. Don’t decide on age alone.",
    Competence.PRESUMED: (
        "Under 18. From the age of 12 they are presumed to understand what they are "
        "asking for. Don’t decide on age alone."
    ),
}


class AskerFields(QWidget):
    """The fields for that kind of request; hidden ones keep their text but are not read."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.internal = False
        self.title = title()
        self.given_names = TextField("given_names", tr("Given names"))
        self.surname = TextField("name", tr("Surname"))
        self.job = TextField("address", tr("Job and team"), tr("For example: team leader, housing repairs."))
        self.born = DateField("born", tr("Date of birth"))
        hint = tr(
            "It is checked against a document at the appointment, and letters go to it. Up to 6 lines of 40 characters."
        )
        self.address = LongTextField("address", tr("Current address"), hint)
        hint = tr("Ask whether any way of reaching them is not safe, and type what they say.")
        self.contact = LongTextField("contact", tr("What is a safe way to reach them?"), hint, lines=2)
        self._make_representative()
        self._about_person = (self.born, self.address, self.contact, self.acts)
        self._about_representative = (self.representative, self.authority, self.scope, self.seen_on, self.letters_to)
        box = column(self)
        box.addWidget(self.title)
        for field in (self.given_names, self.surname, self.job, *self._about_person, *self._about_representative):
            box.addWidget(field)
        box.addWidget(self.their_address)
        self.born.edited.connect(self._show_born)
        self.born.completed.connect(self._born_typed)
        self.acts.edited.connect(self._show_acts)
        self.letters_to.edited.connect(self._show_acts)
        self.show_kind(internal=False)

    def clear(self) -> None:
        """Clear the fields."""
        texts = (self.given_names, self.surname, self.job, self.address, self.contact, self.representative, self.scope)
        for typed in (*texts, self.their_address):
            typed.set_value("")
        for chosen in (self.acts, self.authority, self.letters_to):
            chosen.set_value(None)
        for when in (self.born, self.seen_on):
            when.set_value(None)
        self._show_born()
        self._show_acts()

    def show_kind(self, *, internal: bool) -> None:
        """Show the fields for the person in the call, or for a colleague."""
        self.internal = internal
        self.title.set_parts(tr("Who will listen") if internal else tr("The person the call is about"))
        self.job.setVisible(internal)
        for field in self._about_person:
            field.setVisible(not internal)
        self._show_acts()
        self._show_born()

    def problems(self) -> dict[str, str]:
        """Return the fields that cannot be read or are missing, with their problems."""
        if self.internal:
            return {}
        problems = unreadable(self.born) | ({} if self.acts.value() else {"acts": "acts_missing"})
        if self.acts.value() == OTHER:
            problems |= unreadable(self.seen_on)
            problems |= {} if self.authority.value() else {"authority": "authority_missing"}
            problems |= {} if self.representative.value() else {"representative": "representative_missing"}
            problems |= self._letters_problems()
        return problems

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
        authority = self.authority.value()
        if self.internal or self.acts.value() != OTHER or authority is None:
            return None
        scope, seen_on = self.scope.value(), self.seen_on.value()
        address = {OTHER: self.their_address.value(), THEMSELF: ""}.get(self.letters_to.value() or "")
        return Representative(self.representative.value(), Authority(authority), scope, seen_on, address)

    def _letters_problems(self) -> dict[str, str]:
        """Return the problems of the letters: a recipient must be chosen, and a representative needs an address."""
        if self.letters_to.value() is None:
            return {"letters_to": "letters_to_missing"}
        missing = self.letters_to.value() == OTHER and not self.their_address.value().strip()
        return {"representative_address": "representative_address_missing"} if missing else {}

    def _make_representative(self) -> None:
        choices = (Choice(THEMSELF, tr("The person themselves")), Choice(OTHER, tr("Someone who acts for them")))
        self.acts = ChoiceField("acts", tr("Who is asking?"), choices)
        self.representative = TextField("representative", tr("Name of the person who acts for them"))
        authorities = [Choice(found.value, words(found)) for found in Authority]
        self.authority = ChoiceField("authority", tr("What gives them authority?"), authorities)
        hint = tr("For example: this request only, or all dealings with the council.")
        self.scope = TextField("scope", tr("What does it cover?"), hint)
        hint = tr("Leave it empty until you have seen it. You can ask for it on the request’s page.")
        self.seen_on = DateField("seen_on", tr("When did you see it?"), hint)
        choices = (Choice(OTHER, tr("The person who acts for them")), Choice(THEMSELF, tr("The person themselves")))
        self.letters_to = ChoiceField("letters_to", tr("Who do letters go to?"), choices)
        hint = tr("Letters go to it. Up to 6 lines of 40 characters.")
        self.their_address = LongTextField(
            "representative_address", tr("Address of the person who acts for them"), hint
        )

    def _show_acts(self) -> None:
        acts = not self.internal and self.acts.value() == OTHER
        for field in self._about_representative:
            field.setVisible(acts)
        self.their_address.setVisible(acts and self.letters_to.value() == OTHER)

    def _born_typed(self) -> None:
        """Go on from a date of birth that is in order."""
        if self.born.value() is not None and not self.born.problem:
            self.address.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_born(self) -> None:
        born, desk = self.born.value(), self._context.desk
        found = competence_of(born, desk.today(), HolidayRegion(desk.office.nation)) if born else None
        unknown = tr("It is checked against a document at the appointment. Leave it empty if it is not known.")
        self.born.set_hint(tr(COMPETENCE[found]) if found else unknown)
