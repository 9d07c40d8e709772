"""Edits of the groups of the directory in the text of the office's policy."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from desktop.domain.office.people import role_names
from desktop.environment.toml_edits import edited, with_lines, with_table, without_table, written

if TYPE_CHECKING:
    from desktop.domain.office.policy import DirectoryGroup

LIST = "directory_groups"


def with_directory_group(content: str, was: DirectoryGroup | None, becomes: DirectoryGroup | None) -> str:
    """Return the text with another group; `was` None: with one more; `becomes` None: with one fewer."""
    wanted = tomllib.loads(content)
    groups = wanted.pop(LIST, [])
    said = {} if becomes is None else {"group": becomes.dn, "roles": role_names(becomes.roles)}
    lines = written(said)
    if was is None:
        groups, tries = [*groups, said], with_table(content, LIST, lines)
    else:
        at = next(at for at, each in enumerate(groups) if each["group"] == was.dn)
        groups = [*groups[:at], *([said] if said else []), *groups[at + 1 :]]
        tries = with_lines(content, LIST, lines) if said else without_table(content, LIST)
    return edited(content, tries, wanted | ({LIST: groups} if groups else {}))
