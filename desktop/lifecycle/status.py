"""How the office does (`status`), the parts that this PC provides (`doctor`), and the file for whoever supports it.

For whoever looks after the PCs, a monitoring system, and the built program's own test. Nobody signs in, and nothing is
about a person. The exit code is 1 where someone has to look at something.
"""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from desktop import __version__
from desktop.application.log.health import Health, health
from desktop.application.ports.sound import SoundEngine, VaultPlace
from desktop.bootstrap import pcs
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.config import SOUND_CHECK, OfficePaths
from desktop.environment.office_file import REAL
from desktop.environment.witnesses import is_on_own_disk
from desktop.errors import ExternalSystemError, KeyringError, ListeningRoomError, SoundError, in_place_of
from desktop.words.command_line import LOOK, MISSING, NONE, as_json
from desktop.words.command_line import status as messages
from desktop.words.errors import message_for
from desktop.words.office import to_do


def write_bundle(file: Path, texts: Mapping[str, str], logs: Path) -> None:
    """Write it, new. Folders and names of this account are left out of the texts; the logs have none.

    Raises ExternalSystemError (`bundle_not_written`).
    """
    with in_place_of(OSError, ExternalSystemError("bundle_not_written")), file.open("xb") as opened:
        _fill(opened, file, texts, logs)


def _fill(opened: BinaryIO, file: Path, texts: Mapping[str, str], logs: Path) -> None:
    """Fill it; where that fails nothing is left of it."""
    try:
        with ZipFile(opened, "w", ZIP_DEFLATED) as bundle:
            for name, text in texts.items():
                bundle.writestr(name, _without_the_account(text))
            for log in sorted(logs.glob("*.log")):
                bundle.writestr(f"log/{log.name}", log.read_bytes())
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _without_the_account(text: str) -> str:
    text = text.replace(str(Path.home()), "~")
    name = getpass.getuser()
    return text.replace(f"/{name}/", "/.../") if len(name) > 1 else text


PRELOAD = Path("/etc/ld.so.preload")
"""The loader's own list; only root can change it, and no program can leave it."""


@dataclass(frozen=True)
class Status:
    """The office's health, and the program's version. `vault_in`: where recordings are kept."""

    health: Health
    version: str
    vault_in: VaultPlace = VaultPlace.FOLDER

    def as_json(self) -> str:
        """Return it as one line of JSON: times in ISO 8601, in UTC."""
        found = asdict(self.health) | {"version": self.version, "vault_in": self.vault_in}
        found["troubles"] = sorted(self.health.troubles)
        return as_json(found)


def status_of(office: OpenOffice) -> Status:
    """Return the status of an open office."""
    found: Health = office.run(health)
    if office.parts.file.database is None:  # its database cannot tell whether the program is open at its one PC
        found = replace(found, pcs=tuple(replace(pc, is_open=False) for pc in found.pcs))
    return Status(found, __version__, office.vault_in)


@dataclass(frozen=True)
class OfficeHere:
    """The office of this account as `doctor` tells of it.

    `plays`: whether calls are played at this PC; `engine`: what plays them, where that was chosen. `keyring`: its keys
    are in the keyring. `witness_on_own_disk`: None where the office has one PC. `pcs`: how each PC is, and whether
    nobody need look. `to_do`: what somebody has to look at, apart from PCs. `figures`: the status as JSON, without the
    PCs' names.
    """

    plays: bool
    engine: SoundEngine | None
    keyring: bool
    vault_in: VaultPlace
    witness_on_own_disk: bool | None
    pcs: tuple[tuple[bool, str], ...]
    to_do: tuple[str, ...]
    figures: str


