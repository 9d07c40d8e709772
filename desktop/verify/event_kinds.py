"""Kinds of event, as the program's table has them. `script/event_kinds.py` writes this file."""

SIGNED = frozenset({
    "administration_reviewed", "administrator_recovered", "approval_withdrawn", "asker_corrected", "backed_up",
    "call_corrected", "call_metadata_told", "clock_confirmed", "copy_prepared", "deletion_stopped", "desk_enrolled",
    "desk_kind_changed", "desk_withdrawn", "events_lost", "hold_release_asked", "hold_released", "hold_reviewed",
    "identity_confirmed", "keyring_restored", "lag_accepted", "lesser_check_allowed", "lesser_check_asked",
    "loan_ended", "office_created", "password_changed", "password_rehashed", "password_reset", "person_added",
    "person_came_back", "person_left", "policies_begun", "policy_adopted", "policy_changed", "policy_dropped",
    "policy_proposed", "recording_brought_back", "recording_destroyed", "recording_imported", "recording_linked",
    "recording_opened", "recording_unlinked", "recovery_key_replaced", "representative_named", "request_approved",
    "request_refused", "request_sent_back", "request_taken", "retention_key_destroyed", "retention_key_renewed",
    "review_signed_off", "role_lent", "roles_changed", "session_closed", "short_check_made", "sign_off_taken_back",
    "tries_cleared", "witness_begun",
})  # fmt: skip
"""The kinds of event that are signed with their desk's key in force."""
AT_A_COUNTER = frozenset({
    "call_corrected", "clock_confirmed", "deletion_stopped", "identity_confirmed", "keyring_restored",
    "lag_accepted", "lesser_check_allowed", "lesser_check_asked", "password_changed", "password_rehashed",
    "recording_opened", "request_taken", "session_closed", "short_check_made", "tries_cleared",
})  # fmt: skip
"""Those of them that a counter's key signs."""
