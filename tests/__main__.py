"""``python -m tests``: the suite in two halves at once, each on throw-away servers of its own.

Most of a test's time goes by in waiting for servers and a browser, so two halves at once take little longer than the
longer one alone; and a test that stops a server disturbs none of the other half. What is given on the command line is
for pytest, and then there is one run, as there is on servers that the environment names.
"""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO, Final

from devstack.addresses import named_addresses

_FIRST: Final = ("tests/pipeline", "tests/bench")
HALVES: Final[dict[str, Sequence[str]]] = {
    "pipeline": _FIRST,
    "store": ("tests", *(f"--ignore={folder}" for folder in _FIRST)),
}
# Lines of pytest's short summary, and its last one.
_VERDICT: Final = re.compile(r"FAILED |ERROR |=+ .* in \d")


def main(arguments: Sequence[str]) -> int:
    """Run the tests; return 0 when all passed, else the higher of the halves' exit codes."""
    if arguments or named_addresses(os.environ):
        return subprocess.run(_command(arguments), check=False).returncode
    halves = {name: _started(paths) for name, paths in HALVES.items()}
    verdicts: list[str] = []
    readers = [
        threading.Thread(target=_echo, args=(name, half.stdout, verdicts)) for name, half in halves.items()
    ]
    for reader in readers:
        reader.start()
    try:
        return max(half.wait() for half in halves.values())
    except KeyboardInterrupt:
        # A terminal's Ctrl-C has reached them too; they stop their servers.
        return max(130, *(half.wait() for half in halves.values()))
    finally:
        for reader in readers:
            reader.join()
        # The halves end minutes apart: what failed in the first one is said again where people look.
        print("", *verdicts, sep="\n", flush=True)


def _command(arguments: Sequence[str]) -> list[str]:
    python = sys.executable
    return [python, "-m", "devstack", "run", "--ephemeral", "--", python, "-m", "pytest", *arguments]


def _started(paths: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(_command(paths), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _echo(name: str, lines: IO[str] | None, verdicts: list[str]) -> None:
    """Print the lines of one half under its name; add those of pytest's short summary to ``verdicts``."""
    width = max(map(len, HALVES))
    for line in lines or ():
        labelled = f"{name:<{width}} │ {line.rstrip()}"
        print(labelled, flush=True)
        if _VERDICT.match(line):
            verdicts.append(labelled)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
