"""Kinds of event, as the program's table has them. `script/event_kinds.py` writes this file."""

BACK_OFFICE = frozenset({
    "administration_reviewed", "administrator_recovered", "approval_withdrawn", "asker_corrected", "backed_up",
    "call_metadata_told", "copy_prepared", "desk_enrolled", "desk_kind_changed", "desk_withdrawn", "events_lost",
    "hold_release_asked", "hold_released", "hold_reviewed", "loan_ended", "office_created", "password_reset",
    "person_added", "person_came_back", "person_left", "policies_begun", "policy_adopted", "policy_changed",
    "policy_dropped", "policy_proposed", "recording_brought_back", "recording_destroyed", "recording_imported",
    "recording_linked", "recording_unlinked", "recovery_key_replaced", "representative_named", "request_approved",
    "request_refused", "request_sent_back", "retention_key_destroyed", "retention_key_renewed", "review_signed_off",
    "role_lent", "roles_changed", "sign_off_taken_back", "witness_begun",
})  # fmt: skip
"""The kinds of event that no counter's key signs, where there is a back office."""
