"""Making versions of the policy, and putting them to work."""

from django.db import transaction
from django.utils import timezone

from moderation.documents import Document, built_in, document_from, document_name, document_value, policy_of
from moderation.errors import PolicyIsFixed
from moderation.models import PolicyVersion
from shop.models import User

_State = PolicyVersion.State


def built_in_install() -> None:
    """Let the policy that comes with the project be live, unless one is. Two processes may do so at once."""
    document = built_in()
    PolicyVersion.objects.bulk_create(
        [
            PolicyVersion(
                version=f"built-in-{document_name(document)}",
                state=_State.LIVE,
                document=document_value(document),
                note="What the project comes with.",
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def policy_draft(*, document: Document, note: str = "", by: User | None = None) -> PolicyVersion:
    """Return a new draft of this content, under the next free name."""
    draft = PolicyVersion.objects.create(
        version=f"new-{timezone.now().timestamp()}",
        document=document_value(document),
        note=note,
        created_by=by,
    )
    draft.version = f"v{draft.pk}"
    draft.save(update_fields=["version"])
    return draft


@transaction.atomic
def policy_edit(*, version: str, document: Document, note: str) -> None:
    """Replace what a draft says.

    Raises:
        PolicyIsFixed: it is no draft.
        BadPolicy: a pattern can't be used.
    """
    policy_of(document, version=version)
    found = PolicyVersion.objects.select_for_update().get(version=version)
    if found.state != _State.DRAFT:
        raise PolicyIsFixed(version)
    found.document, found.note = document_value(document), note
    found.save(update_fields=["document", "note", "changed_at"])


@transaction.atomic
def policy_make_live(*, version: str) -> None:
    """Let this version decide from now on, and retire the one that did. Consumers notice within a second.

    Raises:
        BadPolicy: the document doesn't fit the detectors of today.
    """
    found = _usable(version)
    if found.state == _State.LIVE:
        return
    for live in PolicyVersion.objects.select_for_update().filter(state=_State.LIVE):
        _set(live, _State.RETIRED)
    _set(found, _State.LIVE)


@transaction.atomic
def policy_run_in_shadow(*, version: str) -> None:
    """Let this version judge what comes in without any effect.

    Raises:
        PolicyIsFixed: it is live; another one has to be made live first.
        BadPolicy: the document doesn't fit the detectors of today.
    """
    _set(_not_live(_usable(version)), _State.SHADOW)


@transaction.atomic
def policy_retire(*, version: str) -> None:
    """Let this version judge no more.

    Raises:
        PolicyIsFixed: it is live; another one has to be made live first.
    """
    _set(_not_live(PolicyVersion.objects.select_for_update().get(version=version)), _State.RETIRED)


def _usable(version: str) -> PolicyVersion:
    found = PolicyVersion.objects.select_for_update().get(version=version)
    policy_of(document_from(found.document), version=version)
    return found


def _not_live(found: PolicyVersion) -> PolicyVersion:
    if found.state == _State.LIVE:
        raise PolicyIsFixed(found.version)
    return found


def _set(version: PolicyVersion, state: PolicyVersion.State) -> None:
    version.state = state
    version.save(update_fields=["state", "changed_at"])
