"""A letter is taken, its recording found and prepared; someone else decides; the person is invited."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from tests.lab.story import BORN, OWN, SURNAME, Lab


def a_letter_is_taken(lab: Lab) -> None:
    """Take the request, import a folder, find the recording, prepare the copy."""
    for name in ("approver", "leaver"):  # meanwhile, where it is another PC
        if lab.seat(name) is not lab.seat("officer"):
            lab.begin_sign_in(name)
    pc = lab.sign_in("officer")
    lab.reference = pc.do("take_letter", surname=SURNAME, born=BORN, days_ago=5)
    pc.do("import_folder")
    pc.do("find", reference=lab.reference)
    marks = pc.do("prepare", reference=lab.reference, password=OWN)
    imported = len(lab.looks.of(EventKind.RECORDING_IMPORTED))
    lab.account.claim("the call in the letter was imported, and nobody else's", imported == 1, imported=imported)
    in_folders = lab.recordings_in_folders()
    where = "the database" if lab.plan.vault_in_database else "the shared folder"
    lab.account.claim(f"the recordings lie in {where}", bool(in_folders) is not lab.plan.vault_in_database)
    lab.account.claim("the part about somebody else was marked", marks == 1)


def it_is_decided(lab: Lab) -> None:
    """Let the approver hear the copy and decide: who is signed in at another PC, or takes the officer's place."""
    pc = lab.seat("approver")
    if shared := pc is lab.seat("officer"):
        pc.do("sign_out")
        lab.sign_in("approver")
    else:
        pc.end()
    said = pc.do("decide", reference=lab.reference, password=OWN)
    pc.do("sign_out")
    lab.begin_sign_in("first")  # at Desk 1, while the officer goes on
    if shared:
        lab.sign_in("officer")
    [prepared], [approved] = lab.looks.of(EventKind.COPY_PREPARED), lab.looks.of(EventKind.REQUEST_APPROVED)
    second = lab.reference in said and prepared.actor != approved.actor
    lab.account.claim("a second person decided", second)


def the_person_is_invited(lab: Lab) -> None:
    """Let the officer, who is still signed in, book an appointment at Desk 1 and save the invitation."""
    pc, letter = lab.seat("officer"), lab.machine.papers / "invitation.pdf"
    pc.do("invite", reference=lab.reference, desk="Desk 1", letter=str(letter))
    pc.do("sign_out")
    lab.account.claim("the invitation is a PDF", letter.read_bytes().startswith(b"%PDF"))
