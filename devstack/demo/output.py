"""The output of many processes on one terminal: each line behind the name of the process it came from."""

import os
import sys
import threading
from typing import IO

# Colours of the terminal's own palette, so that they suit light and dark backgrounds.
COLOURS = (36, 33, 32, 35, 34, 31)
RESET = "\033[0m"


class Output:
    """Writes whole lines to stderr, so that lines of different processes never mix."""

    def __init__(self, names: list[str]) -> None:
        """`names` are all that will write; they decide the width of the first column."""
        self._width = max(map(len, names), default=0)
        self._colours = {name: COLOURS[index % len(COLOURS)] for index, name in enumerate(names)}
        self._coloured = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        self._lock = threading.Lock()

    def line(self, name: str, text: str) -> None:
        """Write one line of the process `name`."""
        label = f"{name:<{self._width}} │"
        if self._coloured:
            label = f"\033[{self._colours.get(name, 0)}m{label}{RESET}"
        with self._lock:
            print(f"{label} {text}", file=sys.stderr, flush=True)

    def follow(self, name: str, stream: IO[bytes]) -> threading.Thread:
        """Write every line of a stream until it ends, from a thread that is returned."""

        def copy() -> None:
            with stream:
                for line in stream:
                    self.line(name, line.decode(errors="replace").rstrip())

        thread = threading.Thread(target=copy, name=f"output of {name}", daemon=True)
        thread.start()
        return thread
