"""Every declared consumer, found in the apps' ``consumer`` modules."""

from django.utils.module_loading import autodiscover_modules

from consumers.api import ConsumerSpec, declared
from consumers.errors import UnknownConsumer


def consumers() -> dict[str, ConsumerSpec]:
    """Return all consumers by name, sorted."""
    autodiscover_modules("consumer")
    return dict(sorted(declared().items()))


def consumer_by_name(name: str) -> ConsumerSpec:
    """Return the consumer of that name.

    Raises:
        UnknownConsumer: there is none.
    """
    known = consumers()
    if name not in known:
        raise UnknownConsumer(name, known)
    return known[name]
