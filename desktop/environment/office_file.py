"""The files that say which office a folder is of, and which desk this PC is: `office.toml`, and `office-moved.toml`.

The second says in the folder of an office that was on one PC where it is now. Neither holds a secret.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop.application.ports.sound import SoundEngine, VaultPlace
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.errors import ExternalSystemError, in_place_of
from desktop.files.durable import put_in_place, read_regular, write_file

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.application.ports.office import OfficeFacts


DEMO, REAL = "demo", "office"
OPTIONAL = ("witness", "database", "vault", "time_stamps", "time_stamps_certificates", "vault_in", "sound_engine")
PLAIN = frozenset({"id", "kind", "desk", "keys", *OPTIONAL})
"""The names whose value is a text."""
IN_FILE = "file"
DATABASE_KEY = "database"
DATABASE_PASSWORD, NEXT_DATABASE_PASSWORD = "database-password", "next-database-password"
"""Names in the keyring of the embedded database's key, or of the server's password, and of one not yet in force."""


class OfficeFile(NamedTuple):
    """`office.toml`: which office this folder is, and which desk this PC is. No secret in it.

    `database` is the address of a database server, without its password; None for the embedded database.
    `more_witnesses` are further witness files beside `witness`. `vault_in` says whether recordings are in the database
    or in a folder; `vault` is the folder that its PCs share, where it is not in this one. `time_stamps` is a
    time-stamping authority that is one more: its address, and the file of its certificates. `keys_in_file`: this PC is
    kept for jobs, and has no keyring (`keyring.stores`). `sound_engine`: what plays calls here, where that was chosen.
    """

    id: OfficeId
    kind: str
    desk: DeskId
    witness: Path | None = None
    database: str | None = None
    more_witnesses: tuple[Path, ...] = ()
    time_stamps: tuple[str, Path] | None = None
    vault: Path | None = None
    vault_in: VaultPlace = VaultPlace.FOLDER
    keys_in_file: bool = False
    sound_engine: SoundEngine | None = None

    @property
    def origin(self) -> str:
        """The name of the office's log."""
        return f"listening-room/{self.id}"

    @property
    def witness_count(self) -> int:
        """How many witnesses there are, an authority included."""
        return 1 + len(self.more_witnesses) + (self.time_stamps is not None)

    def witnesses(self, folder: Path) -> tuple[Path, ...]:
        """Return all witness files of the office in that folder."""
        return (OfficePaths(folder, self.witness).witness, *self.more_witnesses)

    def stamps(self, folder: Path) -> Path | None:
        """Return the file of the time-stamping authority's stamps; None where the office has no authority."""
        first = self.witnesses(folder)[0]
        return None if self.time_stamps is None else first.with_name(f"{first.name}.stamps")

    def write(self, paths: OfficePaths) -> None:
        """Write it in plain TOML, whole and durably. Raises OSError."""
        address, certificates = self.time_stamps or (None, None)
        values = {
            "id": self.id,
            "kind": self.kind,
            "desk": self.desk,
            "witness": self.witness,
            "more_witnesses": list(map(str, self.more_witnesses)) or None,
            "time_stamps": address,
            "time_stamps_certificates": certificates,
            "vault": self.vault,
            "vault_in": None if self.vault_in is VaultPlace.FOLDER else self.vault_in,
            "sound_engine": self.sound_engine,
            "keys": IN_FILE if self.keys_in_file else None,
            "database": self.database,
        }
        lines = [f"{name} = {_toml_value(value)}\n" for name, value in values.items() if value is not None]
        draft = paths.office_file.with_name(f".{paths.office_file.name}")
        draft.unlink(missing_ok=True)
        write_file(draft, "".join(lines).encode("utf-8"))
        put_in_place(draft, paths.office_file)


def _toml_value(value: object) -> str:
    """Return any text, or list of texts, in TOML: as in JSON, if nothing is escaped needlessly."""
    import json  # reading one needs none, and is done before the first window paints

    return json.dumps(value, ensure_ascii=False, default=str)


