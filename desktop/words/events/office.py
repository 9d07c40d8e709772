"""Words for the events of the office, its people and its desks, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.OFFICE_CREATED: "The office was created",
    EventKind.DESK_ASKED: "A PC’s request to join was opened",
    EventKind.DESK_ENROLLED: "A PC was enrolled",
    EventKind.DESK_JOINED: "This PC joined the office",
    EventKind.DESK_WITHDRAWN: "A PC was withdrawn",
    EventKind.DESK_KIND_CHANGED: "What a PC is for was changed",
    EventKind.RECOVERY_KEY_REPLACED: "A recovery key was replaced",
    EventKind.DESK_COPIED: "A PC was refused: a copy of it was in use, or it was the copy",
    EventKind.DESK_REPORTED: "A PC reported its state",
    EventKind.BACKED_UP: "The office was backed up",
    EventKind.KEYRING_RESTORED: "The keyring of a PC was lost, and a recovery key restored its keys from a back-up",
    EventKind.SERVER_CHANGED: "A PC’s address, authority or password for the server was changed",
    EventKind.OFFICE_MOVED: "The office moved to a database server",
    EventKind.RECORDINGS_MOVED: "The office’s recordings moved into its database",
    EventKind.PERSON_ADDED: "A person was added",
    EventKind.ADMINISTRATOR_RECOVERED: "A recovery key made a new administrator",
    EventKind.ADMINISTRATION_REVIEWED: "What administrators did was reviewed",
    EventKind.PERSON_RENAMED: "A person was renamed",
    EventKind.PERSON_LEFT: "A person left, and their access ended",
    EventKind.PERSON_CAME_BACK: "A person came back",
    EventKind.ROLES_CHANGED: "A person’s roles changed",
    EventKind.ROLE_LENT: "A role was lent to a person",
    EventKind.LOAN_ENDED: "A lent role was taken back",
    EventKind.PASSWORD_CHANGED: "A person changed their own password",
    EventKind.PASSWORD_RESET: "A person was given a new first password",
    EventKind.WAIT_ENDED: "A person’s wait after wrong passwords was ended",
    EventKind.TRIES_CLEARED: "A person’s wrong passwords count no more",
    EventKind.PASSWORD_REHASHED: "A password is stored in a stronger form",
    EventKind.POLICIES_BEGUN: "The office’s policies were begun",
    EventKind.POLICY_CHANGED: "A policy was changed",
    EventKind.POLICY_PROPOSED: "A change to a policy was proposed",
    EventKind.POLICY_ADOPTED: "A proposed change to a policy was adopted",
    EventKind.POLICY_DROPPED: "A proposed change to a policy was dropped",
    EventKind.SIGNED_IN: "Signed in",
    EventKind.SIGN_IN_REFUSED: "A sign-in was refused",
    EventKind.SIGNED_OUT: "Signed out",
    EventKind.DESK_LOCKED: "The desk was locked",
    EventKind.DESK_UNLOCKED: "The desk was unlocked",
    EventKind.CLOCK_CONFIRMED: "An administrator confirmed this PC’s clock",
}
