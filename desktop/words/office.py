"""The office in words: its people's roles, its PCs and its vault in Health, and what is said once it is restored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.application.log.health import HARMLESS, Trouble
from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence
from desktop.domain.office.pcs import Lack
from desktop.domain.office.people import Role
from desktop.domain.recordings.retention import NightTask
from desktop.words import Counts, Texts, counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, from_day_to_day, grouped, length, local, moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from desktop.application.log.health import Health, PcHealth
    from desktop.application.office.accounts import Account
    from desktop.application.ports.reading import VaultLooked
    from desktop.domain.office.people import Loan


def restored(events: int | None) -> str:
    """Say that the office is restored. `events`: None where it could not be opened."""
    if events is None:
        return tr("The office is restored on this PC, and could not be opened yet.")
    return counted(
        events,
        "The office is restored. Its log has 1 event.",
        "The office is restored. Its log has {n} events.",
    )


def goes_on_with(server: str, witnesses: Sequence[str]) -> list[str]:
    """Say with which server and witness files the restored PC goes on. `server`: "" where there is none."""
    on_server = [tr("Database: {server}").format(server=server)] if server else []
    return [*on_server, *(tr("Witness file: {file}").format(file=file) for file in witnesses)]


def go_on() -> str:
    """Ask whether these are the office's own."""
    return tr("Are these your office’s? Type yes to restore:")


def not_restored() -> str:
    """Say that nobody said yes."""
    return tr("Nothing was restored.")


def witness_not_read() -> str:
    """Say that nobody knows yet whether something is missing."""
    return tr("The witness file cannot be read. Connect its disk or share before you open the office.")


def events_lost(witnessed: int) -> list[str]:
    """Say that the witness file covers more than the back-up holds, and what to do."""
    return [
        counted(
            witnessed,
            "The witness file covers 1 event. What was done after the back-up is lost.",
            "The witness file covers {n} events. What was done after the back-up is lost.",
        ),
        tr("An administrator and a supervisor now state that together: listening-room log lost"),
        tr("Until then nobody can sign in, at any PC, and nothing is destroyed."),
        tr("Keep this back-up and the witness file: together they show what is missing."),
    ]


OF_PC: Texts[Trouble] = {
    Trouble.PC_COPIED: (
        "{name} and a copy of it were both in use. At another PC, under PCs, withdraw it. Let it join again once you "
        "know why."
    ),
    Trouble.PC_UNSEEN: "{name} has not been seen for a week. If nobody needs it, withdraw it under PCs.",
    Trouble.PC_CLOCK: "The clock of {name} is wrong. Set it there.",
}
_OF_PCS = frozenset({*OF_PC, Trouble.PC_LACKS})


def would_destroy(due: int, kept: int) -> str:
    """Tell an administrator how much the run would destroy."""
    return counted(
        due,
        "1 recording out of {kept} would be destroyed now. This cannot be undone.",
        "{n} recordings out of {kept} would be destroyed now. This cannot be undone.",
        kept=grouped(kept),
    )


def clock_times(evidence: ClockEvidence, zone: ZoneInfo) -> list[str]:
    """Return the times by which a clock is doubted, a sentence each."""
    found = (
        (tr("This PC’s clock says {moment}."), evidence.now),
        (tr("The newest event in the log is from {moment}."), evidence.newest),
        (
            tr("The newest checkpoint in the witness file is from {moment}."),
            evidence.witnessed.at if evidence.witnessed else None,
        ),
        (tr("The database server’s clock says {moment}."), evidence.server),
    )
    return [said.format(moment=moment(at, zone)) for said, at in found if at is not None]


def to_do(health: Health, *, of_pcs: bool = True) -> list[str]:
    """Say what someone has to look at and do, a thing a line, the most serious first; of PCs, which.

    `of_pcs`: also what the line of a PC says itself.
    """
    left = [left_words(task, count) for task, count in health.left.items()]
    found = [trouble for trouble in Trouble if trouble in health.troubles and (of_pcs or trouble not in _OF_PCS)]
    return [said for trouble in found for said in _look_at(trouble, health)] + left


def _look_at(trouble: Trouble, health: Health) -> list[str]:
    if trouble == Trouble.NIGHT_STOPPED:
        return [_stopped(health)]
    if trouble is Trouble.PC_LACKS:
        at = tr("{name}: {what}")
        return [at.format(name=pc.name, what=each) for pc in health.pcs for each in _lacks_of(pc)]
    named = [pc.name for pc in health.pcs if trouble in pc.troubles]
    return [tr(OF_PC[trouble]).format(name=name) for name in named] or [words(trouble)]


def _stopped(health: Health) -> str:
    """Say why the last nightly run destroyed nothing, and how the office goes on."""
    stopped = health.stopped
    if stopped is None:
        return words(Trouble.NIGHT_STOPPED)
    at = next((pc.name for pc in health.pcs if pc.night_stopped), None)
    there = tr("The nightly run at {pc} destroyed nothing. It says:")
    said = [words(Trouble.NIGHT_STOPPED) if at is None else there.format(pc=at)]
    said += [words(doubt) for doubt in stopped.doubts]
    if stopped.log_changed:
        said.append(tr("Someone may have changed the database. Run listening-room verify to see what differs."))
    if any(doubt != ClockDoubt.WITNESS_UNREADABLE for doubt in stopped.doubts):
        said.append(
            tr(
                "If that PC’s clock is wrong, set it. Once it is right, an administrator confirms it there: under "
                "Health, Destroy what is due; or listening-room retain --confirm NAME"
            )
        )
    return " ".join(said)


