"""What both doors stand in front of: the collector's function with its state, the producer and the counters."""

from collections import Counter
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Final

import prometheus_client

from tracking import metrics
from tracking.collector import collect, origins
from tracking.collector.allowances import Allowances
from tracking.collector.policy import Policy, policy_from_settings
from tracking.collector.replies import Reply, come_back, refusal
from tracking.collector.requests import Head
from tracking.producer import get_producer
from tracking.visitors import now_ms

PATH: Final = "/activity/"

_place: Final = attrgetter("topic", "key")
# Finding a counter by its label costs as much as counting.
_accepted: Final = metrics.COLLECTOR_EVENTS.labels("accepted")


@cache
def _requests(status: int) -> prometheus_client.Counter:
    return metrics.COLLECTOR_REQUESTS.labels(str(status))


class Desk:
    """One a process. Thread-safe. A door asks ``refusal`` before it reads the body, then ``reply``."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or policy_from_settings()
        self._allowances = Allowances()

    def refusal(self, head: Head) -> Reply | None:
        """Return the answer to a request whose body need not be read; None to read it."""
        reply = collect.refused_unread(head, self.policy)
        if reply is None and not get_producer().has_room():
            reply = come_back(503, "busy: no room for events just now", seconds=self.policy.busy_seconds)
        return self._counted(head, reply) if reply else None

    def reply(self, head: Head, body: bytes) -> Reply:
        """Send the accepted events of ``body`` on their way, and return the answer."""
        outcome = collect.collect(head, body, now=now_ms(), policy=self.policy, allowances=self._allowances)
        producer = get_producer()
        for (topic, key), messages in groupby(outcome.messages, key=_place):
            producer.send_all(topic, key=key, contents=[message.content for message in messages])
        producer.serve_reports()
        if outcome.messages:
            _accepted.inc(len(outcome.messages))
        if outcome.refused:
            for code, count in Counter(refused.code for refused in outcome.refused).items():
                metrics.COLLECTOR_EVENTS.labels(code).inc(count)
        return self._counted(head, outcome.reply)

    def too_large(self, head: Head) -> Reply:
        """Return the answer to a body that turned out longer than it may be."""
        return self._counted(head, collect.too_large())

    def broken_off(self, head: Head) -> Reply:
        """Return the answer to a body that the network or its framing broke off."""
        return self._counted(head, refusal(400, "not_a_batch: the body broke off"))

    def too_slow(self, head: Head) -> Reply:
        """Return the answer to a body that didn't arrive in time; the door closes the connection."""
        return self._counted(head, refusal(408, "too_slow: the body did not arrive", ("connection", "close")))

    def _counted(self, head: Head, reply: Reply) -> Reply:
        _requests(reply.status).inc()
        cors = origins.cors_headers(head, self.policy)
        return Reply(reply.status, reply.body, reply.headers + cors) if cors else reply
