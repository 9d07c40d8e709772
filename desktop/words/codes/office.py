"""Words for the closed sets of the office: one for each member."""

from __future__ import annotations

from desktop.application.log.anchoring import LagReason
from desktop.application.log.health import Trouble
from desktop.application.office.desks import Why
from desktop.application.ports.upkeep import Noted
from desktop.application.ports.vault import VaultPlace
from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.office.desks import DeskKind
from desktop.domain.office.lacks import Lack
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.words import Pairs

CODES: Pairs = (
    (LagReason.SHARE_AWAY, "The share with the witness file is away"),
    (LagReason.BEING_REPLACED, "The witness file is lost, and an administrator begins another"),
    (LagReason.NOT_KNOWN, "Not known yet"),
    (DeskKind.COUNTER, "Counter"),
    (DeskKind.BACK_OFFICE, "Back office"),
    (DeskKind.DECISION, "Decisions"),
    (DeskKind.REVIEW, "Reviews, without sound"),
    (Why.STOLEN, "Stolen"),
    (Why.LOST, "Lost"),
    (Why.REPLACED, "Another PC takes its place"),
    (Why.NOT_NEEDED, "No longer needed"),
    (
        Trouble.LOSS_NOT_STATED,
        "The witness file covers events that the log does not have: an older database was restored. An administrator "
        "and a supervisor state the loss: listening-room log lost --administrator NAME --supervisor NAME",
    ),
    (
        Trouble.WITNESS_AWAY,
        "A witness file cannot be read or written from this PC, so nothing is anchored there. Connect its share. If it "
        "is gone for good, begin another: listening-room witness begin",
    ),
    (Trouble.OFFICE_DISK, "The disk of this PC’s office folder has less than 1 GB free. Make room on it."),
    (Trouble.VAULT_DISK, "The disk with the office’s recordings has less than 1 GB free. Make room on it."),
    (
        Trouble.LOGIN_LEFT,
        "The database server still lets in a PC that was withdrawn. Under PCs, open it and choose End its login on the "
        "server.",
    ),
    (Trouble.DIRECTORY_AWAY, "The directory does not answer this PC, so its people cannot sign in here."),
    (
        Trouble.DIRECTORY_CERTIFICATE,
        "The directory’s certificate is not from the authority in directory.toml, so its people cannot sign in at this "
        "PC. If the authority has changed, lay its certificate beside that file.",
    ),
    (
        Trouble.DIRECTORY_CERTIFICATE_EXPIRED,
        "The directory’s certificate, or its authority’s, has expired, so its people cannot sign in at this PC. "
        "Ask whoever looks after the directory to renew it.",
    ),
    (
        Trouble.DIRECTORY_CERTIFICATE_NAME,
        "The directory’s certificate is for another name than the one in directory.toml, so its people cannot sign in "
        "at this PC.",
    ),
    (
        Trouble.DIRECTORY_CERTIFICATE_ENDS,
        "The directory’s certificate ends soon, and then its people cannot sign in. Whoever looks after the directory "
        "renews it.",
    ),
    (
        Trouble.WITNESS_UNDECIDED,
        "The witness file is in this office’s own folder, where it proves little. Choose a place for it on another "
        "machine. On this PC run listening-room witness begin FILE --administrator NAME --replaces OLD --reason moved",
    ),
    (Trouble.NOT_ANCHORED, "Events have waited too long for an anchor. On this PC, check the witness file."),
    (
        Trouble.NO_NIGHTLY_RUN,
        "There has been no nightly run for two days. On a PC of the back office run listening-room retain.",
    ),
    (Trouble.NIGHT_STOPPED, "The nightly run destroyed nothing."),
    (
        Trouble.NO_BACKUP_YET,
        "No back-up has been made yet. On a PC of the back office, under Health, choose Make a back-up.",
    ),
    (
        Trouble.NO_BACKUP,
        "No back-up has been made for a week. On a PC of the back office, under Health, choose Make a back-up.",
    ),
    (
        Trouble.ROW_REFUSED,
        "In the last week the database said something that the log does not say. It was not believed. On "
        "this PC run listening-room verify, and find out who changed the database, or put an older one back.",
    ),
    (Trouble.OVERDUE, "Requests are overdue. Tell the information officers: under Requests, Overdue lists them."),
    (
        Trouble.PC_COPIED,
        "A PC and a copy of it were both in use. At another PC, under PCs, withdraw it. Let it join again once you "
        "know why.",
    ),
    (Trouble.PC_UNSEEN, "A PC has not been seen for a week. If nobody needs it, withdraw it under PCs."),
    (
        Trouble.KEYS_TO_RENEW,
        "Keys that a withdrawn PC or a replaced recovery key opened are still in use. On a PC of the back office run "
        "listening-room retain.",
    ),
    (
        Trouble.VAULT_DAMAGED,
        "Files of the vault are damaged or missing. On a PC of the back office run listening-room retain to see which.",
    ),
    (Trouble.PC_CLOCK, "The clock of a PC is wrong. Set it there."),
    (Trouble.PC_LACKS, "Something is missing at a PC. Its own line says what."),
    (Noted.IN_LOG, "Health shows when it was made."),
    (
        Noted.NOT_OURS,
        "This PC has no keys of originals, so Health does not show this back-up. Make one at a PC of the back office.",
    ),
    (
        Noted.NOT_TAKEN,
        "The log could not take that it was made, so Health does not show it. See whether there is room for the "
        "database, and run listening-room verify.",
    ),
    (Lack.SOUND, "No sound card: connect headphones or a loudspeaker there"),
    (Lack.WITNESS, "Cannot read the witness file: connect its share there"),
    (Lack.WITNESS_ELSEWHERE, "Its witness file is on its own disk: begin another on a share"),
    (Lack.KEYRING, "No keyring: its keys are in a file"),
    (Lack.KEYRING_AT_NIGHT, "The nightly run could not use its keyring: stay signed in there at night"),
    (Lack.OWN_MEMORY, "Other programs can read its memory: ask IT to look at how Listening Room is started there"),
    (Lack.OWN_CODE, "Code of another program is loaded: ask IT to run listening-room doctor there"),
    (Lack.DIRECTORY_GROUPS_UNUSED, "Groups in its directory.toml are not used: the office’s policy names them"),
    (Lack.NO_DIRECTORY_GROUP, "No group of the directory gives a role: name one under Policies"),
    (
        Trouble.CERTIFICATE_ENDS,
        "The certificate by which the database server is trusted ends soon. Give each PC the new one: listening-room "
        "server change --authority FILE --administrator NAME",
    ),
    (
        Trouble.SERVER_CERTIFICATE_ENDS,
        "The database server’s own certificate ends soon, and then no PC reaches it. Its administrator renews it. "
        "Where the authority stays the same, nothing has to be done at the PCs.",
    ),
    (Trouble.MOVE_UNFINISHED, "The office’s move to a server is not finished. Give the same command again."),
    (VaultPlace.FOLDER, "In a folder"),
    (VaultPlace.DATABASE, "In the database, on its server"),
    (PolicyName.IDENTITY, "Identification"),
    (PolicyName.OFFICE, "Office and hours"),
    (PolicyName.KEEPING, "Keeping recordings"),
    (Role.ADVISER, "Adviser"),
    (Role.INFORMATION_OFFICER, "Information officer"),
    (Role.APPROVER, "Approver"),
    (Role.SUPERVISOR, "Supervisor"),
    (Role.ADMINISTRATOR, "Administrator"),
    (ClockDoubt.SERVER_DIFFERS, "This PC’s clock and the database server’s are more than a day apart."),
    (ClockDoubt.BEHIND, "This PC’s clock is more than a day behind the log or the witness file."),
    (
        ClockDoubt.AHEAD,
        "This PC’s clock is more than a day ahead of the log or the witness file, days of closure not counted.",
    ),
    (
        ClockDoubt.STEPPED,
        "Since the clock was last found right, days are missing from the log, or the clock went back.",
    ),
    (ClockDoubt.LOG_SHORTER, "The witness file covers events that the log does not have. One of them may be a hold."),
    (ClockDoubt.WITNESS_UNREADABLE, "The witness file cannot be read. Connect its disk or share."),
    (ClockDoubt.TOO_MANY, "More than a tenth of all recordings would be destroyed in one night."),
)
