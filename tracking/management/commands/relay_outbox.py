"""``relay_outbox``: hand the outbox to Kafka."""

import signal
from typing import Any

from django.core.management.base import CommandParser
from prometheus_client import start_http_server

from tracking import console
from tracking.relay import OutboxRelay


class Command(console.Command):
    help = (
        "Send the messages of the outbox table to Kafka until SIGTERM or Ctrl-C. While the broker is away they wait "
        "in the table; several relays may run."
    )
    examples = """
        manage.py relay_outbox
        manage.py relay_outbox --metrics-port 9102
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--metrics-port", type=int, metavar="PORT", help="serve Prometheus metrics there")

    def handle(self, *args: Any, **options: Any) -> None:
        relay = OutboxRelay()
        if options["metrics_port"]:
            start_http_server(options["metrics_port"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop())
        relay.run()
