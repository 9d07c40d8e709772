"""A letter in an e-mail to be sent: a draft for the office's own mail program, with the letter as a PDF.

Rules:
- This program sends nothing and fills in no address: the office sends it, from its own mailbox, to where it is safe to
  reach the person.
- An invitation brings its date for the person's calendar, too. A date that was moved takes the place of the earlier one
  there: both are of the same request.
- What can be read without opening the letter (subject, words, names of files, calendar) tells the office and the
  reference only: others may see a telephone's screen or a shared calendar.
"""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from desktop.application.requests.letters import Letter
from desktop.domain.requests.letters import LetterKind
from desktop.words import tr

MAKER = "-//Listening Room//Invitation//EN"


def letter_mail(letter: Letter, pdf: bytes, at: datetime) -> bytes:
    """Return the draft as the content of an `.eml` file. `at`: now."""
    office = letter.sender.office
    mail = EmailMessage(SMTP)
    mail["Subject"] = tr("{reference}: a letter from {office}").format(reference=letter.reference, office=office)
    mail["X-Unsent"] = "1"  # opens as a draft
    said = [tr("Please read the attached letter."), office]
    invites = letter.kind is LetterKind.INVITATION
    if invites:
        said.insert(1, tr("The date is attached too, for your calendar."))
    mail.set_content("\n\n".join(said) + "\n")
    name = tr("Letter {reference}.pdf").format(reference=letter.reference)
    mail.add_attachment(pdf, "application", "pdf", filename=name)
    if invites:
        invitation = calendar_entry(letter, at).decode()
        mail.add_attachment(invitation, "calendar", filename="appointment.ics", params={"method": "PUBLISH"})
    return mail.as_bytes()


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
