"""The list for the yearly review of access, on paper: who has which role since when, lent roles, and who has left.

It shows what the page **People** shows, on as many sheets as it takes. Each sheet has the names of the columns at its
top, and the list's title and the sheet's number at its foot.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtGui import QTextDocument

from desktop.application.office.accounts import Account
from desktop.application.ports.office import OfficeFacts
from desktop.domain.shared.paper import PaperList
from desktop.ui.kit.printing.paper import MM
from desktop.ui.kit.printing.typesetting import TEXT_POINTS, ListRow, ListSetter, titled_sheets
from desktop.ui.running.paper_page import Paper
from desktop.words import Lines, counted, tr
from desktop.words.formatting import day, local, moment
from desktop.words.office import loan_words, roles_words, since_words

COLUMNS: Lines = ("Person", "Roles", "Since", "Last sign-in")
WIDTHS = (44 * MM, 58 * MM, 34 * MM, 0)


def roles_title(at: datetime, office: OfficeFacts) -> str:
    """Return the title of the document, also used as its file name."""
    return tr("Who has which role, {day}").format(day=day(local(at, office.zone).date()))


def roles_paper(accounts: Sequence[Account], at: datetime, office: OfficeFacts) -> Paper:
    """Return the list for its page."""
    document = roles_document(accounts, at, office)
    lead = tr("For the yearly review of access. Go through it with whoever leads each team, and sign it.")
    title, heading = roles_title(at, office), tr("Who has which role")
    return Paper(title, document, heading, lead, list=PaperList.ROLES, lines=len(accounts))


def roles_document(accounts: Sequence[Account], at: datetime, office: OfficeFacts) -> QTextDocument:
    """Return the list as it was at that time, laid out on sheets of A4."""
    document, writer = titled_sheets(roles_title(at, office), office.name, demo=office.demo)
    here = [_row(account, office) for account in accounts if account.person.active]
    left = [_row(account, office) for account in accounts if not account.person.active]
    table = ListSetter(writer, [tr(name) for name in COLUMNS], WIDTHS, TEXT_POINTS)
    table.add(here, under=counted(len(here), "1 person.", "{n} people."))
    if left:
        table.add(left, under=counted(len(left), "1 person has left.", "{n} people have left."))
    writer.line(tr("Reviewed by:"), above=24)
    writer.line(tr("On:"), above=16)
    return document


def _row(account: Account, office: OfficeFacts) -> ListRow:
    person, zone = account.person, office.zone
    last = moment(account.last_sign_in, zone) if account.last_sign_in else tr("Never")
    lent = [tr("Lent: {role}").format(role=loan_words(loan)) for loan in person.lent]
    return (
        (person.shown_name, tr("Signs in as {name}").format(name=person.sign_in_name)),
        (roles_words(person.roles), *lent),
        (since_words(account, zone),),
        (last,),
    )
