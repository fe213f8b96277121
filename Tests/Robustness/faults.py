"""Lets system calls fail, and kills the tool at random moments, while it writes files.

Whatever happens, a target is afterwards what it was before or what it should become, whole; the exit
code says what went wrong; and after the next run nothing is left beside the targets. Linux only, with
a C compiler.

usage: faults.py [MLP] [--kills N] [--seed S]
"""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Acceptance"))
from support import FIXTURES, Checks, parser, run  # noqa: E402

#: What fails, with which error, and the exit codes that are true of it.
FAULTS = [
    ("write", errno.ENOSPC, {74}), ("write", errno.EIO, {74}), ("fsync", errno.EIO, {74}),
    ("rename", errno.EACCES, {73, 74}), ("open", errno.EACCES, {66, 73, 74}),
    ("open", errno.EMFILE, {66, 70, 73, 74}), ("malloc", errno.ENOMEM, {75}),
]
MOST_CALLS = 40


def jobs(folder):
    """Commands that write, each with the files it makes."""
    digits = FIXTURES / "digits"
    images, labels = digits / "images-idx3-ubyte.gz", digits / "labels-idx1-ubyte.gz"
    results = folder / "given.h5"
    return {
        "convert": (["convert", digits / "mlp.h5", folder / "out.keras"], ["out.keras"]),
        "train": (["train", "-o", folder / "out.h5", "--images", images, "--labels", labels,
                   "--hidden", "12", "--epochs", "3", "--checkpoint", folder / "out.ckpt"],
                  ["out.h5", "out.ckpt"]),
        "invert": (["invert", digits / "slp.h5", "-o", folder / "out.results.h5", "--method",
                    "analytical", "--no-certify", "--image-shape", "8x8", "--images-dir", folder / "pictures",
                    "--report", folder / "out.html"],
                   ["out.results.h5", "out.html"]),
        "report": (["report", results, "-o", folder / "out.page.html"], ["out.page.html"]),
        "render": (["render", results, "-o", folder / "drawn"], []),
    }


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}


def compiled(folder):
    library = folder / "failing_calls.so"
    source = Path(__file__).with_name("failing_calls.c")
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-w", source, "-o", library, "-ldl"], check=True)
    return library


def run_with(library, mlp, words, **settings):
    """Runs the tool with the library preloaded; the environment says what fails."""
    environment = [f"{name}={value}" for name, value in settings.items()]
    return run("env", f"LD_PRELOAD={library}", *environment, mlp, *words, timeout=60)


def fresh(folder, given):
    """An empty work folder with only the given results file in it."""
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    shutil.copy(given, work / "given.h5")
    return work


def mixed(before, now, after):
    """Files that are neither what they were nor what they should become.

    A checkpoint is written after each epoch, so there are more than two that are right: whether it is
    whole shows when the next run goes on from it.
    """
    return [name for name, bytes in now.items()
            if bytes != before.get(name) and bytes != after.get(name) and not is_temporary(name)
            and not name.endswith(".ckpt")]


def is_temporary(name):
    """Until the next run a killed writer may leave its own file beside the target."""
    return Path(name).name.startswith(".")


