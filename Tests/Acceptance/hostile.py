"""Runs `mlp inspect` on every hostile file and checks that it answers as its manifest says.

usage: hostile.py [MLP] [--group GROUP]...      with MLPKIT_DATA set
"""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from support import Checks, data_folder, parser, run

#: Control characters other than newline and tab, and the characters that reorder text.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NOTE = re.compile(r"(mlp: )?(warning|note)", re.IGNORECASE)


def text_of(outcome, problems):
    try:
        return (outcome.stdout + outcome.stderr).decode()
    except UnicodeDecodeError:
        problems.append("the output is not UTF-8")
        return (outcome.stdout + outcome.stderr).decode(errors="replace")


def judge(case, outcome):
    """What is wrong with an answer; an empty list when nothing is."""
    problems = []
    text = text_of(outcome, problems)
    if outcome.timed_out:
        problems.append(f"no answer in {case['max_seconds']} s")
    elif outcome.code < 0:
        problems.append(f"ended by signal {-outcome.code}")
    elif outcome.code not in case["exit"]:
        problems.append(f"exit {outcome.code}, expected {case['exit']}")
    if outcome.peak > case["max_rss_mb"]:
        problems.append(f"{outcome.peak:.0f} MB, allowed {case['max_rss_mb']}")
    for words in case["message_mentions"]:
        if words.lower() not in text.lower():
            problems.append(f"does not mention '{words}'")
    for words in case["must_not_contain"]:
        if words in text:
            problems.append(f"shows '{words}'")
    if CONTROL.search(text):
        problems.append("prints control characters")
    if "HDF5-DIAG" in text:
        problems.append("shows HDF5's own diagnostics")
    errors = [line for line in outcome.stderr.decode(errors="replace").splitlines()
              if line.strip() and not NOTE.match(line)]
    if len(errors) != (0 if outcome.code == 0 else 1):
        problems.append(f"{len(errors)} lines of error")
    return problems


def judge_json(outcome):
    """An accepted file must also give one valid JSON document."""
    try:
        schema = outcome.json["schema"]
        return [] if outcome.code == 0 and schema == 1 else ["--json answers otherwise"]
    except (ValueError, KeyError, TypeError):
        return ["--json gives no valid document"]


def run_case(mlp, path, limit):
    """Inspects a file from an empty folder; returns the answer and what is wrong besides."""
    problems = []
    with tempfile.TemporaryDirectory() as empty:
        outcome = run(mlp, "inspect", path, timeout=limit, folder=empty)
        if outcome.code == 0:
            problems += judge_json(run(mlp, "inspect", path, "--json", timeout=limit, folder=empty))
        if any(Path(empty).iterdir()):
            problems.append("left a file behind")
    return outcome, problems


def main():
    folder, checks = data_folder() / "hostile", Checks()
    options = parser(__doc__.splitlines()[0])
    options.add_argument("--group", action="append", help="only this group of files")
    arguments = options.parse_args()
    for case in json.loads((folder / "manifest.json").read_text())["cases"]:
        path = folder / case["file"]
        if case["cmd"] != "inspect" or path.suffix not in (".h5", ".keras", ".mlpc", ".npy", ".npz"):
            continue
        if arguments.group and case["group"] not in arguments.group:
            continue
        with tempfile.TemporaryDirectory() as closed:
            if path.name == "no_permission.h5":
                if os.geteuid() == 0:
                    checks.skip(case["file"], "root may read everything")
                    continue
                path = Path(shutil.copy(path, closed))
                path.chmod(0)
            outcome, problems = run_case(arguments.mlp, path, case["max_seconds"])
        problems = judge(case, outcome) + problems
        detail = "; ".join(problems) or f"exit {outcome.code}"
        if problems and outcome.last_line:
            detail += f" | {outcome.last_line}"
        checks.check(f"{case['file']} ({case['what']})", not problems, detail)
    checks.finish()


main()
