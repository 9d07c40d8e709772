"""How two versions of the identification policy differ, and what makes it accept more (`domain.office.policy_changes`).

Rules:
- Of a kind of document that is new, only that is said: whatever it needs, another document is accepted.
- A combination is weaker where no combination of before was content with as little: fewer of the same groups, and no
  photo or address that it does not ask for either.
- In the policy for internal access nothing is said again that is said of the one for everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from desktop.domain.office.policy_changes import Change, Setting, Value, compared
from desktop.domain.sessions.id_policy import Combination, DocumentKind, IdPolicy


def identity_changes(old: IdPolicy, new: IdPolicy) -> tuple[Change, ...]:
    """Return how they differ."""
    found = _changes(old, new)
    if old.internal is not None and new.internal is not None:
        also = [change for change in _changes(old.internal, new.internal) if change not in found]
        return *found, *(replace(change, internal=True) for change in also)
    if old.internal is None and new.internal is None:
        return found
    gained = new.internal is not None
    return *found, Change(Setting.INTERNAL, not gained, gained, weaker=gained)


def _changes(old: IdPolicy, new: IdPolicy) -> tuple[Change, ...]:
    both = {kind.code for kind in old.kinds} & {kind.code for kind in new.kinds}
    named = {kind.code: kind.name for kind in (*new.kinds, *old.kinds)}
    of_kinds = compared(dict(_settings(old, both)), dict(_settings(new, both)), named)
    return *of_kinds, *_combinations(old, new)


def _settings(policy: IdPolicy, both: set[str]) -> Iterator[tuple[tuple[Setting, str], Value]]:
    yield (Setting.NAME, ""), policy.name
    yield (Setting.RESUME_DAYS, ""), policy.resume_days
    for kind in policy.kinds:
        yield (Setting.KIND, kind.code), kind.name
        if kind.code in both:
            yield from (((setting, kind.code), value) for setting, value in _of_kind(kind))


def _of_kind(kind: DocumentKind) -> Iterator[tuple[Setting, Value]]:
    yield Setting.GROUP, kind.group
    yield Setting.PHOTO, kind.photo
    yield Setting.ADDRESS, kind.address.value
    yield Setting.ASKS, None if kind.asks is None else kind.asks.value
    yield Setting.MAX_AGE, kind.max_age_months
    yield Setting.GRACE, kind.grace_months
    yield Setting.HAS_MRZ, kind.has_mrz
    yield Setting.HAS_LICENCE_NUMBER, kind.has_licence_number
    yield Setting.ENDED_ON, None if kind.ended_on is None else kind.ended_on.isoformat()
    yield Setting.INSTEAD, None if kind.instead is None else kind.instead.value
    yield Setting.SEEN_THROUGH, None if kind.seen_through is None else kind.seen_through.value


def _combinations(old: IdPolicy, new: IdPolicy) -> Iterator[Change]:
    before, after = {_as_one(each) for each in old.combinations}, {_as_one(each) for each in new.combinations}
    for added in sorted(after - before):
        yield Change(Setting.COMBINATION, None, _label(added), not any(_covers(each, added) for each in before))
    for gone in sorted(before - after):
        yield Change(Setting.COMBINATION, _label(gone), None, weaker=False)


_One = tuple[tuple[str, ...], bool, bool]


def _as_one(combination: Combination) -> _One:
    return tuple(sorted(combination.groups)), combination.photo, combination.address


def _covers(old: _One, new: _One) -> bool:
    """Return whether whatever is enough for the new one was enough for the old one."""
    fewer = not Counter(old[0]) - Counter(new[0])
    return fewer and old[1] <= new[1] and old[2] <= new[2]


def _label(one: _One) -> str:
    """Return the groups with a plus between two; behind a slash what they must show between them."""
    shows = [name for name, asked in (("photo", one[1]), ("address", one[2])) if asked]
    return f"{' + '.join(one[0])}/{' '.join(shows)}"
