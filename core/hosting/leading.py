"""Who led a meeting that several hosted, one after the other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.access.session import Session
from core.models import Meeting


def longest_host_id(session: Session, meeting: Meeting, among: Collection[int]) -> int | None:
    """Return the id of the member who has hosted the open meeting for the longest time, up to now; of two the later.

    A host who takes over only to close it has not led it. Hosts who are not in `among`, the members who may have a
    turn, are skipped. Returns the present host where nobody is left.
    """
    changes = session.query(
        "SELECT journal.at AS at, json_extract(after, '$.host_id') AS host_id FROM exempt_meeting_versions "
        "JOIN journal ON journal.id = journal_id WHERE row_id = ? AND after IS NOT NULL "
        "AND json_extract(after, '$.status') = 'open' ORDER BY journal.id",
        (meeting.id,),
    )
    times = [datetime.fromisoformat(str(row["at"])) for row in changes]
    ends = [*times[1:], max([session.now, *times[-1:]])]
    seconds: dict[int, float] = {}
    for row, begun, ended in zip(changes, times, ends, strict=True):
        if (host_id := row["host_id"]) is not None:
            before = seconds.pop(int(host_id), 0.0)  # put last again: the later one counts where two are equal
            seconds[int(host_id)] = before + (ended - begun).total_seconds()
    hosts = [host_id for host_id in seconds if host_id in among]
    return max(reversed(hosts), key=seconds.__getitem__, default=meeting.host_id)
