"""The office's policies: their versions, and the settings that a policy declares and two versions of it differ in.

- A version is never changed. The one in force is the newest that was adopted, and each decision says under which it
  was made (`InForce`; a policy from a file has none). The first version of each comes from this PC's files.
- What weakens a check is proposed by one person and adopted by another. Until then nothing else is changed in that
  policy; or someone drops it, and its number is used up.
- Each field is declared once, with the limits of a number and whether another value weakens a check. From that a
  policy is read, written, compared and shown. A field without a mark is refused. An absent value is None.
- A check is weaker where more is accepted, less is looked at, or someone waits less: documents, reviews, waits. So is
  what lets recordings go sooner, and what nobody can compare (another time zone). A group of the directory that gives
  a role more is weaker, and so is one that is named for the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from desktop.domain.office.people import roles_in, roles_text
from desktop.domain.shared.ids import PersonId
from desktop.domain.shared.typed_text import Note


class PolicyName(StrEnum):
    """The policies that belong to the office. What is a PC's own (its directory's address, devices) is none of them."""

    IDENTITY = "identity"
    OFFICE = "office"
    KEEPING = "keeping"


def digest_of(content: str) -> str:
    """Return the digest of a version's text, as its event has it."""
    return sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class InForce:
    """Where a policy comes from: the version of that number, and the digest of its text."""

    name: PolicyName
    version: int
    digest: str


@dataclass(frozen=True)
class PolicyVersion:
    """One version. `content`: TOML. `changed_by` None: it was begun when the office was made.

    `adopted_at` None: it waits for a second person, or was dropped. `approved_by`: that second person. `reason`: why it
    weakens a check, which they read; None where it weakens none. Times are aware and in UTC.
    """

    name: PolicyName
    version: int
    content: str
    changed_by: PersonId | None
    changed_at: datetime
    adopted_at: datetime | None = None
    approved_by: PersonId | None = None
    dropped_at: datetime | None = None
    reason: Note | None = None

    @property
    def waits(self) -> bool:
        """Whether it waits for a second person."""
        return self.adopted_at is None and self.dropped_at is None

    @property
    def said(self) -> InForce:
        """The name, version and digest that a policy read from it bears."""
        return InForce(self.name, self.version, digest_of(self.content))


def newest_adopted(versions: tuple[PolicyVersion, ...], name: PolicyName) -> PolicyVersion | None:
    """Return the version in force; None where that policy was not begun."""
    adopted = [each for each in versions if each.name is name and each.adopted_at is not None]
    return max(adopted, key=lambda each: each.version, default=None)


def waiting(versions: tuple[PolicyVersion, ...], name: PolicyName) -> PolicyVersion | None:
    """Return the version that waits for a second person, if any."""
    return next((each for each in versions if each.name is name and each.waits), None)


Value = str | int | bool | None
Key = tuple[str, str]
"""The code of a setting, and what it is of: a document's code, a source's name, a weekday; "" for the policy itself."""
Weaker = Callable[[Value, Value], bool]
"""Whether a setting that was one thing and becomes another weakens a check."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_Mark = TypeVar("_Mark")
_Policy = TypeVar("_Policy")


@dataclass(frozen=True)
class Setting:
    """The mark of one value. `low`, `high`: the limits of a number, both included. `code`: "" for the field's name;
    several fields of one code are compared as one.
    """

    weaker: Weaker
    low: int = 0
    high: int = 0
    code: str = ""


@dataclass(frozen=True)
class Parts:
    """The mark of a group of words that are compared one by one under the field's name."""

    weaker: Weaker


@dataclass(frozen=True)
class Entries:
    """The mark of a list whose entries come and go. `key`: the field that an entry is known by, for ever.

    `says`: the field that is compared under `code`; the others are compared where the entry is in both versions.
    `named`: a change speaks of an entry by what it says. `none`: whether the list is empty, as a setting of its own.
    """

    code: str
    key: str
    says: str
    weaker: Weaker
    named: bool = False
    none: Setting | None = None


@dataclass(frozen=True)
class Of:
    """The mark of a group of settings that there are twice: what this one is of."""

    about: str


@dataclass(frozen=True)
class Keyed:
    """The mark of a list that has an entry, or none, for each of these names."""

    names: tuple[str, ...]


class Mark(Enum):
    """Other marks. INLINE: the group's settings stand among those of what it belongs to.

    APART: it is compared by a rule of its own. DERIVED: it is no setting, and in no file. ZONE: it names a time zone.
    """

    INLINE = 1
    APART = 2
    DERIVED = 3
    ZONE = 4


