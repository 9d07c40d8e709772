"""An office's policies in TOML, read whole or refused with the reason: `identity`, `office`, `keeping`.

They are versions in the database, or files: the PC's own where its administrator has one; a demo has the shipped ones.
A policy's dataclass declares it (`domain.office.policies`): a key is a field, a table a part. A text is refused for
anything missing, unknown, mistyped, contradictory, hidden or out of range: no slip switches a safeguard off.
What the program writes has every setting that is not as without it, in the order of the fields, and no comment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin
from zoneinfo import ZoneInfo

from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Role, role_names
from desktop.domain.office.policies import Keyed, Mark, Part, PolicyName, Setting, parts_of
from desktop.domain.recordings.retention import KeepingPolicy
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.shared.typed_text import hidden_character
from desktop.environment.office_file import DEMO, OfficeFile
from desktop.environment.policy_source import LARGEST_BYTES, SHIPPED, Table, policy_file, table_of, text_of
from desktop.errors import ContradictionError, ExternalSystemError, PolicyRefusedError

if TYPE_CHECKING:
    from desktop.application.ports.office import AnyPolicy, Directory
    from desktop.environment.ldap.directory import DirectoryPolicy


def policy_path(file: OfficeFile | None, name: str) -> Path:
    """Return the policy file of that name: the PC's own where its administrator has one; a demo has the shipped ones.

    Raises PolicyRefusedError where others could have written it.
    """
    return SHIPPED / name if file is None or file.kind == DEMO else policy_file(name)


def directory_of(file: OfficeFile | None = None) -> Directory | None:
    """Return this office's directory; None where this PC has no `directory.toml`. Raises PolicyRefusedError."""
    policy = directory_policy(file)
    if policy is None:
        return None
    from desktop.environment.ldap.directory import LdapDirectory

    return LdapDirectory(policy)


def directory_policy(file: OfficeFile | None = None) -> DirectoryPolicy | None:
    """Return what this PC's `directory.toml` says; None where it has none. Raises PolicyRefusedError."""
    path = policy_path(file, "directory.toml")
    if not path.exists():
        return None
    from desktop.environment.ldap.directory import load_directory_policy

    return load_directory_policy(path)


_Policy = TypeVar("_Policy")
_KINDS: Mapping[PolicyName, type[AnyPolicy]] = {each.POLICY: each for each in (IdPolicy, OfficePolicy, KeepingPolicy)}


def file_name(name: PolicyName) -> str:
    """Return the name of the file that such a policy is read from, and exported to."""
    return f"{name.value}.toml"


class TomlPolicies:
    """The port `PolicyTexts`, at one PC."""

    def __init__(self, file: OfficeFile | None) -> None:
        """`file`: the office, whose PC may have files of its own; None: as shipped."""
        self._file = file

    def read(self, name: PolicyName, content: str) -> AnyPolicy:
        """Return the policy. Raises PolicyRefusedError."""
        return read_policy(name, content)

    def write(self, policy: AnyPolicy) -> str:
        """Return a text that says the same."""
        return written(values_of(policy))

    def files(self) -> Mapping[PolicyName, str]:
        """Return the texts of this PC's files. Raises PolicyRefusedError."""
        found = {name: self.file(name) for name in PolicyName}
        for name, content in found.items():
            self.read(name, content)
        return found

    def file(self, name: PolicyName) -> str:
        """Return the text of this PC's file. Raises PolicyRefusedError."""
        return text_of(policy_path(self._file, file_name(name)))

    def file_text(self, file: Path) -> str:
        """Return the text of a file that someone takes in. Raises PolicyRefusedError."""
        return text_of(file)

    def save(self, file: Path, content: str) -> None:
        """Write a text into a new file. Raises ExternalSystemError."""
        try:
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(content)
        except FileExistsError:
            raise ExternalSystemError("policy_file_exists") from None
        except OSError:
            raise ExternalSystemError("policy_file_not_written") from None


def read_policy(name: PolicyName, content: str) -> AnyPolicy:
    """Return the policy that a text says. Raises PolicyRefusedError."""
    file = file_name(name)
    if len(content.encode()) > LARGEST_BYTES:
        raise PolicyRefusedError("too_large", file=file)
    if hidden_character(content) is not None:
        raise PolicyRefusedError("policy_hidden_character", file=file)
    return read(table_of(content, file), _KINDS[name])


def load_identity_policy(path: Path) -> IdPolicy:
    """Load the office's rules for identification. Raises PolicyRefusedError."""
    return read(table_of(text_of(path), path.name), IdPolicy)


def load_office_policy(path: Path) -> OfficePolicy:
    """Load the office's own numbers and hours. Raises PolicyRefusedError."""
    return read(table_of(text_of(path), path.name), OfficePolicy)


