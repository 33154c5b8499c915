import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

STUBBORN = """
import sys, time
from watchfloor.stopping import stopping_with
asked = []
with stopping_with(lambda: asked.append(1)):
    print("ready", flush=True)
    while len(asked) < {enough}:
        time.sleep(0.01)
print("ended in order", flush=True)
"""


def _start(enough: int) -> subprocess.Popen[str]:
    script = STUBBORN.format(enough=enough)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_the_first_ctrl_c_ends_in_order() -> None:
    with _start(enough=1) as process:
        process.send_signal(signal.SIGINT)
        output, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert output == "ended in order\n"
    assert "press Ctrl-C again to stop at once" in said


def test_a_second_ctrl_c_ends_at_once_and_says_that_nothing_is_lost() -> None:
    with _start(enough=99) as process:
        assert process.stderr is not None
        process.send_signal(signal.SIGINT)
        assert "stopping" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        output, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output == ""
    assert "what was under way is done again next time" in said


def test_sigterm_twice_still_ends_in_order() -> None:
    with _start(enough=1) as process:
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        output, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert output == "ended in order\n"
    assert said == "watchfloor: stopping\n"


def test_a_ctrl_c_while_the_commands_are_loaded_leaves_no_trace() -> None:
    script = (
        "import os, signal, watchfloor.cli\n"
        "from watchfloor.__main__ import main\n"
        "watchfloor.cli.load = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")
