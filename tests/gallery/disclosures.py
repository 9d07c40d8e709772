"""The gallery's pictures of a file for the police: due, recorded, and the request that is closed by it."""

from __future__ import annotations

from dataclasses import replace

from desktop.application.requests.views import DisclosureView, RequestView
from desktop.domain.requests.request import Answered, Disclosure, DisclosureBasis, DisclosureRoute, Purpose, Status
from desktop.domain.shared.ids import CopyId, NoteId, new_id
from desktop.ui.requests.place import RequestsPlace
from tests.gallery.camera import Camera
from tests.ui.requests.panels import day_of, field


def disclosure(camera: Camera, place: RequestsPlace) -> None:
    """Show the open request as one for the police that was approved; record the file on it."""
    page = place.request_page
    view = page.view
    assert view is not None
    theirs = for_police(view)
    page.show_request(theirs)
    camera.picture("requests-police")
    camera.press(page.primary)
    panel = page.disclosures.panel
    assert panel is not None
    field(panel, "disclosed_to").set_value("Demo Constabulary")
    field(panel, "disclosure_route").options[DisclosureRoute.SECURE_TRANSFER.value].click()
    field(panel, "disclosure_basis").options[DisclosureBasis.CRIME.value].click()
    field(panel, "disclosure_reference").set_value("Form 12 of 20 November")
    camera.picture("requests-police-record")
    day, by = day_of(panel).value(), view.request.taken_by
    assert day is not None
    note, reference = NoteId(new_id()), NoteId(new_id())
    route, basis = DisclosureRoute.SECURE_TRANSFER, DisclosureBasis.CRIME
    copy = view.copy or CopyId(new_id())
    went = Disclosure(view.row.id, 0, copy, route, basis, day, note, reference, by)
    receiver, form = field(panel, "disclosed_to").value(), field(panel, "disclosure_reference").value()
    said = DisclosureView(went, receiver, form, "Demo information officer")
    answers = (Answered.DISCLOSED, Answered.WITHDRAWN)
    page.show_request(replace(theirs, disclosures=(said,), answers=answers))
    camera.picture("requests-police-recorded")


def for_police(view: RequestView) -> RequestView:
    """Return the view as that of an approved request for the police."""
    return replace(
        view,
        row=replace(view.row, status=Status.APPROVED),
        request=replace(view.request, purpose=Purpose.POLICE, status=Status.APPROVED),
        may_invite=True,
        may_hear=False,
        answers=(Answered.WITHDRAWN,),
    )
