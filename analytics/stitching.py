"""What a browser did before somebody logged in becomes theirs.

A row's subject is looked up when it is loaded. A browser whose person shows only later leaves rows of its own behind;
these are given to the account here, soon after the merge. Each run looks at merges of a while before the last run
again: a batch that looked before a merge was committed may commit its rows after it.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from analytics import days
from analytics.models import StitchingRun
from tracking.models import IdentityAlias
from tracking.privacy import notes

# Longer than a batch may take: its statements end after two minutes.
OVERLAP: Final = timedelta(minutes=10)

_STITCH: Final = """
    UPDATE analytics_event AS event SET subject = known.subject
      FROM identity_alias AS known
     WHERE event.subject = known.alias AND event.subject = ANY(%(aliases)s)
    RETURNING (event.occurred_at AT TIME ZONE %(zone)s)::date
"""


@transaction.atomic
def stitch(*, now: datetime) -> int:
    """Give the rows of browsers that became an account's since the last run to that account; return how many. The
    days they lie on are to be counted again."""
    notes.lock_shared()
    aliases = IdentityAlias.objects.order_by("alias")
    last = StitchingRun.objects.select_for_update().first()
    if last:
        aliases = aliases.filter(created_at__gte=last.done_at - OVERLAP)
    names = list(aliases.values_list("alias", flat=True))
    StitchingRun.objects.update_or_create(defaults={"done_at": now})
    if not names:
        return 0
    parameters: dict[str, Any] = {"aliases": names, "zone": timezone.get_default_timezone_name()}
    with connection.cursor() as cursor:
        cursor.execute(_STITCH, parameters)
        changed = [row[0] for row in cursor.fetchall()]
    days.mark_stale(set(changed))
    return len(changed)
