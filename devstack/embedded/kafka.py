"""Apache Kafka itself, one node that is broker and controller (KRaft), on Java."""

import base64
import os
import shutil
import socket
import struct
import subprocess
import uuid
from pathlib import Path

from devstack.embedded.jars import kafka_jars
from devstack.embedded.java import find_java
from devstack.embedded.server import Server
from devstack.errors import DevstackError

PROBE_SECONDS = 1.0
HEAP = "512m"

# What the node is told wherever it runs; it is alone, so every replication factor is 1.
SHARED_SETTINGS = {
    "auto.create.topics.enable": "false",
    "num.partitions": "1",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # A killed consumer is noticed after 6 s instead of 45 s, which is the minimum too unless that is lowered.
    "group.consumer.min.session.timeout.ms": "6000",
    "group.consumer.session.timeout.ms": "6000",
    "group.consumer.min.heartbeat.interval.ms": "1000",
    "group.consumer.heartbeat.interval.ms": "1000",
    "group.min.session.timeout.ms": "6000",
    "group.initial.rebalance.delay.ms": "0",
    # After a crash the controller refuses the new broker until the session of the old one has run out.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    # Index files are made at this size, ten times it by default, for each of the many partitions of tests.
    "log.index.size.max.bytes": "1048576",
}

LOGGING = """\
rootLogger.level=warn
rootLogger.appenderRef.file.ref=File
logger.kafka.name=kafka
logger.kafka.level=info
logger.server.name=org.apache.kafka
logger.server.level=info
appender.file.type=RollingFile
appender.file.name=File
appender.file.fileName={log}
appender.file.filePattern={log}.%i
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d{{ISO8601}} %p %m (%c{{1}})%n
appender.file.policies.type=SizeBasedTriggeringPolicy
appender.file.policies.size=20MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=2
"""


class Kafka(Server):
    """A Kafka broker on a loopback port, its log kept in the state folder."""

    name = "kafka"
    variable = "KAFKA_BOOTSTRAP_SERVERS"
    start_seconds = 90

    @property
    def address(self) -> str:
        """Return the bootstrap server as host:port."""
        return f"127.0.0.1:{self.state.known_port(self.name)}"

    @property
    def _folder(self) -> Path:
        return self.state.folder / "kafka"

    @property
    def _properties(self) -> Path:
        return self._folder / "server.properties"

    def prepare(self) -> None:
        """Fetch the jars, write the settings, and format the data folder the first time."""
        self._java = find_java()
        self._class_path = os.pathsep.join(map(str, kafka_jars(self.cancelled)))
        data = self._folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        port, controller_port = self.state.port(self.name), self.state.port("kafka-controller")
        settings = SHARED_SETTINGS | {
            "process.roles": "broker,controller",
            "node.id": "1",
            "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
            "controller.listener.names": "CONTROLLER",
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{controller_port}",
            "log.dirs": str(data),
        }
        self._properties.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
        self._logging.write_text(LOGGING.format(log=self.state.logs / "kafka-server.log"))
        formatted = self._folder / "formatted"
        if not formatted.exists():
            # What a format that was cut short left behind would be in the way of the next.
            shutil.rmtree(data)
            data.mkdir()
            self._format()
            formatted.touch()

    @property
    def _logging(self) -> Path:
        return self._folder / "log4j2.properties"

    def launch(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the broker."""
        with log.open("ab") as output:
            return subprocess.Popen(
                self._command("kafka.Kafka", self._properties),
                env=self._environment(),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def healthy(self) -> bool:
        """Return whether the broker lists itself in its metadata, which it does once it takes requests."""
        try:
            return broker_count(self.state.known_port(self.name) or 0) > 0
        except OSError:
            return False

    def _format(self) -> None:
        arguments = (
            "format",
            "--standalone",
            "--cluster-id",
            _cluster_id(),
            "--config",
            str(self._properties),
        )
        log = self.state.log(self.name)
        with log.open("ab") as output:
            done = subprocess.run(
                self._command("kafka.tools.StorageTool", *arguments),
                env=self._environment(),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
        if done.returncode != 0:
            raise DevstackError(f"Kafka's data folder could not be formatted; see {log}.")

    def _command(self, main_class: str, *arguments: str | Path) -> list[str | Path]:
        options = [
            f"-Xmx{HEAP}",
            f"-Xms{HEAP}",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-Djava.awt.headless=true",
        ]
        logging = f"-Dlog4j2.configurationFile={self._logging}"
        return [self._java, *options, logging, main_class, *arguments]

    def _environment(self) -> dict[str, str]:
        # The class path goes by the environment: 46 paths in the command line make `ps` unreadable.
        return {**os.environ, "CLASSPATH": self._class_path}


def broker_count(port: int) -> int:
    """Ask the broker at a loopback port for its metadata and return how many brokers it lists.

    The bytes are Kafka's Metadata request, version 4, for no topics.
    Raise OSError when nothing answers or the answer is cut short.
    """
    client = b"devstack"
    header = struct.pack(">hhih", 3, 4, 1, len(client)) + client
    request = header + struct.pack(">i?", 0, False)
    with socket.create_connection(("127.0.0.1", port), PROBE_SECONDS) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        with connection.makefile("rb") as answer:
            # Length, correlation id, throttle time, then the length of the list of brokers.
            head = answer.read(16)
    if len(head) < 16:
        raise ConnectionError("the broker closed the connection")
    _, _, _, brokers = struct.unpack(">iiii", head)
    return int(brokers)


def _cluster_id() -> str:
    # The format tool would read a leading dash as an option.
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text