@dataclass(frozen=True)
class Part:
    """A field of a policy or of a part of one. `kind`: the type of its value where it is there.

    `required`: a file has to say it. What has a default may be left out, as in versions older than the setting.
    """

    name: str
    kind: Any
    marks: tuple[object, ...]
    default: object
    required: bool

    def mark(self, wanted: type[_Mark]) -> _Mark | None:
        """Return its mark of that type, if any."""
        return next((each for each in self.marks if isinstance(each, wanted)), None)

    @property
    def entry(self) -> Any:
        """The type of its entries, where it is a list."""
        return _present(get_args(self.kind)[0])


def parts_of(kind: Any) -> tuple[Part, ...]:
    """Return the fields of a policy, or of a part of one, without those that are derived."""
    return _parts_of(kind)


@cache
def _parts_of(kind: Any) -> tuple[Part, ...]:
    hints = get_type_hints(kind, include_extras=True)
    found = []
    for each in fields(kind):
        hint, marks = hints[each.name], tuple[object, ...]()
        if get_origin(hint) is Annotated:
            hint, *said = get_args(hint)
            marks = tuple(said)
        required = each.default is MISSING
        if Mark.DERIVED not in marks:
            found.append(Part(each.name, _present(hint), marks, None if required else each.default, required))
    return tuple(found)


def _present(hint: Any) -> Any:
    """Return the type without None."""
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not NoneType)
    return hint


@dataclass(frozen=True)
class Change:
    """One setting that differs. `about`: the name of what it is of. `internal`: in the policy for internal access."""

    setting: str
    was: Value
    becomes: Value
    weaker: bool
    about: str = ""
    internal: bool = False


def changes_between(old: object, new: object) -> tuple[Change, ...]:
    """Return the settings that differ between two versions of a policy, in the order of the new one."""
    common = {key for key, _ in _entries(old)} & {key for key, _ in _entries(new)}
    before, after = _values(old, common), _values(new, common)
    names = {about: name for policy in (new, old) for (_, about), name in _entries(policy) if name}
    rules = rules_of(type(new))
    return tuple(
        Change(code, was, becomes, rules[code](was, becomes), names.get(about, about))
        for code, about in dict.fromkeys((*after, *before))
        if (was := before.get((code, about))) != (becomes := after.get((code, about)))
    )


def weakens(changes: tuple[Change, ...]) -> bool:
    """Return whether a second person is needed."""
    return any(change.weaker for change in changes)


def rules_of(kind: Any) -> Mapping[str, Weaker]:
    """Return the rule of each setting of a policy, by its code."""
    return dict(_rules(kind))


def _rules(kind: Any) -> Iterator[tuple[str, Weaker]]:
    for part in parts_of(kind):
        setting, entries = part.mark(Setting) or part.mark(Parts), part.mark(Entries)
        if entries is not None:
            yield entries.code, entries.weaker
            if entries.none is not None:
                yield entries.none.code, entries.none.weaker
            yield from _rules(part.entry)
        elif setting is not None:
            yield getattr(setting, "code", "") or part.name, setting.weaker
        elif is_dataclass(part.kind) and Mark.APART not in part.marks:
            yield from _rules(part.kind)


def _entries(of: object) -> Iterator[tuple[Key, str]]:
    """Yield the entries of a policy's lists, each with its name where a change speaks of it by that."""
    for part in parts_of(type(of)):
        if (mark := part.mark(Entries)) is not None:
            for entry in getattr(of, part.name):
                name = str(getattr(entry, mark.says)) if mark.named else ""
                yield (mark.code, str(_value(getattr(entry, mark.key)))), name


def _values(of: object, common: set[Key]) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for key, value in _settings(of, "", common):
        found[key] = f"{found[key]} {value}" if key in found else value
    return found


def _settings(of: Any, about: str, common: set[Key]) -> Iterator[tuple[Key, Value]]:
    for part in parts_of(type(of)):
        value, setting, entries = getattr(of, part.name), part.mark(Setting), part.mark(Entries)
        if entries is not None:
            yield from _of_entries(value, entries, common)
        elif (keyed := part.mark(Keyed)) is not None:
            yield from (((part.name, name), _value(each)) for name, each in zip(keyed.names, value, strict=True))
        elif setting is not None:
            yield (setting.code or part.name, about), _value(value)
        elif part.mark(Parts) is not None:
            for each in parts_of(part.kind) if value is not None else ():
                said = getattr(value, each.name)
                yield (part.name, each.name), ", ".join(said) if isinstance(said, tuple) else said
        elif Mark.APART not in part.marks and is_dataclass(part.kind):
            of_it = part.mark(Of)
            yield from _settings(value, of_it.about if of_it is not None else about, common)