def office_here(folder: Path) -> OfficeHere:
    """Open the office in that folder for a look. Raises ExternalSystemError.

    How this PC is with its directory comes last of the PCs, as it is now: its own line says what it last reported.
    """
    with opened(folder, unattended=True) as office:
        found, file = status_of(office), office.parts.file
        facts, lacks = found.health, pcs.directory_of_pc(office.parts)
        lines = messages.pc_lines(facts, office.office.zone)
        plays = pcs.plays_sound(file, office.enrolled.kind)
    here = [(False, messages.here(lack)) for lack, is_so in lacks.items() if is_so]
    unnamed = tuple(replace(pc, name=f"PC {number}") for number, pc in enumerate(facts.pcs, 1))
    return OfficeHere(
        plays,
        file.sound_engine,
        file.kind == REAL and not file.keys_in_file,
        file.vault_in,
        is_on_own_disk(file, folder) if file.database is not None else None,
        (*((not pc.troubles, line) for pc, line in zip(facts.pcs, lines, strict=True)), *here),
        tuple(to_do(replace(facts, pcs=unnamed), of_pcs=False)),
        replace(found, health=replace(facts, pcs=unnamed)).as_json(),
    )


@dataclass(frozen=True)
class Check:
    """One part: whether it is present, in words.

    `mark` is what to print where it is not: MISSING, LOOK for something that is present and should not be, or NONE for
    what nobody needs at this PC.
    """

    name: str
    ok: bool
    words: str
    mark: str = MISSING

    @property
    def is_well(self) -> bool:
        """Whether nobody has to see to it."""
        return self.ok or self.mark == NONE


def report(bundle: Path | None, office: Path) -> tuple[list[str], int]:
    """Return a line for each part, for each PC of the office in that folder and for what was found there, and the exit
    code: that of the worst line.

    `bundle`: where the parts are written for whoever supports the program, without the PCs' names, with the office's
    figures and the program's own log. Raises ExternalSystemError (`bundle_not_written`).
    """
    here, closed = _opened(office)
    found = [*checks(here, closed), *_of_office(here, closed)]
    lines = [_line(check) for check in found]
    if bundle is not None:
        from desktop.environment.own_log import log_folder

        figures = here.figures if here else json.dumps({"not_open": closed.code if closed else "no_office"})
        texts = {"doctor.txt": "\n".join([f"Listening Room {__version__}", *lines, ""]), "status.json": figures}
        write_bundle(bundle, texts, log_folder())
        lines.append(messages.bundled(bundle))
    named = list(_of_pcs(here))
    return lines + [_line(check) for check in named], 0 if all(check.is_well for check in (*found, *named)) else 1


def _opened(office: Path) -> tuple[OfficeHere | None, ListeningRoomError | None]:
    """Return the office here, or why it does not open; neither where there is none."""
    try:
        return office_here(office), None
    except ListeningRoomError as error:
        there = OfficePaths(office).office_file.exists()
        return None, error if there or error.code != "no_office" else None


def _of_office(here: OfficeHere | None, closed: ListeningRoomError | None) -> Iterator[Check]:
    """Yield where the office keeps its recordings and its witness file, and what somebody has to look at there."""
    if here is not None:
        yield Check("recordings", True, messages.recordings(here.vault_in))
        if here.witness_on_own_disk is not None:
            on_own_disk = here.witness_on_own_disk
            yield Check("witness", not on_own_disk, messages.witness(on_own_disk=on_own_disk), LOOK)
        for words in here.to_do:
            yield Check("office", False, words, LOOK)
    elif closed is not None and not isinstance(closed, KeyringError):
        yield Check("office", False, message_for(closed), LOOK)


def _of_pcs(here: OfficeHere | None) -> Iterator[Check]:
    """Yield how each PC of the office is: with names, which whoever supports the program does not need."""
    for well, words in here.pcs if here else ():
        yield Check("PC", well, words, LOOK)


def _line(check: Check) -> str:
    return f"{'ok' if check.ok else check.mark:7} {check.name}: {check.words}"


