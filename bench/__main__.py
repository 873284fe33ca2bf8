import signal
import sys

from bench import environment

environment.prepare()

# What this imports reads Django's settings, which read the environment.
from bench.cli import main  # noqa: E402


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


# A plain end would leave children and the scratch database behind.
signal.signal(signal.SIGTERM, _interrupt)
sys.exit(main())
