"""How the database differs from its log, and what the log says that cannot be, in words.

Rule: the named places are those of a difference (`table`, `key`, `column`, `event`, `stored`); none is personal.
Before them stands the reference of the request, or the shown name of the PC, where there is one.
"""

from __future__ import annotations

from desktop.domain.log.differences import Difference
from desktop.domain.log.replay.ledger import Finding
from desktop.words import Texts, text, tr

DIFFERENCES: Texts[str] = {
    "row_differs": "{table} {key}: {column} is not what event {event} says.",
    "row_without_event": "{table} {key} is in the database, and no event says so.",
    "row_missing": "{table} {key} is not in the database, and event {event} says that it is.",
    "table_unreadable": "{table} cannot be read to its end.",
    "log_not_ours": "This is not the log that this PC has verified: event {key} is missing, or is another.",
}

STORED = text("{table} {key}: {column} is {stored} in the database, and event {event} does not say so.")
"""The same as `row_differs`, where the value can be shown."""

NAMED = text("{name}: {said}")

FINDINGS: Texts[str] = {
    "event_unreadable": "Event {event} cannot be read.",
    "not_canonical": "Event {event} is not written as this program writes events.",
    "kind_unknown": "Event {event} is of a kind that this program does not know.",
    "not_signed": "Event {event} ({about}) is not signed by a desk of this office.",
    "fact_malformed": "Event {event} lacks something that it should say, or says it in another form ({about}).",
    "added_twice": "Event {event} ({about}) adds something that was added before.",
    "not_added": "Event {event} ({about}) is about something that no event before it added.",
    "turn_twice": "Event {event} ({about}) comes from a copy of a PC, or from the PC after a copy of it was used.",
    "wrong_order": "Event {event} ({about}) cannot follow the events before it.",
    "administrator_from_nobody": "Event {event} ({about}) makes someone an administrator, and nobody did it.",
    "another_password": "Event {event} ({about}) is by someone who was let in with another password than theirs.",
    "not_their_own": "Event {event} changes a password in the name of someone else.",
    "approved_by_one_involved": "Event {event} ({about}) is by someone who took part in preparing what they approve.",
    "has_left": "Event {event} ({about}) is by someone who had left.",
    "not_entitled": "Event {event} ({about}) is by someone without the role for it.",
    "signed_off_unseen": "Event {event} ({about}) signs a session off without all that the log says was unusual in it.",
    "policy_not_in_force": "Event {event} ({about}) was decided under a version of a policy that was not in force.",
    "key_for_others": "Event {event} ({about}) gives a key to someone who was not, or no longer, to have it.",
    "key_retired": "Event {event} ({about}) puts sound under a key that was no longer in use.",
    "acts_unseen": "Event {event} ({about}) signs off other acts of administrators than the log has.",
    "recordings_unseen": "Event {event} ({about}) leaves out a recording that the log has.",
    "said_otherwise": "Event {event} ({about}) contradicts the events before it.",
    "copy_of_another": "Event {event} prepares a copy of a recording that is not the request’s, or destroys another’s.",
    "destroyed_on_hold": "Event {event} ({about}) destroys a recording that is on hold.",
    "approval_of_another_copy": "Event {event} approves a copy that is not the request’s.",
    "key_described_otherwise": "Event {event} ({about}) names a key that an earlier event describes in another way.",
    "needs_two_people": "Event {event} releases a hold without a second person.",
    "policy_needs_two_people": "Event {event} ({about}) weakens a check without a second person.",
    "opened_too_soon": "Event {event} ({about}) opens a recording before the identity check or the brief.",
    "destroyed_too_soon": "Event {event} ({about}) destroys a recording whose period was not over.",
    "sealing_key_destroyed": "Event {event} ({about}) destroys the only key of something that is kept.",
    "newer_left_out": "Event {event} ({about}) approves a copy, and does not say that there were newer marks or words.",
    "backup_to_others": "Event {event} ({about}) is of a back-up that other keys open than the office’s recovery keys.",
    "opened_without_approval": "Event {event} ({about}) opens something that no approval in force allows.",
}


def difference_words(code: str, *, stored: str | None = None, event: int | None = None, **named: str) -> str:
    """Return the sentence of a difference."""
    number = "" if event is None else f"{event:,}"
    if code == "row_differs" and stored is not None:
        return tr(STORED).format(stored=stored, event=number, **named)
    return tr(DIFFERENCES[code]).format(event=number, **named)


def said_of(found: Difference | Finding, name: str = "") -> str:
    """Return the sentence of either. `name`: what people call the thing that it is about, where they have a name."""
    if isinstance(found, Finding):
        said = finding_words(found.code, found.seq, found.about)
    else:
        named = {"table": found.table, "key": found.key, "column": found.column}
        said = difference_words(found.code, stored=found.stored, event=found.event, **named)
    return tr(NAMED).format(name=name, said=said) if name else said


def finding_words(code: str, event: int, about: str = "") -> str:
    """Return the sentence of a finding of the replay (`domain.log.replay`)."""
    return tr(FINDINGS[code]).format(event=f"{event:,}", about=about)
