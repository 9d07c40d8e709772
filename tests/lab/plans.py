"""The forms of a lab: which PCs, who sits where, which chapters."""

from __future__ import annotations

from tests.lab.chapters import beginning, directory, ending, looking_after, request, session
from tests.lab.story import BACK_OFFICE, DESK_1, DESK_2, DESK_3, Plan

_FROM_LETTER_TO_SIGN_OFF = (
    beginning.an_office_of_several_pcs,
    beginning.they_join_and_people_are_added,
    request.a_letter_is_taken,
    request.it_is_decided,
    request.the_person_is_invited,
    session.desk_1_is_killed,
    session.somebody_leaves,
    session.desk_2_takes_over,
    ending.it_is_signed_off,
)

SHORT = Plan(
    form="short",
    pcs={
        BACK_OFFICE: ("Back office", "back_office"),
        DESK_1: ("Desk 1", "counter"),
        DESK_2: ("Desk 2", "counter"),
    },
    seats={"first": DESK_1, "leaver": DESK_2, "second": DESK_2},
    chapters=(*_FROM_LETTER_TO_SIGN_OFF, ending.a_pc_is_stolen, ending.the_log_is_whole),
    left_out=(
        "PCs for decisions and for reviews: approver and supervisors sit at the back office",
        "a directory; a lost recovery key; an update; a restore",
        "a shared folder of recordings: they lie in the database",
    ),
    vault_in_database=True,
)

FULL = Plan(
    form="full",
    pcs={
        BACK_OFFICE: ("Back office", "back_office"),
        "decisions": ("Approver's PC", "decision"),
        "reviews": ("Supervisor's PC", "review"),
        DESK_1: ("Desk 1", "counter"),
        DESK_2: ("Desk 2", "counter"),
        DESK_3: ("Desk 3", "counter"),
    },
    seats={
        "approver": "decisions",
        "duty": "reviews",
        "supervisor": "reviews",
        "first": DESK_1,
        "leaver": DESK_2,
        "second": DESK_2,
    },
    chapters=(
        directory.a_directory_is_there,
        *_FROM_LETTER_TO_SIGN_OFF,
        directory.its_group_gets_a_role,
        directory.its_person_comes_and_goes,
        ending.a_pc_is_stolen,
        ending.a_new_pc_takes_its_place,
        looking_after.a_recovery_key_is_lost,
        looking_after.other_pcs_are_updated,
        ending.the_log_is_whole,
        looking_after.server_and_pc_are_lost,
    ),
    left_out=("the recordings in the database: they lie on a shared folder",),
)