def check_faults(checks, mlp, library, folder, given):
    for name in jobs(folder):
        work = fresh(folder, given)
        words = jobs(work)[name][0]
        if run(mlp, *words, timeout=60).code != 0:
            checks.check(name, False, "fails by itself")
            continue
        after = contents(work)
        for call, code, allowed in FAULTS:
            work = fresh(folder, given)
            before = contents(work)
            count = folder / "count"
            count.unlink(missing_ok=True)
            run_with(library, mlp, words, FAIL_CALL=call, FAIL_AT=0, FAIL_COUNT=count)
            calls = max([int(line) for line in count.read_text().split()] or [0])
            problems = []
            step = max(1, calls // MOST_CALLS)
            for at in range(1, calls + 1, step):
                work = fresh(folder, given)
                outcome = run_with(
                    library, mlp, words, FAIL_CALL=call, FAIL_AT=at, FAIL_ERRNO=code)
                now = contents(work)
                strange = [line for line in outcome.stderr.decode(errors="replace").splitlines()
                           if line.strip() and not line.startswith("mlp: ")]
                if outcome.code == 0:
                    # A call whose failure does not matter must not have mattered.
                    if mixed({}, now, after):
                        problems.append(f"call {at}: exit 0, but other files")
                elif outcome.code < 0 or outcome.code not in allowed:
                    problems.append(f"call {at}: exit {outcome.code}: {outcome.last_line[:120]}")
                elif strange:
                    problems.append(f"call {at}: says {strange[:2]}")
                if mixed(before, now, after):
                    problems.append(f"call {at}: half-written: {mixed(before, now, after)}")
                if any(is_temporary(path) for path in now):
                    problems.append(f"call {at}: left a temporary file")
            checks.check(f"{name}, {call} fails with {errno.errorcode[code]}, {calls} calls",
                         not problems, "; ".join(problems[:4]))


def check_budgets(checks, mlp, folder, given):
    """Whatever memory and time there are, a command does its work or ends with 75 and one line."""
    limits = [("--max-memory", f"{size}M") for size in (1, 8, 24, 48, 96, 200)]
    limits += [("--timeout", f"{seconds}") for seconds in (0.001, 0.02, 0.1)]
    limits += [("ulimit", f"{size}") for size in (100_000, 150_000, 204_800, 400_000)]
    for name in jobs(folder):
        problems = []
        for kind, bound in limits:
            work = fresh(folder, given)
            words = [str(word) for word in jobs(work)[name][0]] + ["--quiet"]
            if kind == "ulimit":
                outcome = run("sh", "-c", f'ulimit -v {bound}; exec "$0" "$@"', mlp, *words, timeout=60)
            else:
                outcome = run(mlp, *words, kind, bound, timeout=60)
            lines = outcome.stderr.decode(errors="replace").splitlines()
            told = [line for line in lines if line.strip()]
            if outcome.timed_out or outcome.code not in (0, 75):
                problems.append(f"{kind} {bound}: exit {outcome.code}: {outcome.last_line[:120]}")
            elif outcome.code == 75 and (len(told) != 1 or not told[0].startswith("mlp: ")):
                problems.append(f"{kind} {bound}: says {told[:2]}")
            if any(is_temporary(path) for path in contents(work)):
                problems.append(f"{kind} {bound}: left a temporary file")
        checks.check(f"{name}, {len(limits)} budgets", not problems, "; ".join(problems[:4]))


def check_kills(checks, mlp, folder, given, kills, chance):
    for name in jobs(folder):
        work = fresh(folder, given)
        words = [str(word) for word in jobs(work)[name][0]]
        start = time.perf_counter()
        run(mlp, *words, timeout=60)
        duration = time.perf_counter() - start
        after = contents(work)
        problems = []
        for number in range(kills):
            work = fresh(folder, given)
            is_replacing = number % 2 == 1
            if is_replacing:
                for target in jobs(work)[name][1]:
                    (work / target).write_bytes(b"what was there before")
            before = contents(work)
            extra = ["--force"] if is_replacing else []
            process = subprocess.Popen(
                [str(mlp), *words, *extra], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.random() * duration * 1.1)
            process.send_signal(signal.SIGKILL)
            process.wait()
            now = contents(work)
            if mixed(before, now, after):
                problems.append(f"kill {number}: half-written: {mixed(before, now, after)}")
            resume = ["--resume"] if name == "train" and not is_replacing else []
            again = run(mlp, *words, "--force", *resume, timeout=60)
            if again.code != 0:
                problems.append(f"kill {number}: the next run ends with {again.code}: {again.last_line}")
            elif any(is_temporary(path) for path in contents(work)):
                problems.append(f"kill {number}: the next run leaves a temporary file")
        checks.check(f"{name}, {kills} kills", not problems, "; ".join(problems[:4]))


def main():
    options = parser(__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=40, help="how often each command is killed")
    options.add_argument("--seed", type=int, default=1, help="chooses the moments")
    chosen = options.parse_args()
    checks = Checks()
    if not sys.platform.startswith("linux"):
        checks.skip("faults", "Linux only")
        checks.finish()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = folder / "given-results.h5"
        made = run(chosen.mlp, "invert", FIXTURES / "digits/slp.h5", "-o", given, "--method",
                   "analytical", "--no-certify", "--image-shape", "8x8", timeout=120)
        if made.code != 0:
            raise SystemExit(f"cannot make a results file: {made.last_line}")
        check_faults(checks, chosen.mlp, compiled(folder), folder, given)
        check_budgets(checks, chosen.mlp, folder, given)
        check_kills(checks, chosen.mlp, folder, given, chosen.kills, random.Random(chosen.seed))
    checks.finish()


if __name__ == "__main__":
    main()
