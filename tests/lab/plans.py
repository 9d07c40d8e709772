"""The forms of a lab: which PCs, who sits where, which chapters."""

from __future__ import annotations

from tests.lab.chapters import beginning, ending, request, session
from tests.lab.story import DESK_1, DESK_2, Plan

SHORT = Plan(
    form="short",
    pcs={
        "back-office": ("Back office", "back_office"),
        DESK_1: ("Desk 1", "counter"),
        DESK_2: ("Desk 2", "counter"),
    },
    seats={"first": DESK_1, "leaver": DESK_2, "second": DESK_2},
    chapters=(
        beginning.an_office_of_several_pcs,
        beginning.they_join_and_people_are_added,
        request.a_letter_is_taken,
        request.it_is_decided,
        request.the_person_is_invited,
        session.desk_1_is_killed,
        session.somebody_leaves,
        session.desk_2_takes_over,
        ending.it_is_signed_off,
        ending.a_pc_is_stolen,
        ending.the_log_is_whole,
    ),
    left_out=(
        "an account and a network namespace for each PC: it is a process with a home, bus, keyring and display",
        "a PC for the approver and one for the supervisor: both sit at the back office",
        "a directory; a lost recovery key; an update; a restore",
        "a lesser check on the supervisor's PC; the recordings in the database: they lie on a shared folder",
    ),
)
