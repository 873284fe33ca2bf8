"""The command line of `python -m devstack`."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from devstack import node
from devstack.addresses import SERVERS, write_env_file
from devstack.demo.runner import run_demo, stop_left_overs
from devstack.embedded.jars import LOCK_FILE, lock_jars
from devstack.errors import DevstackError, UsageError
from devstack.interrupts import Interrupted, interrupts_raised
from devstack.progress import say
from devstack.stack import opened_state, remove_state, running_server, running_stack

DEFAULT_STATE = Path(".demo")
ACTIONS = ("stop", "start", "restart", "kill")
EXAMPLES = """\
examples:
  python -m devstack up                                  start PostgreSQL, Kafka and Redis; Ctrl-C stops them
  python -m devstack run --ephemeral -- python -m pytest run a command with throw-away servers
  python -m devstack control kill kafka                  crash the broker of a running stack
  python -m devstack control start kafka                 and bring it back, with its data and its port
  python -m devstack npm run build                       npm in frontend/, also where no node is installed
  python -m devstack demo --port 8080 --no-simulate      the whole store, without simulated shoppers

DATABASE_URL, KAFKA_BOOTSTRAP_SERVERS and REDIS_URL each name a server that is then used and not started;
DEVSTACK=docker starts containers; otherwise the servers come out of Python packages.

exit codes: 0 done, 1 failed, 2 not possible as asked, 3 something needed is missing
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Errors become one sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        with interrupts_raised():
            return int(options.run(options))
    except DevstackError as error:
        say(str(error))
        return error.exit_code
    except Interrupted as interrupt:
        return 128 + interrupt.number


def _up(options: argparse.Namespace) -> int:
    with opened_state(options.state, ephemeral=options.ephemeral) as state, running_stack(state) as addresses:
        env_file = options.env_file or state.env_file
        write_env_file(env_file, addresses)
        try:
            for variable, address in addresses.items():
                print(f"{variable}={address}", flush=True)
            say(f"up; the addresses are in {env_file}; Ctrl-C stops the servers")
            signal.pause()
        except Interrupted:
            say("stopping")
        finally:
            env_file.unlink(missing_ok=True)
    return 0


def _run(options: argparse.Namespace) -> int:
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise UsageError("There is no command to run: give one after `--`.")
    if shutil.which(command[0]) is None:
        raise UsageError(f"{command[0]} cannot be run: there is no such program.")
    with opened_state(options.state, ephemeral=options.ephemeral) as state, running_stack(state) as addresses:
        environment = {**os.environ, **addresses, "DEVSTACK_STATE": str(state.folder)}
        child = subprocess.Popen(command, env=environment)
        try:
            code = child.wait()
        except Interrupted as interrupt:
            # A terminal's Ctrl-C reaches the child too, and twice would mean "at once"; a signal sent to us does not.
            if interrupt.number != signal.SIGINT or not os.isatty(sys.stdin.fileno()):
                child.send_signal(interrupt.number)
            code = child.wait()
    return code if code >= 0 else 128 - code


def _control(options: argparse.Namespace) -> int:
    server = running_server(options.state, options.server)
    if options.action in ("stop", "restart"):
        server.stop()
    if options.action == "kill":
        server.kill()
    if options.action in ("start", "restart") and not server.running():
        server.start()
    return 0


def _npm(options: argparse.Namespace) -> int:
    return node.find_npm().run(options.arguments)


def _frontend(options: argparse.Namespace) -> int:
    node.install_packages()
    if options.part == "build":
        node.build()
    return 0


def _demo(options: argparse.Namespace) -> int:
    try:
        with opened_state(options.state, ephemeral=False) as state:
            switches = {*options.switches, *({"simulate"} if options.simulate else ())}
            run_demo(state, port=options.port, switches=switches)
    except Interrupted:
        # Ctrl-C before everything was up is as good an end as after it.
        say("stopped")
    return 0


def _remove(options: argparse.Namespace) -> int:
    if options.state.exists():
        stop_left_overs(options.state)
        remove_state(options.state)
    return 0


def _lock_jars(_options: argparse.Namespace) -> int:
    jars = lock_jars()
    say(f"wrote {len(jars)} jars to {LOCK_FILE}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devstack",
        description="PostgreSQL, Apache Kafka and Redis for the store, with nothing to install but packages.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    _add_server_commands(commands)
    _add_project_commands(commands)
    return parser


def _add_server_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    up = commands.add_parser("up", help="start the servers and stay until Ctrl-C")
    _add_state(up)
    _add_ephemeral(up)
    up.add_argument("--env-file", type=Path, help="where to write the addresses (default: <state>/env)")
    up.set_defaults(run=_up)

    run = commands.add_parser("run", help="run one command with the servers' addresses in its environment")
    _add_state(run)
    _add_ephemeral(run)
    run.add_argument("command", nargs=argparse.REMAINDER, metavar="-- command", help="what to run")
    run.set_defaults(run=_run)

    control = commands.add_parser("control", help="stop, start, restart or kill a server of a running stack")
    control.add_argument("action", choices=ACTIONS)
    control.add_argument("server", choices=SERVERS)
    _add_state(control)
    control.set_defaults(run=_control)

    remove = commands.add_parser("remove", help="stop what a crash left running and remove the state folder")
    _add_state(remove)
    remove.set_defaults(run=_remove)

    lock = commands.add_parser("lock-jars", help="write the digests of Kafka's jars, after a new version")
    lock.set_defaults(run=_lock_jars)


def _add_project_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help="run the whole demo, as demo.toml says")
    _add_state(demo)
    demo.add_argument("--port", type=int, default=8000, help="the store's port (default: %(default)s)")
    simulate = argparse.BooleanOptionalAction
    demo.add_argument("--simulate", action=simulate, default=True, help="also simulate shoppers")
    demo.add_argument(
        "--with",
        dest="switches",
        metavar="SWITCH",
        action="append",
        default=[],
        help="also what demo.toml has under this name",
    )
    demo.set_defaults(run=_demo)

    npm = commands.add_parser("npm", help="run npm in frontend/", prefix_chars="\0", add_help=False)
    npm.add_argument("arguments", nargs=argparse.REMAINDER, metavar="arguments")
    npm.set_defaults(run=_npm)

    frontend = commands.add_parser("frontend", help="install the front end's packages or build it, when due")
    frontend.add_argument("part", choices=("install", "build"))
    frontend.set_defaults(run=_frontend)


def _add_state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", type=Path, default=DEFAULT_STATE, help="the state folder (%(default)s)")


def _add_ephemeral(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ephemeral", action="store_true", help="use a temporary folder, removed at the end")
