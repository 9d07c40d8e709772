"""The output of the verbs that tell how the office, its complaints and the parts of this PC do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.ports.sound import VaultPlace
from desktop.words import counted, tr
from desktop.words.codes import and_list, words
from desktop.words.command_line import look
from desktop.words.formatting import day, grouped, length, local, moment
from desktop.words.office import reported_words, to_do, vault_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from desktop.application.log.health import Health, PcHealth
    from desktop.domain.office.pcs import Lack
    from desktop.domain.requests.complaints import ComplaintCounts, Period


def lines(health: Health, zone: ZoneInfo, vault_in: VaultPlace = VaultPlace.FOLDER) -> list[str]:
    """Return what is printed: what someone has to look at comes last, each with LOOK."""
    night = moment(health.nightly_at, zone) if health.nightly_at else tr("never")
    backup = moment(health.backed_up_at, zone) if health.backed_up_at else tr("never")
    anchor = moment(health.newest_anchor, zone) if health.newest_anchor else tr("not known")
    told = [
        tr("Events in the log: {n}. The oldest without an anchor has waited {wait}.").format(
            n=grouped(health.events), wait=length(health.unanchored_seconds)
        ),
        tr("Newest anchor outside: {when}.").format(when=anchor),
        tr("Last nightly run: {when}.").format(when=night),
        tr("Newest back-up: {when}.").format(when=backup),
        counted(health.unfinished_sessions, "1 session is not closed yet.", "{n} sessions are not closed yet."),
        _overdue(health),
        recordings(vault_in),
        *vault_words(health.vault, zone),
        *pc_lines(health, zone),
    ]
    if health.certificate_ends is not None:
        ends = day(local(health.certificate_ends, zone).date())
        told.append(tr("The certificate of the server’s authority ends on {day}.").format(day=ends))
    if health.server_certificate_ends is not None:
        ends = day(local(health.server_certificate_ends, zone).date())
        told.append(tr("The server’s own certificate ends on {day}.").format(day=ends))
    for said in to_do(health):
        told += look(said)
    return told


def runs(version: str) -> str:
    """Say which version this PC runs; the line of each PC says which it last reported."""
    return tr("This PC runs version {version}.").format(version=version)


def pc_lines(health: Health, zone: ZoneInfo) -> list[str]:
    """Say how each PC is."""
    return [_line(pc, zone) for pc in health.pcs]


def here(lack: Lack) -> str:
    """Say of this PC what it lacks, or has in vain."""
    return tr("This PC: {what}.").format(what=words(lack))


def recordings(vault_in: VaultPlace) -> str:
    """Say where recordings are kept."""
    if vault_in is VaultPlace.DATABASE:
        return tr("Recordings are in the database, on its server.")
    return tr("Recordings are in a folder.")


def _overdue(health: Health) -> str:
    if health.oldest_due is None:
        return tr("No request is overdue.")
    said = counted(health.overdue, "1 request is overdue", "{n} requests are overdue")
    return tr("{overdue}: the first was due on {day}.").format(overdue=said, day=day(health.oldest_due))


def _line(pc: PcHealth, zone: ZoneInfo) -> str:
    seen = moment(pc.last_seen, zone) if pc.last_seen else ""
    if pc.is_open:
        said = tr("{name} ({kind}): open now. Last seen: {when}.") if seen else tr("{name} ({kind}): open now.")
    else:
        never = tr("{name} ({kind}): nobody has worked there yet.")
        said = tr("{name} ({kind}): last seen {when}.") if seen else never
    return " ".join([said.format(name=pc.name, kind=words(pc.kind).lower(), when=seen), *reported_words(pc)])


def policies(kinds: int, own: list[str]) -> str:
    """Say how many documents an office accepts that begins with this PC's files, and which of them are its own."""
    accepted = counted(
        kinds,
        "An office that begins here accepts 1 kind of document.",
        "An office that begins here accepts {n} kinds of document.",
    )
    if not own:
        return f"{accepted} {tr('All policy files are as they were shipped.')}"
    return f"{accepted} {tr('This PC has its own {files}.').format(files=and_list(own))}"


def decodes(kind: str) -> str:
    """Say that the decoder works."""
    return tr("Recordings are decoded in a process of their own ({kind}).").format(kind=kind)