def read_office_file(folder: Path) -> tuple[OfficeFile, OfficePaths]:
    """Read the office in that folder. Raises ExternalSystemError where there is none."""
    with in_place_of(OSError, ExternalSystemError("no_office")):
        content = read_regular(OfficePaths(folder).office_file)
    file = office_in(content)
    return file, OfficePaths(folder, file.witness, file.vault)


def office_in(content: bytes) -> OfficeFile:
    """Return the office of an `office.toml`. Raises ExternalSystemError where it names none."""
    with in_place_of((ValueError, KeyError, RecursionError), ExternalSystemError("no_office")):
        text = content.decode("utf-8-sig")
        return _office_of(_plainly(text) or _toml(text))


def _toml(text: str) -> dict[str, object]:
    """Raises ValueError, RecursionError."""
    import tomllib  # a tenth of what our own modules take before the first window paints

    return tomllib.loads(text)


def _plainly(text: str) -> dict[str, object] | None:
    """Return what TOML says that is nothing but names of ours with plain texts, a line each; None of any other."""
    found: dict[str, object] = {}
    for line in text.removesuffix("\n").split("\n"):
        name, quote, value = line.partition(' = "')
        said = value.removesuffix('"')
        plain = said != value and said.isprintable() and '"' not in said and "\\" not in said
        if not (quote and plain and name in PLAIN and name not in found):
            return None
        found[name] = said
    return found


def _office_of(found: dict[str, object]) -> OfficeFile:
    """Raises KeyError, ValueError."""
    texts = {name: value for name, value in found.items() if name in PLAIN and isinstance(value, str)}
    if len(texts) < len(PLAIN & found.keys()):
        raise ValueError("not text")
    witness = Path(texts["witness"]) if "witness" in texts else None
    stamps = (texts["time_stamps"], Path(texts["time_stamps_certificates"])) if "time_stamps" in texts else None
    id, kind, desk = OfficeId(texts["id"]), texts["kind"], DeskId(texts["desk"])
    vault = Path(texts["vault"]) if "vault" in texts else None
    vault_in, database = VaultPlace(texts.get("vault_in", VaultPlace.FOLDER)), texts.get("database")
    if vault_in is VaultPlace.DATABASE and (vault or not database):
        raise ValueError("two places, or none")
    file = OfficeFile(id, kind, desk, witness, database, _more_witnesses(found), stamps, vault, vault_in)
    if texts.get("keys", IN_FILE) != IN_FILE:
        raise ValueError("no such place for keys")
    engine = SoundEngine(texts["sound_engine"]) if "sound_engine" in texts else None
    return file._replace(keys_in_file="keys" in texts, sound_engine=engine)


def _more_witnesses(found: dict[str, object]) -> tuple[Path, ...]:
    """Return the further witness files. Raises ValueError."""
    more = found.get("more_witnesses", [])
    if not isinstance(more, list) or not all(isinstance(path, str) for path in more):
        raise ValueError("no list of files")
    return tuple(map(Path, more))


def facts_of(file: OfficeFile, name: str, place: str, nation: str = "england_and_wales") -> OfficeFacts:
    """Return a new office's facts."""
    from zoneinfo import ZoneInfo

    from desktop.application.ports.office import OfficeFacts

    return OfficeFacts(file.id, name, place, ZoneInfo("Europe/London"), nation, file.kind == DEMO)


_TEXT = """\
# This office has moved to a database server. The database that was in this folder is deleted, and its key with it.
moved_at = {at}
database = {address}
"""


def write_moved_note(file: Path, address: str, at: datetime) -> None:
    """Write it, whatever was there. `address` has no password. Raises OSError."""
    import json

    content = _TEXT.format(at=json.dumps(at.isoformat()), address=json.dumps(address, ensure_ascii=False))
    file.unlink(missing_ok=True)
    write_file(file, content.encode("utf-8"))


_ADDRESS = re.compile(r"postgresql://\S+")


def moved_to(file: Path) -> str | None:
    """Return the server's address; None where the office has not moved, as far as its folder says.

    What is no address is not shown to anybody: nobody signed the note.
    """
    import tomllib

    try:
        found = tomllib.loads(read_regular(file).decode("utf-8-sig")).get("database")
    except (OSError, ValueError):
        return None
    return found if isinstance(found, str) and found.isprintable() and _ADDRESS.fullmatch(found) else None