def load_keeping_policy(path: Path) -> KeepingPolicy:
    """Load the retention period of each source's recordings. Raises PolicyRefusedError."""
    return read(table_of(text_of(path), path.name), KeepingPolicy)


# Reading


def read(table: Table, kind: type[_Policy]) -> _Policy:
    """Read a policy, or a part of one, and nothing else. Raises PolicyRefusedError."""
    values = _values_in(table, kind)
    table.done()
    try:
        for part in parts_of(kind):
            if Mark.INLINE in part.marks:
                values[part.name] = part.kind(**values[part.name])
        made = kind(**values)
        if isinstance(made, IdPolicy):
            made.must_be_met()
        return made
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)


def _values_in(table: Table, kind: Any) -> dict[str, Any]:
    values = dict[str, Any]()
    for part in parts_of(kind):
        if Mark.INLINE in part.marks:
            values[part.name] = _values_in(table, part.kind)
        elif part.required or table.has(part.name):
            values[part.name] = _value_in(table, part)
    return values


def _value_in(table: Table, part: Part) -> object:
    kind, key = part.kind, part.name
    keyed = part.mark(Keyed)
    if keyed is not None:
        return _keyed(table.table(key), keyed.names, part.entry)
    if _is_part(kind):
        return read(table.table(key), kind)
    if kind is bool:
        return table.flag(key)
    if kind is int:
        limits = part.mark(Setting)
        assert limits is not None, "a number has limits"
        return table.whole(key, limits.low, limits.high)
    if kind is ZoneInfo or Mark.ZONE in part.marks:
        zone = _zone(table, key)
        return zone if kind is ZoneInfo else zone.key
    if kind is str:
        return table.text(key)
    if kind is date:
        return table.day(key)
    if kind is time:
        return table.clock_time(key)
    if get_origin(kind) is frozenset:
        return _roles(table, key)
    if get_origin(kind) is not tuple:
        return table.choice(key, kind)
    if part.entry is str:
        return table.texts(key)
    if _is_part(part.entry):
        return tuple(read(each, part.entry) for each in table.tables(key))
    return _pairs(table.table(key), get_args(part.entry)[0])


def _is_part(kind: Any) -> bool:
    return is_dataclass(kind)


def _zone(table: Table, key: str) -> ZoneInfo:
    try:
        return ZoneInfo(table.text(key))
    except (ValueError, OSError, KeyError):
        table.refuse("unknown_zone")


def _roles(table: Table, key: str) -> frozenset[Role]:
    said, known = table.texts(key), {role.value for role in Role}
    if unknown := [each for each in said if each not in known]:
        table.refuse("not_a_choice", key=key, choices=", ".join(sorted(known)), written=unknown[0])
    return frozenset(Role(each) for each in said)


def _keyed(table: Table, names: tuple[str, ...], kind: type) -> tuple[object, ...]:
    """Return an entry for each name, or None where it is not there."""
    found = tuple(read(table.table(name), kind) if table.has(name) else None for name in names)
    table.done()
    return found


def _pairs(table: Table, keys: type[StrEnum]) -> tuple[tuple[StrEnum, str], ...]:
    found = tuple((key, table.text(key.value)) for key in keys if table.has(key.value))
    table.done()
    if not found:
        table.refuse("no_column_named")
    return found


# Writing


def values_of(of: Any) -> dict[str, Any]:
    """Return what a policy, or a part of one, says as the values of a TOML table.

    A number but 0, and a switch that is on, is written although it is the default, which another version of the program
    may change.
    """
    found: dict[str, Any] = {}
    for part in parts_of(type(of)):
        value = getattr(of, part.name)
        keyed = part.mark(Keyed)
        if Mark.INLINE in part.marks:
            found |= values_of(value)
        elif keyed is not None:
            found[part.name] = {name: values_of(each) for name, each in zip(keyed.names, value, strict=True) if each}
        elif part.required or value != part.default or (isinstance(value, int) and value):
            found[part.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if _is_part(value):
        return values_of(value)
    if isinstance(value, frozenset):
        return role_names(value)
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, tuple):
        pairs = all(isinstance(each, tuple) for each in value) and bool(value)
        return {key.value: said for key, said in value} if pairs else [_plain(each) for each in value]
    return value.value if isinstance(value, StrEnum) else value


def written(values: Mapping[str, Any], under: str = "") -> str:
    """Return values as TOML: first those of the table itself, then its tables, then its lists of tables."""
    return "".join(text for _, text in sorted(_lines(values, under), key=lambda each: each[0]))


def _lines(values: Mapping[str, Any], under: str) -> Iterator[tuple[int, str]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield 1, f"\n[{under}{key}]\n{written(value, f'{under}{key}.')}"
        elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            yield from ((2, f"\n[[{under}{key}]]\n{written(each, f'{under}{key}.')}") for each in value)
        else:
            yield 0, f"{key} = {_word(value)}\n"


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_word, value))}]"
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
