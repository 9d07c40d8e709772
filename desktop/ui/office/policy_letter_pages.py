"""The wording of letters for the office: whom a person can turn to, what is told of recordings, and Welsh."""

from __future__ import annotations

from desktop.application.office.letter_edits import AnswerEdit, HelplinesEdit, RegulatorEdit, WelshEdit
from desktop.domain.office.policy import OfficePolicy
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, TicksField
from desktop.ui.kit.widgets.field import LongTextField, TextField
from desktop.ui.office.policy_office_pages import OfficePartPage, lines_of
from desktop.words import tr
from desktop.words.office.policy_rows import ANSWER_WELSH, WELSH, PolicyRow

PROGRAMS, UNCHECKED = "programs", "unchecked"


class PolicyRegulatorPage(OfficePartPage):
    """The page of the regulator whom a person can turn to."""

    def __init__(self) -> None:
        super().__init__()
        self.called = TextField("name", tr("Name"))
        hint = tr("Line by line. It may be left empty: a telephone and a web page will do.")
        self.address = LongTextField("address", tr("Address"), hint, lines=4)
        self.telephone = TextField("telephone", tr("Telephone"), letters=18)
        self.web = TextField("web", tr("Web page"))
        self.add(self.called, self.address, self.telephone, self.web)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_part(self, row: PolicyRow, policy: OfficePolicy) -> None:
        regulator = policy.regulator
        self.called.set_value(regulator.name)
        self.address.set_value("\n".join(regulator.address))
        self.telephone.set_value(regulator.telephone)
        self.web.set_value(regulator.web)
        self.begin(row.what, tr("Who a person can turn to about this office. It is on letters and receipts."))

    def _submit(self) -> None:
        edit = RegulatorEdit(self.called.value(), lines_of(self.address), self.telephone.value(), self.web.value())
        self.ask(edit)


class PolicyHelplinesPage(OfficePartPage):
    """The page of the helplines named after a call that was too much."""

    def __init__(self) -> None:
        super().__init__()
        hint = tr("One on each line: name and number. If there are none, the pages mention the adviser’s card.")
        self.helplines = LongTextField("helplines", tr("Helplines"), hint, lines=4)
        self.add(self.helplines)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_part(self, row: PolicyRow, policy: OfficePolicy) -> None:
        self.helplines.set_value("\n".join(policy.helplines))
        self.begin(row.what, tr("Listeners see these after Stop, and the adviser sees them on the closing page."))

    def _submit(self) -> None:
        self.ask(HelplinesEdit(lines_of(self.helplines)))


class PolicyAnswerPage(OfficePartPage):
    """The page of what a response letter tells of recordings, in English or in Welsh."""

    def __init__(self) -> None:
        super().__init__()
        self._welsh = False
        self.purposes = LongTextField("purposes", tr("Why calls are recorded"), lines=4)
        self.recipients = LongTextField("recipients", tr("Who gets to hear recordings"), lines=4)
        self.origin = LongTextField("origin", tr("Where the information in them comes from"), lines=2)
        hint = tr("For example, that none is sent abroad, and that no computer decides alone.")
        self.more = LongTextField("more", tr("Anything else"), hint, lines=3)
        self.programs = TicksField(PROGRAMS, tr("Or"), (Choice(PROGRAMS, tr("The program’s own words")),))
        self.add(self.purposes, self.recipients, self.origin, self.more, self.programs)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_part(self, row: PolicyRow, policy: OfficePolicy) -> None:
        self._welsh = row.part == ANSWER_WELSH
        own = policy.answer_welsh if self._welsh else policy.answer
        for field in (self.purposes, self.recipients, self.origin, self.more):
            field.set_value(getattr(own, field.name) if own is not None else "")
        self.programs.set_value(())
        self.programs.setVisible(own is not None)
        said = tr("In the office’s own words, as the law requires (UK GDPR, article 15).")
        in_welsh = tr("Write it in Welsh: the program translates nothing of it.")
        now = tr("Now: {now}.").format(now=row.now) if own is None else ""
        self.begin(row.what, " ".join(part for part in (said, in_welsh if self._welsh else "", now) if part))

    def _submit(self) -> None:
        edit = AnswerEdit(
            welsh=self._welsh,
            own=PROGRAMS not in self.programs.value(),
            purposes=_in_one_line(self.purposes),
            recipients=_in_one_line(self.recipients),
            origin=_in_one_line(self.origin),
            more=_in_one_line(self.more),
        )
        self.ask(edit)


class PolicyWelshPage(OfficePartPage):
    """The page of whether letters are written in Welsh."""

    def __init__(self) -> None:
        super().__init__()
        choices = tuple(Choice(welsh, tr(words)) for welsh, words in WELSH.items())
        self.welsh = ChoiceField("welsh", tr("Letters in Welsh"), choices)
        unchecked = tr("Words that no native reader has checked")
        hint = tr("The page of a letter says how many there are before it is printed.")
        self.unchecked = TicksField(UNCHECKED, unchecked, (Choice(UNCHECKED, tr("They may be used")),), hint)
        self.add(self.welsh, self.unchecked)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_part(self, row: PolicyRow, policy: OfficePolicy) -> None:
        self.welsh.set_value(policy.welsh)
        self.unchecked.set_value((UNCHECKED,) if policy.welsh_unchecked else ())
        self.begin(row.what, tr("Now: {now}").format(now=row.now))

    def _submit(self) -> None:
        self.ask(WelshEdit(self.welsh.value(), UNCHECKED in self.unchecked.value()))


def _in_one_line(field: LongTextField) -> str:
    return " ".join(field.value().split())
