"""The one place that reads the process environment.

Values come, in this order, from the environment itself, from ``.env`` (a developer's own settings) and
from ``.demo/env`` (the addresses of a running ``make demo``, so that any ``manage.py`` command in another
terminal finds its servers). ``ENV_FILES`` names other files, separated by colons; empty means none, which
is how tests keep away from a running demo.
"""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
DEFAULT_ENV_FILES = ".env:.demo/env"


def read_env() -> environ.Env:
    """Return the environment, completed by the files that exist; never overrides what is already set."""
    env = environ.Env()
    for name in os.environ.get("ENV_FILES", DEFAULT_ENV_FILES).split(":"):
        path = BASE_DIR / name
        if name and path.is_file():
            env.read_env(str(path), overwrite=False)
    return env


env = read_env()
