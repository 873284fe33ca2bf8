"""What all commands share, seen from a shell."""

import os
import subprocess
import sys

from tests.processes import ROOT


def test_a_reader_that_has_enough_is_no_accident():
    reads, writes = os.pipe()
    os.close(reads)
    try:
        ended = subprocess.run(
            [sys.executable, "manage.py", "run_consumer", "--list"],
            cwd=ROOT,
            stdout=writes,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writes)

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr
