"""The gallery's pictures of a first start: the choice, making an office, joining one. Nothing is made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

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
from desktop.ui.first_start.making_pages import KeysPage, WitnessPage
from desktop.ui.first_start.restoring import LOST
from desktop.ui.first_start.window import FirstStartWindow
from desktop.ui.kit.forms.page import Page
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

    @property
    def page(self) -> Page:
        page = self.window.frame.page
        assert isinstance(page, Page)
        return page

    def go_on(self) -> None:
        """Press the page's button, and wait for what comes of it."""
        self.camera.press(self.page.primary)
        self.rest()

    def refused(self, name: str, error: FieldsError | ExternalSystemError) -> None:
        """Go on in vain, and take a picture of why."""
        self.start.refuses = error
        self.go_on()
        self.picture(name)

    def fill(self, name: str, /, **answers: object) -> None:
        """Give the page's fields of these names their answers, and take a picture of it."""
        self.camera.answer(self.page, **answers)
        self.page.set_problems(())
        self.picture(name)

    def fill_and_go_on(self, name: str, /, **answers: object) -> None:
        self.fill(name, **answers)
        self.go_on()


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
    scene.window.choice.restore.click()
    missing = FieldsError({"backup": "backup_folder_missing", "recovery": "recovery_file_missing"})
    scene.refused("restore-problem", missing)
    chosen = {"backup": Path("/mnt/backup/2026-11-24"), "recovery": Path("/media/stick/recovery-1.txt")}
    scene.fill_and_go_on("restore", **chosen)
    scene.go_on()
    scene.picture("restore-database-problem")
    scene.camera.answer(restoring.database_page, database_stays=LOST)
    scene.go_on()
    scene.picture("restore-server")
    scene.camera.answer(restoring.server_page, host="db2.example.gov.uk", database="listening")
    scene.go_on()
    scene.picture("restore-summary")
    restoring.restore_page.show_at_work(progress := Progress())
    progress.changed.emit(400, 1000, 95.0)
    scene.picture("restore-under-way")
    restoring.restore_page.show_ended()
    scene.refused("restore-refused", ExternalSystemError("backup_damaged"))
    scene.go_on()
    scene.picture("restored")


def _without_demo(scene: Scene) -> None:
    scene.picture("choice-without-demo")


def _making(scene: Scene) -> None:
    scene.window.making.begin()
    scene.refused("office-problem", FieldsError({"name": "office_name_missing", "nation": "nation_missing"}))
    scene.fill_and_go_on("office", name="Riverside Council", place="Riverside House", nation="england_and_wales")
    scene.fill_and_go_on("pc", opens_originals="yes")
    scene.fill_and_go_on("data", on_server="yes")
    scene.fill("server", host="db.example.gov.uk", database="listening")
    scene.refused("server-refused", FieldsError({"owner_password": "server_owner_refused"}))
    scene.go_on()
    scene.fill_and_go_on("recordings", vault_in="folder", vault=Path("/mnt/listening-room/vault"))
    _witness(scene)
    _keys(scene)
    scene.fill_and_go_on("administrator", administrator="administrator")
    scene.picture("summary")
    scene.refused("not-made", ExternalSystemError("witness_unusable"))
    scene.go_on()
    scene.picture("ready")


def _witness(scene: Scene) -> None:
    page = scene.page
    assert isinstance(page, WitnessPage)
    scene.camera.fill(page.kept_on, "share")
    page.folder.set_value(NOWHERE)
    scene.refused("witness-refused", FieldsError({"witness": "witness_not_writable"}))
    scene.fill("witness")
    scene.start.own_disk = True
    scene.go_on()
    scene.picture("witness-on-own-disk")
    scene.go_on()


def _keys(scene: Scene) -> None:
    scene.fill_and_go_on("keys", whence="own")
    scene.picture("own-keys")
    scene.window.making.page.back.emit()
    page = scene.page
    assert isinstance(page, KeysPage)
    page.whence.set_value("made")
    for first in (True, False):
        scene.go_on()
        page = scene.page
        assert isinstance(page, NewKeyPage)
        if first:
            scene.picture("key")
        page.show_printed()
        if first:
            scene.picture("key-printed")
            page.proof.input.setText("not this")
            scene.go_on()
            scene.picture("key-mistyped")
        page.proof.input.setText(made_up(scene.start.made).secret[-8:])
    scene.go_on()


def _joining(scene: Scene) -> None:
    joining = scene.window.joining
    scene.picture("request")
    joining.request_page.anew.click()
    scene.picture("join")
    joining.begin()
    scene.go_on()
    scene.picture("answer")
    given = Path("/media/stick/join-answer-desk-2.age")
    scene.camera.answer(joining.answer_page, answer=given, words="arrow mango tulip wafer")
    scene.go_on()
    scene.picture("answer-refused")
