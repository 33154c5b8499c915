"""Run a real Apache Kafka broker on loopback."""

import argparse
import base64
import contextlib
import os
import shutil
import signal
import socket
import string
import subprocess
import sys
import time
import uuid
from pathlib import Path

from schemas.wire import ARTICLES, FAILURES
from streams.kafka import create_topic

REPOSITORY = Path(__file__).resolve().parent.parent
DEPLOY = REPOSITORY / "deploy" / "kafka"
LIBS = "WATCHFLOOR_KAFKA_LIBS"
START_SECONDS = 60.0
JVM = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC")


def missing_tools() -> str | None:
    """Say what has to be installed before a broker can run here; None when nothing is."""
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if not missing:
        return None
    return f"{' and '.join(missing)} not on PATH; on Debian and Ubuntu: sudo apt-get install default-jre-headless maven"


def jars() -> Path:
    """Return the folder of the broker's jars, downloaded when they are not there (46 files, 43 MB).

    The folder is `.cache/kafka-libs`, or what WATCHFLOOR_KAFKA_LIBS names. Maven decides where they come from.
    """
    libs = Path(os.environ.get(LIBS, REPOSITORY / ".cache" / "kafka-libs")).resolve()
    if not any(libs.glob("kafka_*.jar")):
        print(f"downloading the jars of Apache Kafka into {libs}; once, 43 MB", file=sys.stderr)
        part = libs.with_name(f"{libs.name}.part")
        command = ["mvn", "-B", "-q", "-f", DEPLOY / "pom.xml", "dependency:copy-dependencies"]
        options = [f"-DoutputDirectory={part}", "-DincludeScope=runtime"]
        subprocess.run([*command, *options], check=True, stdout=sys.stderr)
        part.rename(libs)
    return libs


class KafkaBroker:
    """One broker in a process of its own; ports and data stay the same from start to start of one `folder`."""

    def __init__(self, folder: Path, libs: Path) -> None:
        self._folder = folder
        self._libs = libs
        self._process: subprocess.Popen[bytes] | None = None
        self._properties = folder / "server.properties"
        if not self._properties.exists():
            self._format()
        self.bootstrap = _value(self._properties, "advertised.listeners").split(",")[0].removeprefix("BROKER://")

    @property
    def pid(self) -> int | None:
        """The running broker's process, None while it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def log(self) -> Path:
        """What the broker printed."""
        return self._folder / "broker.log"

    def start(self) -> None:
        """Start the broker, wait until it takes connections; raises RuntimeError with its last words."""
        configuration = f"-Dlog4j2.configurationFile={DEPLOY / 'log4j2.yaml'}"
        command = self._java(*JVM, configuration, "kafka.Kafka", str(self._properties))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"kafka did not start, see {self.log}:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask the broker to stop, wait until it has."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the broker with SIGKILL."""
        self._end(signal.SIGKILL)

    def wait(self) -> None:
        """Return when the broker has ended by itself."""
        if self._process is not None:
            self._process.wait()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(30)
        self._process = None

    def _answers(self) -> bool:
        host, port = self.bootstrap.split(":")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
            return True
        return False

    def _format(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        port, controller_port = _free_ports(2)
        template = string.Template((DEPLOY / "server.properties").read_text(encoding="utf-8"))
        names = {"port": port, "controller_port": controller_port, "data": self._folder.resolve() / "data"}
        draft = self._folder / "server.properties.new"
        draft.write_text(template.substitute(names), encoding="utf-8")
        tool = ["kafka.tools.StorageTool", "format", "--standalone", "-t", _cluster_id(), "-c", str(draft)]
        subprocess.run(self._java("-Xmx64m", *tool), check=True, capture_output=True)
        draft.rename(self._properties)

    def _java(self, *arguments: str) -> list[str]:
        return ["java", "-cp", f"{self._libs}/*", *arguments]


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _cluster_id() -> str:
    # Kafka's tools take an id that begins with "-" for an option.
    while (found := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        continue
    return found


def _value(properties: Path, key: str) -> str:
    lines = properties.read_text(encoding="utf-8").splitlines()
    return next(line.split("=", 1)[1] for line in lines if line.startswith(f"{key}="))


def main() -> int:
    """Run a broker in the foreground until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=REPOSITORY / ".cache" / "kafka", help="where its data lie")
    folder = parser.parse_args().folder
    if (why := missing_tools()) is not None:
        print(f"kafka: {why}", file=sys.stderr)
        return 2
    broker = KafkaBroker(folder, jars())
    try:
        broker.start()
        _prepare(broker)
        broker.wait()
    except KeyboardInterrupt:
        print("stopping", file=sys.stderr)
    finally:
        broker.stop()
    return 0


def _prepare(broker: KafkaBroker) -> None:
    for name in (ARTICLES, FAILURES):
        create_topic(name, {"bootstrap_servers": broker.bootstrap})
    print(f"Apache Kafka listens on {broker.bootstrap}; Ctrl-C stops it. In watchfloor.toml:\n", file=sys.stderr)
    print(f'stream = "kafka"\n\n[kafka]\nbootstrap_servers = "{broker.bootstrap}"', flush=True)


if __name__ == "__main__":
    sys.exit(main())
