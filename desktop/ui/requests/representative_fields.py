"""Who acts for the person of a request: at intake, and on the request's page once it was taken."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.requests.request import Authority, Representative
from desktop.ui.kit.typed import unreadable
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import LongTextField, TextField
from desktop.ui.requests.call_fields import column
from desktop.words import tr
from desktop.words.codes import words

THEMSELF, OTHER = "themself", "other"


class RepresentativeFields(QWidget):
    """The fields of a representative: name, authority, how far it goes, when it was seen, where letters go."""

    def __init__(self) -> None:
        super().__init__()
        self.representative = TextField("representative", tr("Name of the person who acts for them"))
        authorities = [Choice(found.value, words(found)) for found in Authority]
        self.authority = ChoiceField("authority", tr("What gives them authority?"), authorities)
        hint = tr("For example, this request only, or all dealings with the council.")
        self.scope = TextField("scope", tr("What does it cover?"), hint)
        hint = tr("Leave it empty until you have seen it. You can ask for it on the request’s page.")
        self.seen_on = DateField("seen_on", tr("When did you see it?"), hint)
        choices = (Choice(OTHER, tr("The person who acts for them")), Choice(THEMSELF, tr("The person themselves")))
        self.letters_to = ChoiceField("letters_to", tr("Who do letters go to?"), choices)
        hint = tr("Letters go to it. Up to 6 lines of 40 characters.")
        self.their_address = LongTextField(
            "representative_address", tr("Address of the person who acts for them"), hint
        )
        box = column(self)
        for field in (self.representative, self.authority, self.scope, self.seen_on, self.letters_to):
            box.addWidget(field)
        box.addWidget(self.their_address)
        self.letters_to.edited.connect(self._show_address)
        self._show_address()

    def clear(self) -> None:
        """Clear the fields."""
        for typed in (self.representative, self.scope, self.their_address):
            typed.set_value("")
        for chosen in (self.authority, self.letters_to):
            chosen.set_value(None)
        self.seen_on.set_value(None)
        self._show_address()

    def problems(self) -> dict[str, str]:
        """Return the fields that cannot be read or are missing, with their problems."""
        problems = unreadable(self.seen_on)
        problems |= {} if self.authority.value() else {"authority": "authority_missing"}
        problems |= {} if self.representative.value() else {"representative": "representative_missing"}
        return problems | self._letters_problems()

    def read(self) -> Representative | None:
        """Return the representative as typed; None while the authority is missing, which is a problem."""
        authority = self.authority.value()
        if authority is None:
            return None
        address = {OTHER: self.their_address.value(), THEMSELF: ""}.get(self.letters_to.value() or "")
        scope, seen_on = self.scope.value(), self.seen_on.value()
        return Representative(self.representative.value(), Authority(authority), scope, seen_on, address)

    def _letters_problems(self) -> dict[str, str]:
        """Return the problems of the letters: a recipient must be chosen, and a representative needs an address."""
        if self.letters_to.value() is None:
            return {"letters_to": "letters_to_missing"}
        missing = self.letters_to.value() == OTHER and not self.their_address.value().strip()
        return {"representative_address": "representative_address_missing"} if missing else {}

    def _show_address(self) -> None:
        self.their_address.setVisible(self.letters_to.value() == OTHER)
