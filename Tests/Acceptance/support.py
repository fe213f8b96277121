"""What the acceptance scripts share: where things are, running `mlp`, counting checks.

Standard library only: a child's peak memory is never reported below what its parent held when it
was started, so a small parent measures best.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"


def program(path):
    """The built program, as an argument of the command line."""
    if not os.access(path, os.X_OK):
        raise argparse.ArgumentTypeError(f"{path}: not a program; build it first")
    return Path(path).resolve()


def parser(description):
    """Every script takes the path of the program."""
    made = argparse.ArgumentParser(description=description)
    default = str(ROOT / ".build/release/mlp")
    made.add_argument("mlp", nargs="?", type=program, default=default, help="the built program")
    return made


def data_folder():
    """The larger data. Without it the script ends quietly: a plain checkout does not have it."""
    folder = os.environ.get("MLPKIT_DATA")
    if not folder:
        print("skipped: MLPKIT_DATA is not set")
        sys.exit(0)
    return Path(folder)


@dataclass
class Outcome:
    """How a run of the program ended."""

    code: int  #: the exit code; negative: the signal that ended it
    stdout: bytes
    stderr: bytes
    seconds: float
    peak: float  #: peak resident memory in MB, of the largest process of the run
    timed_out: bool
    processor: float  #: seconds of processor time, of the process and of those that it waited for

    @property
    def json(self):
        return json.loads(self.stdout)

    @property
    def last_line(self):
        lines = self.stderr.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


def run(*command, timeout=60, folder=None):
    """Runs a command, and ends it and what it started when the time is over."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder, start_new_session=True,
        )
        late = threading.Event()

        def end():
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(timeout, end)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return Outcome(
            process.returncode, out.read(), err.read(), seconds, usage.ru_maxrss / unit,
            late.is_set(), usage.ru_utime + usage.ru_stime,
        )


class Checks:
    """Prints a line for each check and counts them."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, name, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        print(f"{'ok  ' if holds else 'FAIL'} {name}{': ' if detail else ''}{detail}", flush=True)
        return holds

    def skip(self, name, reason):
        self.skipped += 1
        print(f"skip {name}: {reason}", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        sys.exit(1 if self.failed else 0)
