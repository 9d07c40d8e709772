"""The output of the verb that looks after the office's policies."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from desktop.application.office.policies import PoliciesView, PolicyState, Preview
from desktop.domain.office.policies import PolicyName
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.command_line import look
from desktop.words.policies import change_words, going_words, version_words


def listed(view: PoliciesView, zone: ZoneInfo) -> list[str]:
    """List each policy: its version, since when and by whom, what waits, and what was before."""
    return [line for state in view.states for line in _of_state(state, view, zone)]


def _of_state(state: PolicyState, view: PoliciesView, zone: ZoneInfo) -> Iterator[str]:
    for version in state.history:
        yield version_words(version, view.people, zone)
    if state.waiting is not None and state.preview is not None:
        waits = tr("Version {version} waits for a second person:").format(version=state.waiting.version)
        reason = state.waiting.reason
        why = [] if reason is None else [tr("Why: {reason}").format(reason=reason.words)]
        yield from look(waits, *_changes(state.preview), *why)


def previewed(shown: Preview) -> list[str]:
    """Say what a text would change."""
    last = (
        tr("This weakens a check. A second person has to adopt it.")
        if shown.weaker
        else tr("This weakens no check. It is in force as soon as it is imported.")
    )
    return [*_changes(shown), last]


def changed(shown: Preview) -> list[str]:
    """Say what was changed, or proposed."""
    name = words(shown.name)
    if not shown.weaker:
        return [*_changes(shown), tr("{policy}: this is in force now.").format(policy=name)]
    waits = tr("{policy}: this weakens a check. It is in force once someone else has adopted it.").format(policy=name)
    return [*_changes(shown), *look(waits, tr("See: listening-room policy list"))]


def _changes(shown: Preview) -> list[str]:
    """Return the changes, a line each; an asterisk before what weakens a check."""
    marked = [f"{'*' if change.weaker else '-'} {change_words(change)}" for change in shown.changes]
    none = [tr("- Nothing but comments, or the order.")]
    return [*(marked or none), *(f"- {line}" for going in shown.going for line in going_words(going))]


def exported(name: PolicyName, version: int) -> list[str]:
    """Say what was written."""
    return [tr("{policy}, version {version}, is written.").format(policy=words(name), version=version)]


def adopted(name: PolicyName, version: int) -> str:
    """Say that it is in force."""
    return tr("{policy}: version {version} is in force now.").format(policy=words(name), version=version)


def dropped(name: PolicyName, version: int) -> str:
    """Say that it is dropped."""
    return tr("{policy}: version {version} is dropped.").format(policy=words(name), version=version)
