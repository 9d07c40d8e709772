"""The gallery's pictures of what is done by hand under Health."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.application.ports.lifecycle import BackedUp, NightDone, NightLook
from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence
from desktop.domain.shared.ids import PersonId
from desktop.ui.office.health_place import HealthPlace
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)


class StillUpkeep:
    """A PC that makes no back-up and destroys nothing, and says that it did."""

    def back_up(self, folder: Path, by: PersonId) -> BackedUp:
        """Say that it was made, with recordings missing."""
        return BackedUp(18_204, 2_912, 3)

    def save_for_support(self, file: Path) -> None:
        """Write nothing."""

    def look(self) -> NightLook:
        """Say that a night waits."""
        earlier = AT - timedelta(days=40)
        return NightLook(512, 2_912, (ClockDoubt.AHEAD, ClockDoubt.TOO_MANY), ClockEvidence(AT, (), 9, earlier, None))

    def run(self, by: PersonId, seen: NightLook) -> NightDone:
        """Say that all of it is destroyed."""
        return NightDone(seen.due)


def by_hand(camera: Camera, place: HealthPlace) -> None:
    """Show a back-up that is made, and what is due destroyed, with what is wrong before either."""
    place.save_for_support(Path("Listening Room support.zip"))
    camera.picture("health-saved")
    place.list_page.backup_wanted.emit()
    camera.rest()
    camera.press(place.backup_page.primary, "health-backup-problem")
    place.backup_page.place.set_value(Path("/tmp"))
    camera.press(place.backup_page.primary, "health-backup-made")
    place.backup_page.back.emit()
    place.list_page.due_wanted.emit()
    camera.picture("health-due")
    camera.press(place.destroy_page.primary, "health-due-problem")
    place.destroy_page.other_day.set_value(place._context.desk.today())
    place.destroy_page.own_password.input.setText(PASSWORD)
    camera.press(place.destroy_page.primary, "health-destroyed")
    place.destroy_page.back.emit()
    camera.rest()
