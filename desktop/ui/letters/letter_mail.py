"""The draft of an e-mail with a letter, and the date of an invitation for the person's calendar.

- This program sends nothing and fills in no address: the e-mail is a draft for the office's own mail program, which
  is asked to open it. The office sends it to where it is safe to reach the person.
- A date that was moved takes the place of the earlier one in a calendar: both are of the same request.
- What can be read without opening the letter (subject, words, names of files, calendar) tells the office and the
  reference only: others may see a telephone's screen or a shared calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from desktop.application.requests.letters import Letter
from desktop.domain.requests.letters import LetterKind
from desktop.ui.letters.letter import in_each_language
from desktop.words import tr

MAKER = "-//Listening Room//Invitation//EN"


def letter_mail(letter: Letter, pdf: bytes, at: datetime) -> bytes:
    """Return the draft as the content of an `.eml` file, in the letter's languages. `at`: now."""
    first, *second = in_each_language(letter, lambda _: _mail_text(letter, at)).letters
    mail = EmailMessage(SMTP)
    mail["Subject"] = first.subject
    mail["X-Unsent"] = "1"  # opens as a draft
    mail.set_content("\n\n".join(line for each in (first, *second) for line in each.lines) + "\n")
    mail.add_attachment(pdf, "application", "pdf", filename=first.name)
    if first.entry:
        mail.add_attachment(first.entry, "calendar", filename="appointment.ics", params={"method": "PUBLISH"})
    return mail.as_bytes()


@dataclass(frozen=True)
class _MailText:
    """The wording of an e-mail in one language. `name`: of the letter's file; `entry`: for the calendar, or none."""

    subject: str
    lines: tuple[str, ...]
    name: str
    entry: str


def _mail_text(letter: Letter, at: datetime) -> _MailText:
    office, reference, invites = letter.sender.office, letter.reference, letter.kind is LetterKind.INVITATION
    lines = [tr("Please read the attached letter.")]
    if invites:
        lines.append(tr("The date is attached too, for your calendar."))
    return _MailText(
        tr("{reference}: a letter from {office}").format(reference=reference, office=office),
        (*lines, office),
        tr("Letter {reference}.pdf").format(reference=reference),
        calendar_entry(letter, at).decode() if invites else "",
    )


def calendar_entry(letter: Letter, at: datetime) -> bytes:
    """Return the appointment of an invitation for a calendar (RFC 5545). `at`: now, later than any date sent before."""
    from icalendar import Calendar, Event  # at its first use

    assert letter.starts_at is not None and letter.ends_at is not None, "it invites somebody"
    sender = letter.sender
    event = Event()
    event.add("uid", f"{letter.request}@listening-room.invalid")
    event.add("dtstamp", at)
    event.add("sequence", int(at.timestamp()) // 60)
    event.add("dtstart", letter.starts_at)
    event.add("dtend", letter.ends_at)
    event.add("summary", tr("Appointment at {office}").format(office=sender.office))
    event.add("location", sender.place)
    event.add("description", tr("Reference: {reference}").format(reference=letter.reference))
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
