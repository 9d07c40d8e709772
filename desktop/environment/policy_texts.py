"""The texts of the office's policies: TOML, as it was given in, with its comments.

Rules:
- What is read here is read as a PC's own file is (`policy_files`), and has no hidden character either: its words come
  onto screens and letters.
- An edit changes one line, and nothing else. Where that line cannot be found, the whole file is written again, and its
  comments are lost. What comes out says what was meant, or ValueError is raised.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy_changes import DAYS
from desktop.domain.shared.hidden_characters import hidden_character
from desktop.environment.directory_texts import with_directory_group
from desktop.environment.document_texts import with_combination, with_internal, with_kind
from desktop.environment.letter_texts import with_answer, with_helplines, with_regulator, with_welsh
from desktop.environment.office_policies import policy_path
from desktop.environment.policy_files import identity_policy_of, keeping_policy_of, office_policy_of
from desktop.environment.source_texts import side_table, with_reading, with_side_table, with_table, without_source
from desktop.environment.toml_edits import (
    edited,
    lines_with,
    with_key,
    with_lines,
    without_key,
    without_table,
    written,
)
from desktop.environment.toml_table import LARGEST_BYTES, Table, table_of, text_of
from desktop.errors import PolicyRefusedError, SurroundingsError

if TYPE_CHECKING:
    from desktop.application.ports.policies import AnyPolicy
    from desktop.domain.office.policy import AnswerTexts, Contact, DirectoryGroup, Opening, Regulator, Welsh
    from desktop.domain.recordings.keeping import Source
    from desktop.domain.sessions.id_policy import Combination, DocumentKind
    from desktop.environment.office_file import OfficeFile

_READERS: Mapping[PolicyName, Callable[[Table], AnyPolicy]] = {
    PolicyName.IDENTITY: identity_policy_of,
    PolicyName.OFFICE: office_policy_of,
    PolicyName.KEEPING: keeping_policy_of,
}


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
        """Write a text into a new file. Raises SurroundingsError."""
        try:
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(content)
        except FileExistsError:
            raise SurroundingsError("policy_file_exists") from None
        except OSError:
            raise SurroundingsError("policy_file_not_written") from None

    def with_number(self, name: PolicyName, content: str, at: tuple[str | int, ...], value: int) -> str:
        """Return the text with another number there."""
        wanted = tomllib.loads(content)
        place: Any = wanted
        for key in at[:-1]:
            place = place[key]
        place[at[-1]] = value
        return edited(content, lines_with(content, str(at[-1]), value), wanted)

    def with_text(self, content: str, key: str, value: str) -> str:
        """Return the text with that as a text of the policy itself; "": without it."""
        wanted = tomllib.loads(content)
        if not value:
            wanted.pop(key, None)
            return edited(content, (content, *without_key(content, key)), wanted)
        return edited(content, with_key(content, key, value), wanted | {key: value})

    def without_holiday(self, content: str, day: date) -> str:
        """Return the text without the holiday by hand of that day."""
        wanted = tomllib.loads(content)
        wanted["holidays"] = [each for each in wanted["holidays"] if each["day"] != day]
        if not wanted["holidays"]:
            del wanted["holidays"]
        return edited(content, without_table(content, "holidays"), wanted)

    def with_holiday(self, content: str, day: date, name: str) -> str:
        """Return the text with one more holiday."""
        wanted = tomllib.loads(content)
        wanted.setdefault("holidays", []).append({"day": day, "name": name})
        more = f"\n[[holidays]]\nday = {day.isoformat()}\nname = {json.dumps(name, ensure_ascii=False)}\n"
        return edited(content, [content.rstrip("\n") + "\n" + more], wanted)

    def with_contact(self, content: str, contact: Contact) -> str:
        """Return the text with that in the place of how to reach the office; it is no example any more."""
        wanted = tomllib.loads(content)
        said = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(contact).items()}
        wanted["contact"] = {name: value for name, value in said.items() if name != "made_up"}
        return edited(content, with_lines(content, "contact", written(wanted["contact"])), wanted)

    def with_opening(self, content: str, week: tuple[Opening | None, ...]) -> str:
        """Return the text with those opening hours, from Monday to Sunday; None: closed."""
        open_on = {day: hours for day, hours in zip(DAYS, week, strict=True) if hours is not None}
        wanted = tomllib.loads(content)
        wanted["opening"] = {day: vars(hours) for day, hours in open_on.items()}
        lines = [f"{day} = {{ opens = {each.opens}, closes = {each.closes} }}" for day, each in open_on.items()]
        return edited(content, with_lines(content, "opening", "\n".join(lines)), wanted)

    def with_regulator(self, content: str, regulator: Regulator) -> str:
        """Return the text with that regulator."""
        return with_regulator(content, regulator)

    def with_helplines(self, content: str, helplines: tuple[str, ...]) -> str:
        """Return the text with those helplines."""
        return with_helplines(content, helplines)

    def with_answer(self, content: str, own: AnswerTexts | None, *, welsh: bool) -> str:
        """Return the text with what a response letter tells of recordings; None: the program's own words."""
        return with_answer(content, own, welsh=welsh)

    def with_welsh(self, content: str, welsh: Welsh, *, unchecked: bool) -> str:
        """Return the text with whether letters are in Welsh."""
        return with_welsh(content, welsh, unchecked=unchecked)

    def with_directory_group(self, content: str, was: DirectoryGroup | None, becomes: DirectoryGroup | None) -> str:
        """Return the text with another, one more or one fewer group of the directory."""
        return with_directory_group(content, was, becomes)

    def with_kind(self, content: str, was: DocumentKind | None, becomes: DocumentKind | None, *, of_staff: bool) -> str:
        """Return the text with another, one more or one fewer kind of document."""
        return with_kind(content, was, becomes, of_staff=of_staff)

    def with_combination(
        self, content: str, was: Combination | None, becomes: Combination | None, *, of_staff: bool
    ) -> str:
        """Return the text with another, one more or one fewer combination."""
        return with_combination(content, was, becomes, of_staff=of_staff)

    def with_internal(self, content: str, enough: Combination | None) -> str:
        """Return the text with rules for internal access that begin with one combination; None: without any."""
        return with_internal(content, enough)

    def with_source(self, content: str, source: Source) -> str:
        """Return the text with that source, or with its zone and table."""
        wanted = tomllib.loads(content)
        there = next((each for each in wanted["sources"] if each["name"] == source.name), None)
        if there is None:
            said = _source(source)
            wanted["sources"].append(said)
            more = written({"sources": [said]})
            return edited(content, [content.rstrip("\n") + "\n" + more], wanted)
        place = wanted["sources"].index(there)
        there |= {"zone": source.zone.key, "table": side_table(source)}
        return edited(content, with_side_table(content, place, written({"table": there["table"]}, "sources.")), wanted)

    def with_reading(self, content: str, source: Source) -> str:
        """Return the text with how the source of that name is read."""
        return with_reading(content, source)

    def with_table(self, content: str, source: Source) -> str:
        """Return the text with the table beside the recordings of the source of that name, or without one."""
        return with_table(content, source)

    def without_source(self, content: str, name: str) -> str:
        """Return the text without the source of that name."""
        return without_source(content, name)


def read_policy(name: PolicyName, content: str) -> AnyPolicy:
    """Return the policy that a text says. Raises PolicyRefusedError."""
    file = file_name(name)
    if len(content.encode()) > LARGEST_BYTES:
        raise PolicyRefusedError("too_large", file=file)
    if hidden_character(content) is not None:
        raise PolicyRefusedError("policy_hidden_character", file=file)
    return _READERS[name](table_of(content, file))


def _source(source: Source) -> dict[str, Any]:
    """Return the values of a source as its table has them; what is as without it is left out."""
    said: dict[str, Any] = {"name": source.name, "zone": source.zone.key}
    said |= {"months": source.period.months, "days": source.period.days}
    said |= {} if source.system_days is None else {"system_days": source.system_days}
    said |= {"names": source.names.value}
    said |= {} if source.agent_channel is None else {"agent_channel": source.agent_channel}
    said |= {"outside_line": source.outside_line} if source.outside_line else {}
    return said | ({"table": side_table(source)} if source.table else {})