def _of_entries(listed: tuple[Any, ...], mark: Entries, common: set[Key]) -> Iterator[tuple[Key, Value]]:
    if mark.none is not None:
        yield (mark.none.code, ""), not listed
    for entry in listed:
        key = mark.code, str(_value(getattr(entry, mark.key)))
        yield key, _value(getattr(entry, mark.says))
        if key in common:
            yield from _settings(entry, key[1], common)


def _value(value: Any) -> Value:
    """Return a value as it is compared and told."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, frozenset):
        return roles_text(value)
    if isinstance(value, tuple):
        return "; ".join(each if isinstance(each, str) else "=".join(each) for each in value)
    return str(value)


def value_at(of: Any, at: tuple[str, ...]) -> Any:
    """Return what is there in a policy: names of fields, and in a list what an entry is known by.

    Raises KeyError: there is no such entry.
    """
    for name in at:
        if isinstance(of, tuple):
            of = _entry_of(of, name)
        else:
            of = getattr(of if hasattr(of, name) else getattr(of, _inline_of(of)), name)
    return of


def with_value(of: _Policy, at: tuple[str, ...], value: object) -> _Policy:
    """Return a policy, or a part of one, with another value there (`value_at`). Raises ContradictionError."""
    return cast("_Policy", _with_value(of, at, value))


def _with_value(of: Any, at: tuple[str, ...], value: object) -> Any:
    if not at:
        return value
    name, rest = at[0], at[1:]
    if isinstance(of, tuple):
        entry = _entry_of(of, name)
        return tuple(_with_value(each, rest, value) if each is entry else each for each in of)
    if not hasattr(of, name):
        inline = _inline_of(of)
        return replace(of, **{inline: _with_value(getattr(of, inline), at, value)})
    return replace(of, **{name: _with_value(getattr(of, name), rest, value)})


def _inline_of(of: object) -> str:
    return next(part.name for part in parts_of(type(of)) if Mark.INLINE in part.marks)


def _entry_of(listed: tuple[Any, ...], key: str) -> Any:
    """Return the entry that is known by that: each type of entry has its key as its first field."""
    return {str(_value(getattr(each, fields(each)[0].name))): each for each in listed}[key]


# What is weaker


def more(was: Value, becomes: Value) -> bool:
    """A limit that grew, or is gone."""
    return becomes is None or (was is not None and _greater(becomes, was))


def less(was: Value, becomes: Value) -> bool:
    """A wait, or what is asked, that shrank or is gone."""
    return was is not None and (becomes is None or _greater(was, becomes))


def _greater(one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one > other
    return not isinstance(one, str) and not isinstance(other, str) and (one or 0) > (other or 0)


def gained(was: Value, becomes: Value) -> bool:
    """Something holds that did not."""
    return bool(becomes) and not was


def lost(was: Value, becomes: Value) -> bool:
    """Something holds no more."""
    return bool(was) and not becomes


def there(was: Value, becomes: Value) -> bool:
    """Something is there that was not, or under another name."""
    return becomes is not None


def asked_no_more(was: Value, becomes: Value) -> bool:
    """Something is not asked any more, or something else instead."""
    return was is not None


def shows_address(was: Value, becomes: Value) -> bool:
    """Anything but from `ask`: a kind that always or never shows the address is accepted where it is asked about."""
    return was != "ask"


def sooner(was: Value, becomes: Value) -> bool:
    """A count that decays, or does so sooner; 0 is never."""
    return becomes != 0 and (was == 0 or less(was, becomes))


def longer_open(was: Value, becomes: Value) -> bool:
    """A day on which the office is open earlier or later than it was, or at all."""
    if becomes is None or was is None:
        return was is None
    (opened, closed), (opens, closes) = str(was).split("-"), str(becomes).split("-")
    return opens < opened or closes > closed


def role_more(was: Value, becomes: Value) -> bool:
    """A group gives a role that it did not give."""
    return not roles_in(str(becomes or "")) <= roles_in(str(was or ""))


def always(was: Value, becomes: Value) -> bool:
    """Nobody can compare the two."""
    return True


def never(was: Value, becomes: Value) -> bool:
    """No check depends on it."""
    return False


HARMLESS = Setting(never)
