"""What processes of their own do to a spool. Started anew, never forked: a fork of the tests would inherit their Kafka
clients without the threads, and collecting one of those as garbage ends it."""

import resource
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from tests.tracking.spool.messages import message
from tracking.spool.accounts import Account
from tracking.spool.folder import SpoolFolder

_CAPACITY = 1 << 24


def spool_at(path: Path) -> SpoolFolder:
    return SpoolFolder(path, capacity=_CAPACITY)


def start(work: Any, *arguments: object) -> SpawnProcess:
    process = get_context("spawn").Process(target=work, args=arguments)
    process.start()
    return process


def append(path: Path, first: int) -> None:
    """Append a hundred messages, each by itself."""
    folder = spool_at(path)
    account = Account()
    lane = folder.open_lane(account.attach)
    for number in range(first, first + 100):
        folder.append(lane, [message(number)])


def append_under_a_limit(path: Path, answers: Queue[tuple[int, int, bool]]) -> None:
    """Append forty messages to a disk that has no room for all; answer with how many were written, how many were
    shed, and whether the last met an error."""
    folder = spool_at(path)
    lane = folder.open_lane(Account().attach)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, resource.RLIM_INFINITY))
    appended = [folder.append(lane, [message(number, filler=500)]) for number in range(40)]
    answers.put((
        sum(each.written.total() for each in appended),
        sum(each.shed.total() for each in appended),
        bool(appended[-1].error),
    ))  # fmt: skip
