"""The parts that this PC provides, and how the office's PCs are.

For whoever installs the program and looks after it, and for the built program's own test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop import __version__
from desktop.config import SOUND_CHECK
from desktop.errors import KeyringError, ListeningRoomError, SurroundingsError
from desktop.words.command_line import LOOK, MISSING
from desktop.words.command_line import doctor as said
from desktop.words.errors import words_of

PRELOAD = Path("/etc/ld.so.preload")
"""The loader's own list; only root can change it, and no program can leave it."""


@dataclass(frozen=True)
class Check:
    """One part: whether it is present, in words, and whether the program needs it to open at all.

    `mark` is what to print where it is not: MISSING, or LOOK for something that is present and should not be.
    """

    name: str
    ok: bool
    words: str
    needed: bool = True
    mark: str = MISSING


def report(
    bundle: Path | None,
    office: Path,
    figures: Callable[[Path], str],
    pcs: Callable[[Path], list[tuple[bool, str]]],
    plays: Callable[[Path], bool | None],
) -> tuple[list[str], int]:
    """Return a line for each part and each PC of the office, and the exit code: 1 where a part is missing.

    `office`: the folder of the one here, if there is one, of which `pcs` tells how each PC is, and whether well, and
    `plays` whether calls are played at this one, which then needs a sound card; None where nobody knows.
    `bundle`: where the parts are written for whoever supports the program, without the PCs' names, with the office's
    `figures` and the program's own log. Raises SurroundingsError (`bundle_not_written`).
    """
    found = [*checks(plays(office)), *_of_office(office)]
    lines = [_line(check) for check in found]
    if bundle is not None:
        from desktop.environment.own_log import log_folder
        from desktop.environment.support_bundle import write_bundle

        texts = {"doctor.txt": "\n".join([f"Listening Room {__version__}", *lines, ""]), "status.json": figures(office)}
        write_bundle(bundle, texts, log_folder())
        lines.append(said.bundled(bundle))
    lines += map(_line, _of_pcs(office, pcs))
    return lines, 1 if any(not check.ok and check.needed for check in found) else 0


def _line(check: Check) -> str:
    return f"{'ok' if check.ok else check.mark:7} {check.name}: {check.words}"


def checks(plays: bool | None = None) -> Iterator[Check]:
    """Yield every part, in the order in which the program needs it. `plays`: whether calls are played at this PC."""
    for name, look in (
        ("python", lambda: sys.version.split()[0]),
        ("resources", _resources),
        ("qt", _qt),
        ("database", _database),
        ("database server", _database_server),
        ("decoder", _decoder),
        ("player", _player),
    ):
        yield _check(name, look)
    yield _sound(plays)
    yield _keyring()
    yield _variables()
    if sys.platform == "linux":
        yield from _preloaded()
        yield _memory()


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except ListeningRoomError as error:
        return Check(name, False, words_of(error))
    except (ImportError, OSError) as error:
        words = str(error).replace(str(Path.home()), "~")  # a path there names the account
        return Check(name, False, said.not_loaded(words or type(error).__name__))


def _of_pcs(office: Path, pcs: Callable[[Path], list[tuple[bool, str]]]) -> Iterator[Check]:
    """Yield how each PC of the office here is; or why it does not open."""
    from desktop.environment.office_file import read_office_file

    with suppress(SurroundingsError):
        read_office_file(office)
        try:
            for well, words in pcs(office):
                yield Check("PC", well, words, needed=False, mark=LOOK)
        except ListeningRoomError as error:
            yield Check("office", False, words_of(error), needed=False, mark=LOOK)


def _of_office(office: Path) -> Iterator[Check]:
    """Yield where the office here keeps its recordings and, on a server, its witness file, where there is one."""
    from desktop.environment.office_file import read_office_file
    from desktop.environment.witness_place import is_on_own_disk
    from desktop.words.command_line.status import recordings

    with suppress(SurroundingsError):
        file, _ = read_office_file(office)
        yield Check("recordings", True, recordings(file.vault_in))
        if file.database is not None:
            here = is_on_own_disk(file, office)
            yield Check("witness", not here, said.witness(on_own_disk=here), needed=False, mark=LOOK)


def _resources() -> str:
    from desktop.environment.machine_policy import SHIPPED, policy_file
    from desktop.environment.policy_files import load_identity_policy, load_keeping_policy, load_office_policy

    files = [policy_file(name) for name in ("identity.toml", "office.toml", "keeping.toml")]
    kinds = len(load_identity_policy(files[0]).kinds)
    load_office_policy(files[1])
    load_keeping_policy(files[2])
    if (directory := policy_file("directory.toml")).exists():
        from desktop.environment.directory.policy import load_directory_policy

        load_directory_policy(directory)
        files.append(directory)
    return said.policies(kinds, [file.name for file in files if file.parent != SHIPPED])


def _qt() -> str:
    from desktop.ui.kit.about import qt_version

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
    from desktop.media.sandbox.decode import decode

    decoded = decode(SOUND_CHECK.read_bytes())
    return said.decodes(decoded.format.value)


def _player() -> str:
    import vlc

    version = vlc.libvlc_get_version().decode()
    instance = vlc.Instance(["--quiet", "--no-video", "--ignore-config"])
    if instance is None:
        raise OSError("libvlc has no plugins")
    instance.release()
    return f"libvlc {version}"


def _sound(plays: bool | None) -> Check:
    """Return which device sound would go to. A PC that plays calls needs one: any but one for reviews or for jobs."""
    from desktop.playback.ways_out import ways_out

    if sys.platform != "linux":
        return Check("sound", True, said.sound_by_system(), needed=False)
    devices = ways_out().devices(tuple)
    words = said.sound(devices[0].name, len(devices) - 1) if devices else said.no_sound(plays)
    return Check("sound", bool(devices) or plays is False, words, needed=plays is True)


def _keyring() -> Check:
    from desktop.environment.keyring_store import open_keyring

    try:
        open_keyring("listening-room/doctor")
    except KeyringError as error:
        return Check("keyring", False, said.keyring_missing(words_of(error)), needed=False)
    return Check("keyring", True, said.keyring_accepted(), needed=False)


def _variables() -> Check:
    from desktop.lockdown import at_start

    return Check("variables", True, said.variables(list(at_start.dropped)))


def _preloaded() -> Iterator[Check]:
    """Yield the code that reached the process before it could drop anything."""
    from desktop.lockdown.at_start import foreign_libraries

    foreign = list(foreign_libraries())
    yield Check("libraries", not foreign, said.libraries(foreign), needed=False, mark=LOOK)
    named = PRELOAD.read_text("utf-8", "replace").split() if PRELOAD.exists() else []
    yield Check("preloading", not named, said.preloading(PRELOAD, named), needed=False, mark=LOOK)


def _memory() -> Check:
    import resource

    from desktop.lockdown.at_start import is_dumpable

    closed = not is_dumpable() and resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    return Check("memory", closed, said.memory(closed=closed), needed=False, mark=LOOK)
