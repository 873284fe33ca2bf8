"""Which policies run."""

from functools import cache

from moderation.documents import built_in, document_name, policy_of
from moderation.policy import Policy


@cache
def live_policy() -> Policy:
    document = built_in()
    return policy_of(document, version=document_name(document))


def shadow_policies() -> tuple[Policy, ...]:
    return ()