def not_loaded(why: str) -> str:
    """Say that a part cannot be loaded."""
    return tr("It cannot be loaded ({why}).").format(why=why)


def sound(device: str, others: int) -> str:
    """Say where sound would go, and how many others could be chosen."""
    goes = tr("Calls are played to {device}.").format(device=device)
    if not others:
        return goes
    return f"{goes} {counted(others, '1 other device can be chosen.', '{n} other devices can be chosen.')}"


def sound_by_system() -> str:
    """Say that the system chooses."""
    return tr("Calls are played to the device that the system has chosen.")


def no_sound(plays: bool | None) -> str:
    """Say that there is nothing to play to. `plays`: whether calls are played at this PC; None where nobody knows."""
    if plays is False:
        return tr("This PC has no sound card that a call can be played to, and needs none.")
    there = tr(
        "This PC has no sound card that a call can be played to. Bluetooth, network and virtual devices do not count."
    )
    if plays:
        return f"{there} {tr('Calls are played at this PC, so it needs one.')}"
    return f"{there} {tr('Only a PC for reviews, or one that is kept for jobs, needs none.')}"


def witness(*, on_own_disk: bool) -> str:
    """Say whether the witness file is where only this PC reaches it."""
    if on_own_disk:
        return tr(
            "The witness file is on this PC’s own disk. No other PC reaches it there, and whoever has this PC can "
            "change it. Begin another on a share: listening-room witness begin"
        )
    return tr("The witness file is not on this PC’s own disk.")


def keyring_missing(why: str) -> str:
    """Say why there is none, and who needs it."""
    return f"{why} {tr('A demo office works without one.')}"


def keyring_closed(why: str) -> str:
    """Say why the keyring does not open the office here."""
    return f"{why} {tr('Until then the office here does not open.')}"


def keyring_accepted() -> str:
    """Say that a real office can keep its keys here."""
    return tr("This account has a keyring that is accepted.")


def variables(dropped: list[str]) -> str:
    """Say which variables were dropped at the start."""
    if not dropped:
        return tr("None had to be dropped.")
    return tr("Dropped at the start: {names}.").format(names=and_list(dropped))


def libraries(foreign: list[str]) -> str:
    """Say which code in the process is neither the program's nor the system's."""
    if not foreign:
        return tr("Only the program’s own and the system’s are loaded.")
    return tr("Other code is loaded into the program, and cannot be removed: {files}.").format(files=and_list(foreign))


def preloading(by: Path, loaded: list[str]) -> str:
    """Say what the system loads into every program."""
    if not loaded:
        return tr("The system preloads nothing.")
    return tr("{file} loads code into every program: {names}.").format(file=by, names=and_list(loaded))


def memory(*, closed: bool) -> str:
    """Say whether another program could read the memory, or a crash would leave it."""
    if closed:
        return tr("Other programs of this account cannot read it, and a crash leaves no image of it.")
    return tr("Other programs of this account can read it, or a crash leaves an image of it.")


def bundled(file: Path) -> str:
    """Say that the file for support is written."""
    return tr("{file} is for whoever supports the program. Nothing in it is about a person.").format(file=file)


def complaints(period: Period, counts: ComplaintCounts) -> list[str]:
    """Return what is printed: the complaints received in the period, and those closed in it."""
    n = {name: grouped(number) for name, number in counts.figures().items()}
    received = [
        tr("Acknowledged in time: {acknowledged_in_time}"),
        tr("Acknowledged late: {acknowledged_late}"),
        tr("Passed on without an acknowledgement: {passed_on_without}"),
        tr("Not acknowledged yet: {not_acknowledged}, of which overdue: {overdue}"),
    ]
    closed = [
        tr("Upheld: {upheld}"),
        tr("Upheld in part: {partly_upheld}"),
        tr("Not upheld: {not_upheld}"),
        tr("About the service, and passed on: {passed_on}"),
    ]
    return [
        tr("Complaints from {first} to {last}").format(first=day(period.first), last=day(period.last)),
        tr("Received: {received}").format(**n),
        *(f"  {line.format(**n)}" for line in received),
        tr("Closed: {closed}").format(**n),
        *(f"  {line.format(**n)}" for line in closed),
    ]