LEFT: Counts[NightTask] = {
    NightTask.WARNED_OF: (
        "1 recording is destroyed soon, and a request still asks for it. Tell the information officers.",
        "{n} recordings are destroyed soon, and requests still ask for them. Tell the information officers.",
    ),
    NightTask.NOT_PROTECTED: (
        "A telephone system may soon delete the call of 1 request. Stop it there, or have the recording imported.",
        "Telephone systems may soon delete the calls of {n} requests. Stop it there, or have the recordings imported.",
    ),
    NightTask.HOLDS_PAST_REVIEW: (
        "1 hold was due for review, and nobody has reviewed it. Tell the information officers.",
        "{n} holds were due for review, and nobody has reviewed them. Tell the information officers.",
    ),
    NightTask.UNKNOWN_SOURCES: (
        "The policy for keeping recordings does not name 1 source. Its recordings are kept until it does.",
        "The policy for keeping recordings does not name {n} sources. Their recordings are kept until it does.",
    ),
    NightTask.STUCK: (
        "1 file of the vault could not be deleted or moved. Check who may write in the vault’s folder. The next "
        "run tries again.",
        "{n} files of the vault could not be deleted or moved. Check who may write in the vault’s folder. The next "
        "run tries again.",
    ),
    NightTask.UNTIDIED: (
        "The vault’s files could not be listed, and 1 task of the night was not done. Can the vault’s folder be "
        "reached and read? The next run tries again.",
        "The vault’s files could not be listed, and {n} tasks of the night were not done. Can the vault’s folder "
        "be reached and read? The next run tries again.",
    ),
    NightTask.QUARANTINED: (
        "1 file of the vault is in quarantine: the database does not name it. Was an older database restored? Then "
        "restore the newer one.",
        "{n} files of the vault are in quarantine: the database does not name them. Was an older database restored? "
        "Then restore the newer one.",
    ),
}
"""The things that a nightly run left to people, and who sees to it."""


def left_words(task: NightTask, n: int) -> str:
    """Say what a nightly run left to people, and who sees to it."""
    return counted(n, *LEFT[task])


def reported_words(pc: PcHealth) -> list[str]:
    """Say what a PC last told of itself, in sentences: its version, its clock where that is wrong, what it lacks."""
    told = pc.reported
    night = [tr("The nightly run here destroyed nothing.")] if pc.night_stopped else []
    if told is None:
        return night
    said = [*night, tr("Version {version}.").format(version=told.version)]
    if pc.is_off and told.clock_ahead is not None:
        ahead = tr("Its clock is {time} ahead.") if told.clock_ahead > 0 else tr("Its clock is {time} behind.")
        said.append(ahead.format(time=length(abs(told.clock_ahead))))
    return [*said, *_lacks_of(pc, harmless=True)]


def _lacks_of(pc: PcHealth, *, harmless: bool = False) -> list[str]:
    """Say what a PC lacks, and what to do there. `harmless`: also what nobody has to look at."""
    told = [] if pc.reported is None else [each for each in pc.reported.lacks if harmless or each not in HARMLESS]
    known = {lack.value: lack for lack in Lack}
    said = [f"{words(known[lack])}." for lack in told if lack in known]
    return said if known.keys() >= {*told} else [*said, tr("It reports something that this version does not know.")]


def vault_words(vault: VaultLooked | None, zone: ZoneInfo) -> list[str]:
    """Say how far the vault has been looked through: nothing where nobody has begun."""
    if vault is None:
        return []
    said = []
    if vault.ended is not None:
        said.append(tr("The whole vault was last looked through on {day}.").format(day=_day(vault.ended, zone)))
    if vault.up_to:
        under_way = tr("{n} of {of} files looked through since {day}.")
        counts = {"n": grouped(vault.looked_at), "of": grouped(vault.of)}
        said.append(under_way.format(**counts, day=_day(vault.began, zone)))
    if vault.damaged:
        said.append(counted(len(vault.damaged), "1 is damaged or missing.", "{n} are damaged or missing."))
    return said


def _day(at: datetime, zone: ZoneInfo) -> str:
    return day(local(at, zone).date())


def roles_words(roles: Iterable[Role]) -> str:
    """Return the roles, in their usual order."""
    held = frozenset(roles)
    return ", ".join(words(role) for role in Role if role in held)


def loan_words(loan: Loan) -> str:
    """Return a lent role with its days."""
    return f"{words(loan.role)} {from_day_to_day(loan.first, loan.last)}"


def since_words(account: Account, zone: ZoneInfo) -> str:
    """Return the day since when they have their roles."""
    if account.roles_since is None:
        return tr("Not known")
    return day(local(account.roles_since, zone).date())
