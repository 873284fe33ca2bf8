"""What can be known of the ``Dockerfile`` without a Docker engine."""

import fnmatch
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from tests.architecture.image import all_of, locked, stages

ROOT = Path(__file__).parents[2]


def test_the_image_copies_what_exists() -> None:
    ignored = [line for line in (ROOT / ".dockerignore").read_text().split() if line[0] != "#"]
    for line in all_of("COPY"):
        if line.startswith("--from="):
            continue
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source
            path = source.rstrip("/")
            assert not any(fnmatch.fnmatch(path, pattern) for pattern in ignored), source


def test_the_image_has_every_package_of_the_project() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    copied = {line.split()[0].rstrip("/") for line in stages()[-1]["COPY"] if not line.startswith("--")}
    assert copied == {*packages, "manage.py", "locale"} - {"devstack"}


def test_the_image_gets_its_front_end_from_the_stage_that_builds_it() -> None:
    frontend, _, final = stages()
    assert "--from=frontend /build/frontend/dist/ frontend/dist/" in final["COPY"]
    assert frontend["WORKDIR"] == ["/build/frontend"]
    assert frontend["RUN"] == ["npm ci", "npm run build"]
    styles = "".join(path.read_text() for path in (ROOT / "frontend/styles").glob("*.css"))
    looked_at = set(re.findall(r'@source "\.\./\.\./([^"]+)"', styles))
    assert {f"{path} /build/{path}" for path in looked_at} <= set(frontend["COPY"])
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"][""]
    package = json.loads((ROOT / "frontend/package.json").read_text())
    assert lock["devDependencies"] == package["devDependencies"], "npm ci would refuse"


def test_the_image_compiles_nothing_and_ends_as_an_ordinary_user() -> None:
    _, packages, final = stages()
    assert "--only-binary :all: --require-hashes" in packages["RUN"][-1]
    assert not re.search(r"apt-get|apk|pip install", " ".join(final["RUN"]))
    assert list(final)[-3:] == ["USER", "EXPOSE", "CMD"]
    assert "HEALTHCHECK" not in final
    assert not [
        line for line in all_of("ENV") + all_of("ARG") if re.search("SECRET|KEY|TOKEN|PASSWORD", line)
    ]


def test_the_packages_of_the_lock_file_are_enough() -> None:
    known = locked()
    hidden = {
        module
        for module, owners in packages_distributions().items()
        # As a lock file writes them: https://packaging.python.org/en/latest/specifications/name-normalization/
        if not known & {re.sub(r"[-_.]+", "-", distribution(owner).name).lower() for owner in owners}
    }
    done = subprocess.run(
        [sys.executable, "-c", _START_EVERYTHING, ",".join(hidden)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


_START_EVERYTHING = """
import sys

class Hidden:
    names = set(sys.argv[1].split(","))

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"{name} is not in requirements.lock", name=name)

sys.meta_path.insert(0, Hidden())
import celery.bin.celery
import celery.concurrency.prefork
import config.wsgi
import gunicorn.app.wsgiapp
import gunicorn.workers.gthread
import httptools
import tracking.asgi
import uvicorn.loops.uvloop
import uvicorn.protocols.http.httptools_impl
from django.core.management import get_commands, load_command_class
from django.urls import get_resolver
from config.celery import app
from consumers.registry import consumers

get_resolver().url_patterns
consumers()
app.connection_for_read().get_transport_cls()
for name, owner in get_commands().items():
    load_command_class(owner, name)
"""
