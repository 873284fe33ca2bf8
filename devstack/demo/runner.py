"""The whole demo: servers, preparation, processes, and a tidy end."""

import contextlib
import http.client
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from devstack.addresses import write_env_file
from devstack.demo.output import Output
from devstack.demo.plan import Plan, Ready, Step, load_plan
from devstack.demo.supervisor import STOP_SECONDS, Supervisor, spawn
from devstack.errors import DevstackError, UsageError
from devstack.interrupts import Interrupted
from devstack.processes import ProcessRecord
from devstack.progress import say
from devstack.stack import fetch_once, running_stack
from devstack.state import State, port_is_free

PLAN_FILE = Path("demo.toml")
RECORD_PREFIX = "demo-"
POLL_SECONDS = 0.2


class Timings:
    """How long the start took, what was downloaded for the first time apart from the rest."""

    def __init__(self, began: float) -> None:
        """`began` is when the person started it, in seconds of the epoch."""
        self._began = began
        self.download_seconds = time.time() - began

    @contextlib.contextmanager
    def download(self) -> Iterator[None]:
        """Count the time of this context as download."""
        start = time.time()
        try:
            yield
        finally:
            self.download_seconds += time.time() - start

    def sentence(self) -> str:
        """Return both parts in words."""
        rest = time.time() - self._began - self.download_seconds
        return f"{rest:.0f} s, and {self.download_seconds:.0f} s before that for what is fetched once"


def run_demo(state: State, *, port: int, switches: set[str]) -> None:
    """Run the demo until it is interrupted; everything is stopped then.

    Raise UsageError when the port is taken, DevstackError when a server, a step or the store fails to start.
    """
    timings = Timings(_began())
    placeholders = {
        "python": sys.executable,
        "port": str(port),
        "next_port": str(port + 1),
        "state": str(state.folder),
        "secret": state.secret("secret-key"),
    }
    plan = load_plan(PLAN_FILE, placeholders=placeholders, switches=switches)
    stop_left_overs(state.folder)
    if not port_is_free(port):
        raise UsageError(
            f"Port {port} is taken by another program: choose another one, as in `make demo PORT=8080`."
        )
    with timings.download():
        fetch_once()
    with running_stack(state) as addresses:
        shared = {**addresses, **plan.environment}
        environment = {**os.environ, **shared, "DEVSTACK_STATE": str(state.folder), "PYTHONUNBUFFERED": "1"}
        output = Output(
            [*(step.name for step in plan.prepare), *(process.name for process in plan.processes)]
        )
        write_env_file(state.env_file, shared)
        try:
            _prepare(plan, environment, output, timings)
            with _processes(plan, state, environment, output):
                _wait_until_ready(plan.ready, port)
                print(_welcome(plan.ready, port, timings), flush=True)
                with contextlib.suppress(Interrupted):
                    signal.pause()
                say("stopping")
        finally:
            state.env_file.unlink(missing_ok=True)


def _began() -> float:
    """Return when `make` began, which also made the virtual environment, or else now."""
    with contextlib.suppress(KeyError, ValueError):
        return float(os.environ["DEVSTACK_BEGAN"])
    return time.time()


def stop_left_overs(folder: Path) -> None:
    """Stop the processes that a crashed demo on this state folder left running."""
    for path in (folder / "run").glob(f"{RECORD_PREFIX}*.json"):
        record = ProcessRecord.load(path)
        if record is not None and record.alive():
            record.stop(signal.SIGTERM, STOP_SECONDS)
            # Its children; the process led a session of its own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(record.pid, signal.SIGKILL)
        path.unlink(missing_ok=True)


def _prepare(plan: Plan, environment: Mapping[str, str], output: Output, timings: Timings) -> None:
    for folder in plan.empty_folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for step in plan.prepare:
        with timings.download() if step.download else contextlib.nullcontext():
            _run_step(step, environment, output)


def _run_step(step: Step, environment: Mapping[str, str], output: Output) -> None:
    say(f"{step.name} …")
    child = spawn(step.name, step.command, environment, output)
    try:
        code = child.wait()
    except Interrupted:
        child.terminate()
        child.wait()
        raise
    if code != 0:
        raise DevstackError(f"The step “{step.name}” failed with exit code {code}; its output is above.")


@contextlib.contextmanager
def _processes(plan: Plan, state: State, environment: Mapping[str, str], output: Output) -> Iterator[None]:
    supervisors = [
        Supervisor(process, environment, output, state.record(f"{RECORD_PREFIX}{process.name}"))
        for process in plan.processes
    ]
    try:
        for supervisor in supervisors:
            supervisor.start()
        yield
    finally:
        for supervisor in supervisors:
            supervisor.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for supervisor in supervisors:
            supervisor.wait(deadline)


def _wait_until_ready(ready: Ready, port: int) -> None:
    deadline = time.monotonic() + ready.seconds
    while not _answers(port, ready.path):
        if time.monotonic() > deadline:
            raise DevstackError(f"The store did not answer at {ready.path} in {ready.seconds:.0f} s.")
        time.sleep(POLL_SECONDS)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(ready: Ready, port: int, timings: Timings) -> str:
    site = f"http://127.0.0.1:{port}"
    rows = [*((name, site + path) for name, path in ready.pages.items()), ("", ""), *ready.logins.items()]
    width = max(len(label) for label, _ in rows)
    table = "\n".join(f"  {label:<{width}}   {value}".rstrip() for label, value in rows)
    return f"""
  The demo is running (started in {timings.sentence()}).

{table}

  Try: {ready.suggestion}.
  Ctrl-C stops everything; the data stays.
"""
