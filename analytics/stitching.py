"""What a browser did before somebody logged in becomes theirs.

A row's subject is looked up when it is loaded. A browser whose person shows only later leaves rows of its own behind;
these are given to the account here, soon after the merge. Asked again for a while: a batch that looked before the
merge was committed may commit its rows after it.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from analytics import days
from tracking.models import IdentityAlias
from tracking.privacy import notes

# Longer than a batch may take, and than this may have rested.
WINDOW: Final = timedelta(minutes=30)

_STITCH: Final = """
    UPDATE analytics_event AS event SET subject = known.subject
      FROM identity_alias AS known
     WHERE event.subject = known.alias AND event.subject = ANY(%(aliases)s)
    RETURNING (event.occurred_at AT TIME ZONE %(zone)s)::date
"""


@transaction.atomic
def stitch(*, now: datetime, since: datetime | None = None) -> int:
    """Give the rows of browsers that became an account's since ``since`` (by default, in ``WINDOW``) to the account;
    return how many. The days they lie on are to be counted again."""
    notes.lock_shared()
    begun = now - WINDOW if since is None else since
    made = IdentityAlias.objects.filter(created_at__gte=begun)
    aliases = list(made.order_by("alias").values_list("alias", flat=True))
    if not aliases:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_STITCH, {"aliases": aliases, "zone": timezone.get_default_timezone_name()})
        changed = [row[0] for row in cursor.fetchall()]
    days.mark_stale(set(changed))
    return len(changed)