def checks(here: OfficeHere | None = None, closed: ListeningRoomError | None = None) -> Iterator[Check]:
    """Yield every part, in the order in which the program needs it. `closed`: why the office here does not open."""
    for name, look in (
        ("python", lambda: sys.version.split()[0]),
        ("resources", _resources),
        ("qt", _qt),
        ("database", _database),
        ("database server", _database_server),
        ("decoder", _decoder),
        ("player", partial(_player, here.engine if here else None)),
    ):
        yield _check(name, look)
    yield _sound(here.plays if here else None)
    yield _keyring(here, closed)
    yield _variables()
    if sys.platform == "linux":
        yield from _preloaded()
        yield _memory()


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except ListeningRoomError as error:
        return Check(name, False, message_for(error))
    except (ImportError, OSError) as error:
        words = str(error).replace(str(Path.home()), "~")  # a path there names the account
        return Check(name, False, messages.not_loaded(words or type(error).__name__))


def _resources() -> str:
    from desktop.environment.policies import load_identity_policy, load_keeping_policy, load_office_policy
    from desktop.environment.policy_source import SHIPPED, policy_file

    files = [policy_file(name) for name in ("identity.toml", "office.toml", "keeping.toml")]
    kinds = len(load_identity_policy(files[0]).kinds)
    load_office_policy(files[1])
    load_keeping_policy(files[2])
    if (directory := policy_file("directory.toml")).exists():
        from desktop.environment.ldap.directory import load_directory_policy

        load_directory_policy(directory)
        files.append(directory)
    return messages.policies(kinds, [file.name for file in files if file.parent != SHIPPED])


def _qt() -> str:
    from desktop.ui.kit.style import qt_version

    return qt_version()


def _database() -> str:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    version = connection.execute("PRAGMA cipher_version").fetchone()[0]
    connection.close()
    return f"SQLCipher {version}, SQLite {dbapi2.sqlite_version}"


def _database_server() -> str:
    import psycopg

    version = psycopg.pq.version()
    return f"psycopg {psycopg.__version__}, libpq {version // 10_000}.{version % 10_000}"


def _decoder() -> str:
    from desktop.media.sandbox.decoding import decode

    decoded = decode(SOUND_CHECK.read_bytes())
    return messages.decodes(decoded.format.value)


def _player(chosen: SoundEngine | None) -> str:
    from desktop.playback.player import open_engine

    try:
        engine = open_engine(chosen)
    except SoundError as error:
        raise OSError(str(error.__cause__)) from None
    engine.close()
    return engine.version


def _sound(plays: bool | None) -> Check:
    """Return which device sound would go to. A PC that plays calls needs one: any but one for reviews or for jobs."""
    from desktop.playback.ways_out import ways_out

    if sys.platform != "linux":
        return Check("sound", True, messages.sound_by_system())
    devices = ways_out().devices(tuple)
    words = messages.sound(devices[0].name, len(devices) - 1) if devices else messages.no_sound(plays)
    return Check("sound", bool(devices) or plays is False, words, MISSING if plays else NONE)


def _keyring(here: OfficeHere | None, closed: ListeningRoomError | None) -> Check:
    """Return how this account's keyring is. Where an office opened by it, or did not, that says it."""
    if isinstance(closed, KeyringError):
        return Check("keyring", False, messages.keyring_closed(message_for(closed)))
    if here is None or not here.keyring:
        from desktop.environment.keyring.stores import open_keyring

        try:
            open_keyring("listening-room/doctor", unattended=True)
        except KeyringError as error:
            return Check("keyring", False, messages.keyring_missing(message_for(error)), NONE)
    return Check("keyring", True, messages.keyring_accepted())


def _variables() -> Check:
    from desktop.lockdown import at_start

    return Check("variables", True, messages.variables(list(at_start.dropped)))


def _preloaded() -> Iterator[Check]:
    """Yield the code that reached the process before it could drop anything."""
    from desktop.lockdown.at_start import foreign_libraries

    foreign = list(foreign_libraries())
    yield Check("libraries", not foreign, messages.libraries(foreign), LOOK)
    named = PRELOAD.read_text("utf-8", "replace").split() if PRELOAD.exists() else []
    yield Check("preloading", not named, messages.preloading(PRELOAD, named), LOOK)


def _memory() -> Check:
    from desktop.lockdown.at_start import is_dumpable, leaves_no_core

    closed = not is_dumpable() and leaves_no_core()
    return Check("memory", closed, messages.memory(closed=closed), LOOK)
