"""A letter in an e-mail, as a mail program and a calendar read it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from desktop.application.requests.letters import Letter
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language
from desktop.ui.letters.letter import letter_mail
from tests.ui.letters.test_letter import LETTER, LETTERS

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 \x00\xff not text"


def read(letter: Letter, at: datetime = AT) -> tuple[EmailMessage, dict[str, EmailMessage]]:
    """Return the draft, and what is attached to it by its name."""
    mail = message_from_bytes(letter_mail(letter, PDF, at), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail, {part.get_filename(): part for part in mail.iter_attachments()}  # type: ignore[misc]


def entry(letter: Letter, at: datetime = AT) -> dict[str, str]:
    """Return the lines of the calendar's file by name (RFC 5545, 3.1: one that begins with a space goes on)."""
    content = read(letter, at)[1]["appointment.ics"].get_content()
    lines = re.sub(r"\r?\n[ \t]", "", content).splitlines()
    return dict(line.split(":", 1) for line in lines if line)


def test_it_opens_as_a_draft_that_goes_to_nobody_yet_with_the_letter_as_it_is() -> None:
    mail, attached = read(LETTER)
    assert mail["X-Unsent"] == "1" and mail["To"] is None and mail["From"] is None
    letter = attached["Letter SAR-2026-0004.pdf"]
    assert letter.get_content_type() == "application/pdf" and letter.get_content() == PDF


def test_an_invitation_brings_its_date_for_the_calendar() -> None:
    part = read(LETTER)[1]["appointment.ics"]
    assert part.get_content_type() == "text/calendar" and part.get_param("method") == "PUBLISH"
    found = entry(LETTER)
    assert found["BEGIN"] == "VEVENT" and found["VERSION"] == "2.0" and found["METHOD"] == "PUBLISH"
    assert (found["DTSTART"], found["DTEND"]) == ("20261127T100000Z", "20261127T113000Z")
    assert found["LOCATION"] == "Riverside House" and found["SUMMARY"] == "Appointment at Riverside Council"
    assert found["CLASS"] == "PRIVATE" and found["DTSTAMP"] == "20261124T100000Z"
    sender = replace(LETTER.sender, place="Tŷ Glan, Heol y Parc; llawr 2")
    assert entry(replace(LETTER, sender=sender))["LOCATION"] == r"Tŷ Glan\, Heol y Parc\; llawr 2"


def test_a_date_that_moved_takes_the_place_of_the_one_before_it() -> None:
    assert LETTER.starts_at is not None
    moved = replace(LETTER, starts_at=LETTER.starts_at + timedelta(days=3))
    before, after = entry(LETTER), entry(moved, AT + timedelta(minutes=1))
    assert before["UID"] == after["UID"] and int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert int(after["SEQUENCE"]) < 2**31, "a calendar keeps it in 32 bits"


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_what_is_seen_before_it_is_opened_names_nobody_and_not_what_it_is_about_and_only_an_invitation_has_a_date() -> (
    None
):
    for kind, letter in LETTERS.items():
        mail, attached = read(letter)
        seen = f"{mail['Subject']} {body(mail)} " + " ".join(attached)
        assert ("date" in seen) is ("appointment.ics" in attached) is (kind is LetterKind.INVITATION)
        if "appointment.ics" in attached:
            seen += attached["appointment.ics"].get_content()
        assert "SAR-2026-0004" in seen and "Riverside Council" in seen
        for word in ("Demo", "Example Street", "recording", "call", "complaint", "refus", "hear", "ID"):
            assert not re.search(rf"\b{word}(?!\w*-)", seen.replace("UID", "")), (word, seen)


def test_it_is_in_the_letters_languages_and_unchecked_welsh_is_kept_back() -> None:
    both = replace(LETTER, language=Language.BOTH, welsh_unchecked=True)
    mail, attached = read(both)
    said = body(mail)
    assert said.index("Darllenwch y llythyr") < said.index("Please read the attached letter.")
    assert mail["Subject"].startswith("SAR-2026-0004: llythyr") and "Llythyr SAR-2026-0004.pdf" in attached
    assert entry(both)["SUMMARY"] == "Apwyntiad yn Riverside Council"
    mail, _ = read(replace(both, welsh_unchecked=False))
    assert "llythyr" not in body(mail) + mail["Subject"] and "Please read" in body(mail)
    assert "Please read" not in body(read(replace(both, language=Language.WELSH))[0])
