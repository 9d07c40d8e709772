"""The gallery's pictures of a first start: the choice, making an office, joining one. Nothing is made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.application.ports.lifecycle import (
    Asked,
    BackupFacts,
    DemoMade,
    NewRecoveryKey,
    OfficePlan,
    Restored,
    RestorePlan,
)
from desktop.application.ports.sound import Watcher
from desktop.domain.office.pcs import JoinRequest
from desktop.domain.shared.ids import DeskId
from desktop.errors import ExternalSystemError, FieldsError
from desktop.showcase.demo_people import DEMO_PASSWORD, SIGN_IN_NAMES
from desktop.ui.first_start.making_pages import (
    AdministratorPage,
    KeysPage,
    OfficePage,
    OwnKeysPage,
    PcPage,
    RecordingsPage,
    RowsPage,
    ServerPage,
    Step,
    WitnessPage,
)
from desktop.ui.first_start.restoring import LOST
from desktop.ui.first_start.window import FirstStartWindow
from desktop.ui.kit.progress import Progress
from desktop.ui.recovery_keys.new_key import NewKeyPage, key_document, numbered
from tests.gallery.camera import Camera

LETTERS = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
NOWHERE = Path("/mnt/witness")
REQUEST = JoinRequest(DeskId("7" * 32), "Desk 2", f"age1{LETTERS.lower()}{LETTERS[:26].lower()}", "A" * 43 + "=")


def made_up(number: int) -> NewRecoveryKey:
    """Return a recovery key that looks like one, and opens nothing."""
    digits = hashlib.sha512(bytes([number])).digest()
    letters = "".join(LETTERS[digit % 32] for digit in digits)[:58]
    return NewRecoveryKey(f"AGE-SECRET-KEY-1{letters}", f"age1{letters[::-1].lower()}")


@dataclass
class StillStart:
    """In the place of what makes and joins: it agrees to everything, but for what is to be refused."""

    has_demo: bool = True
    refuses: FieldsError | ExternalSystemError | None = None
    asked: Asked | None = None
    made: int = 0
    own_disk: bool = False

    def make_demo(self) -> DemoMade:
        return DemoMade(tuple(SIGN_IN_NAMES), DEMO_PASSWORD, passed=False)

    def check(self, plan: OfficePlan) -> OfficePlan:
        """Agree, or refuse once."""
        refused, self.refuses = self.refuses, None
        if refused is not None:
            raise refused
        return plan

    def check_witness(self, plan: OfficePlan) -> OfficePlan:
        return replace(self.check(plan), same_disk=self.own_disk)

    check_office = check_pc = check_rows = check_server = check_recordings = check
    check_recovery = check_administrator = check

    def new_recovery_key(self) -> NewRecoveryKey:
        self.made += 1
        return made_up(self.made)

    def save_recovery_key(self, key: NewRecoveryKey, file: Path) -> bool:
        return False

    def make(self, plan: OfficePlan, report: Callable[[int, int], object]) -> None:
        self.check(plan)

    def pending(self) -> Asked | None:
        return self.asked

    def ask(self, name: str, file: Path, *, anew: bool = False) -> Asked:
        return Asked(REQUEST, "glacier nutmeg paddle yodel")

    def check_backup(self, plan: RestorePlan) -> RestorePlan:
        self.check(OfficePlan())
        server = "postgresql://listening_desks@db.example.org/listening"
        taken, witness = datetime(2026, 11, 24, 17, tzinfo=UTC), "/mnt/witness/listening-room.txt"
        return replace(plan, facts=BackupFacts(taken, "0.1.0", 4182, True, server, (witness,)))

    def restore(self, plan: RestorePlan, watcher: Watcher) -> Restored:
        self.check(OfficePlan())
        return Restored(4182, 4190)

    def join(self, answer: Path, words: str, witness: Path | None, vault: Path | None) -> None:
        raise FieldsError({"words": "join_answer_words_wrong"})


@dataclass
class Scene:
    """The window, and the camera before it."""

    camera: Camera
    start: StillStart
    window: FirstStartWindow

    def picture(self, name: str) -> None:
        """Take it when its work has returned."""
        self.rest()
        self.camera.picture(f"first-start-{name}", self.window)

    def rest(self) -> None:
        self.camera.until("work_finished", lambda: not self.window.tasks.busy)

    def go_on(self) -> None:
        """Press the button of the page that makes an office."""
        self.press(self.window.making.page.primary)

    def press(self, button: QWidget) -> None:
        """Press a button, and wait for what comes of it."""
        self.camera.press(button)
        self.rest()


def first_start(camera: Camera) -> None:
    """Show the pages, in the order in which someone meets them."""
    size = camera.shell.size()
    for take, start in (
        (_choice, StillStart()),
        (_without_demo, StillStart(has_demo=False)),
        (_making, StillStart()),
        (_restoring, StillStart()),
        (_joining, StillStart(asked=Asked(REQUEST, "glacier nutmeg paddle yodel"))),
    ):
        window = FirstStartWindow(start)
        window.resize(size)
        window.show()
        try:
            take(Scene(camera, start, window))
        finally:
            window.close()
            window.end()
            window.deleteLater()
    camera.document("first-start-key-on-paper", key_document("Riverside Council", numbered(1), made_up(1)))
    camera.shell.activateWindow()


def _choice(scene: Scene) -> None:
    scene.picture("choice")
    scene.camera.press(scene.window.choice.primary)
    scene.picture("demo")
    scene.window.demo_page.back.emit()


def _restoring(scene: Scene) -> None:
    restoring = scene.window.restoring
    scene.window.choice.restore.emit()
    scene.start.refuses = FieldsError({"backup": "backup_folder_missing", "recovery": "recovery_file_missing"})
    scene.press(restoring.backup_page.primary)
    scene.picture("restore-problem")
    restoring.backup_page.backup.set_value(Path("/mnt/backup/2026-11-24"))
    restoring.backup_page.recovery.set_value(Path("/media/stick/recovery-1.txt"))
    restoring.backup_page.set_problems(())
    scene.picture("restore")
    scene.press(restoring.backup_page.primary)
    scene.press(restoring.database_page.primary)
    scene.picture("restore-database-problem")
    restoring.database_page.place.set_value(LOST)
    scene.press(restoring.database_page.primary)
    scene.picture("restore-server")
    restoring.server_page.host.set_value("db2.example.gov.uk")
    restoring.server_page.database.set_value("listening")
    scene.press(restoring.server_page.primary)
    scene.picture("restore-summary")
    restoring.restore_page.show_at_work(progress := Progress())
    progress.changed.emit(400, 1000, 95.0)
    scene.picture("restore-under-way")
    restoring.restore_page.show_ended()
    scene.start.refuses = ExternalSystemError("backup_damaged")
    scene.press(restoring.restore_page.primary)
    scene.picture("restore-refused")
    scene.press(restoring.restore_page.primary)
    scene.picture("restored")


def _without_demo(scene: Scene) -> None:
    scene.picture("choice-without-demo")


def _making(scene: Scene) -> None:
    making = scene.window.making
    making.begin()
    scene.start.refuses = FieldsError({"name": "office_name_missing", "nation": "nation_missing"})
    scene.go_on()
    scene.picture("office-problem")
    page = making.pages[Step.OFFICE]
    assert isinstance(page, OfficePage)
    page.name.set_value("Riverside Council")
    page.place.set_value("Riverside House")
    page.nation.set_value("england_and_wales")
    page.set_problems(())
    scene.picture("office")
    scene.go_on()
    _pc_and_rows(scene)
    _witness(scene)
    _keys(scene)
    _administrator(scene)


def _pc_and_rows(scene: Scene) -> None:
    pages = scene.window.making.pages
    pc, rows, server, recordings = (pages[step] for step in (Step.PC, Step.ROWS, Step.SERVER, Step.RECORDINGS))
    assert isinstance(pc, PcPage) and isinstance(rows, RowsPage)
    assert isinstance(server, ServerPage) and isinstance(recordings, RecordingsPage)
    pc.kind.set_value("yes")
    scene.picture("pc")
    scene.go_on()
    rows.rows.set_value("yes")
    scene.picture("data")
    scene.go_on()
    server.host.set_value("db.example.gov.uk")
    server.database.set_value("listening")
    scene.picture("server")
    scene.start.refuses = FieldsError({"owner_password": "server_owner_refused"})
    scene.go_on()
    scene.picture("server-refused")
    scene.go_on()
    recordings.place.set_value("folder")
    recordings.place.edited.emit()
    recordings.folder.set_value(Path("/mnt/listening-room/vault"))
    scene.picture("recordings")
    scene.go_on()


def _witness(scene: Scene) -> None:
    page = scene.window.making.page
    assert isinstance(page, WitnessPage)
    page.kept_on.set_value("share")
    page.kept_on.edited.emit()
    page.folder.set_value(NOWHERE)
    scene.start.refuses = FieldsError({"witness": "witness_not_writable"})
    scene.go_on()
    scene.picture("witness-refused")
    page.set_problems(())
    scene.picture("witness")
    scene.start.own_disk = True
    scene.go_on()
    scene.picture("witness-on-own-disk")
    scene.go_on()


def _keys(scene: Scene) -> None:
    making = scene.window.making
    keys, own = making.pages[Step.KEYS], making.pages[Step.OWN_KEYS]
    assert isinstance(keys, KeysPage) and isinstance(own, OwnKeysPage)
    keys.whence.set_value("own")
    scene.picture("keys")
    scene.go_on()
    scene.picture("own-keys")
    own.back.emit()
    keys.whence.set_value("made")
    for step in (Step.FIRST_KEY, Step.SECOND_KEY):
        scene.go_on()
        page = making.pages[step]
        assert isinstance(page, NewKeyPage)
        first = step is Step.FIRST_KEY
        if first:
            scene.picture("key")
        page.show_printed()
        if first:
            _mistyped(scene, page)
        page.proof.input.setText(made_up(scene.start.made).secret[-8:])
    scene.go_on()


def _mistyped(scene: Scene, page: NewKeyPage) -> None:
    scene.picture("key-printed")
    page.proof.input.setText("not this")
    scene.go_on()
    scene.picture("key-mistyped")


def _administrator(scene: Scene) -> None:
    page = scene.window.making.page
    assert isinstance(page, AdministratorPage)
    page.name.set_value("administrator")
    scene.picture("administrator")
    scene.go_on()
    scene.picture("summary")
    scene.start.refuses = ExternalSystemError("witness_unusable")
    scene.go_on()
    scene.picture("not-made")
    scene.go_on()
    scene.picture("ready")


def _joining(scene: Scene) -> None:
    joining = scene.window.joining
    scene.rest()
    scene.picture("request")
    joining.request_page.anew.emit()
    scene.picture("join")
    joining.begin()
    scene.camera.press(joining.request_page.primary)
    scene.picture("answer")
    joining.answer_page.answer.set_value(Path("/media/stick/join-answer-desk-2.age"))
    joining.answer_page.words.set_value("arrow mango tulip wafer")
    scene.camera.press(joining.answer_page.primary)
    scene.picture("answer-refused")
