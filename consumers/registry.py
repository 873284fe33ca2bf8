"""Every declared consumer, found in the apps' ``consumer`` modules."""

from django.utils.module_loading import autodiscover_modules

from consumers.api import ConsumerSpec, declared
from consumers.errors import NotConfigured, UnknownConsumer


def consumers() -> dict[str, ConsumerSpec]:
    """Return all consumers by name, sorted."""
    autodiscover_modules("consumer")
    return dict(sorted(declared().items()))


def configured() -> dict[str, ConsumerSpec]:
    """Return the consumers that can run here, by name, sorted."""
    return {name: spec for name, spec in consumers().items() if not spec.lacks}


def consumer_by_name(name: str) -> ConsumerSpec:
    """Return the consumer of that name.

    Raises:
        UnknownConsumer: there is none.
        NotConfigured: it can't run here.
    """
    known = consumers()
    if name not in known:
        raise UnknownConsumer(name, known)
    if known[name].lacks:
        raise NotConfigured(name, known[name].lacks)
    return known[name]
