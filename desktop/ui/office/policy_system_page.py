"""The page of a telephone system: how its recordings are read, and of one more also how long they are kept.

The table beside its recordings has a page of its own (`policy_table_page`).
"""

from __future__ import annotations

from desktop.application.office.system_edits import SystemEdit
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.recordings.sources import Names
from desktop.errors import PolicyRefusedError
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, ListField, TicksField
from desktop.ui.kit.widgets.field import Field, TextField
from desktop.ui.office.policy_edit_page import EditPage
from desktop.ui.office.policy_value_pages import ZONES
from desktop.words import tr
from desktop.words.office.policy_rows import CHANNELS, NAMES, PolicyRow

UNKNOWN, NO_MORE = "unknown", "no_more"


class PolicySystemPage(EditPage):
    """The page. What is typed about one more is asked for in the order in which its administrator tells it."""

    def __init__(self) -> None:
        super().__init__()
        hint = tr("A short word: whoever imports chooses it, and the log has it.")
        self.named = TextField("source_name", tr("What is that telephone system called here?"), hint)
        systems = [Choice(each, tr(NAMES[each])) for each in Names]
        self.names = ListField("names", tr("Which system names the recordings?"), systems)
        self.zone = ListField("zone", tr("Which time zone are its times in?"), ())
        hint = tr("What staff dial before an outside number, such as 9. Leave it empty if there is none.")
        self.outside_line = TextField("outside_line", tr("For an outside line"), hint, letters=6, free=False)
        sides = Choice("0", tr(CHANNELS[0])), Choice("1", tr(CHANNELS[1])), Choice(UNKNOWN, tr("Nobody knows"))
        hint = tr("Where a recording has two channels and does not say it itself.")
        self.channel = ChoiceField("channel", tr("Which channel is the member of staff?"), sides, hint, across=True)
        hint = tr("In months, from the day of the call.")
        self.months = TextField("months", tr("For how long are its recordings kept?"), hint, letters=4, free=False)
        hint = tr("In days. Leave it empty if nobody knows.")
        deletes = tr("After how long does it delete by itself?")
        self.system_days = TextField("system_days", deletes, hint, letters=4, free=False)
        self._was = ""
        gone = Choice(NO_MORE, tr("It is not named any more"), tr("Its recordings are kept, and never destroyed."))
        self.no_more = TicksField(NO_MORE, tr("Or"), (gone,))
        self.add(self.named, self.names, self.zone, self.outside_line, self.channel)
        self.add(self.months, self.system_days, self.no_more)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_system(self, row: PolicyRow | None, policy: KeepingPolicy) -> None:
        """Ask for it, beginning with what holds now. `row` None: for one more."""
        source = row.of if row is not None and isinstance(row.of, Source) else None
        self._was = source.name if source else ""
        zone = (source or policy.sources[0]).zone.key
        self.zone.set_choices(tuple(Choice(each, each) for each in dict.fromkeys((zone, *ZONES))))
        self.zone.set_value(zone)
        self.names.set_value(source.names if source else None)
        self.outside_line.set_value(source.outside_line if source else "")
        at = source.agent_channel if source else None
        self.channel.set_value(UNKNOWN if at is None else str(at))
        self.system_days.set_value(str(source.system_days) if source and source.system_days else "")
        self.no_more.set_value(())
        self.no_more.setVisible(source is not None)
        for field in (self.named, self.months):
            field.set_value("")
            field.setVisible(source is None)
        new = tr(
            "Its recordings are destroyed when their time is over. Recordings of a system not named here are kept."
        )
        self.begin(
            tr("Recordings of {name}").format(name=source.name) if source else tr("Add a telephone system"),
            tr("Now: {now}.").format(now=row.now) if row is not None else new,
        )

    def refused_at(self, error: PolicyRefusedError) -> Field | None:
        """Return the field of months, or of days, where that number cannot be."""
        if error.code != "out_of_range":
            return None
        return self.system_days if str(error.arguments.get("key", "")).endswith("system_days") else self.months

    def _submit(self) -> None:
        edit = SystemEdit(
            was=self._was,
            names=self.names.value(),
            zone=self.zone.value(),
            outside_line=self.outside_line.value(),
            name=self.named.value(),
            months=self.months.value(),
            system_days=self.system_days.value(),
            channel="" if (side := self.channel.value()) in (None, UNKNOWN) else str(side),
            named=NO_MORE not in self.no_more.value(),
        )
        self.ask(edit)
