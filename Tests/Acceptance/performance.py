"""Measures the time and the peak memory of `mlp inspect` and of a whole `mlp invert`.

usage: performance.py [MLP]

Prints medians of 11 runs beside their targets. Being slow is not a failure: machines differ.
"""

import tempfile
from pathlib import Path
from statistics import median

from support import FIXTURES, Checks, parser, run

RUNS = 11


def measure(checks, name, targets, *command):
    """Medians of wall time and peak memory; a failure only when the program fails."""
    outcomes = [run(*command) for _ in range(RUNS)]
    failed = next((outcome for outcome in outcomes if outcome.code != 0), None)
    if failed:
        checks.check(name, False, f"exit {failed.code}: {failed.last_line}")
        return
    milliseconds = 1000 * median(outcome.seconds for outcome in outcomes)
    megabytes = median(outcome.peak for outcome in outcomes)
    checks.check(name, True, f"{milliseconds:.1f} ms, {megabytes:.1f} MB (targets: {targets})")


def main():
    model, checks = FIXTURES / "mnist/mlp.h5", Checks()
    arguments = parser(__doc__.splitlines()[0]).parse_args()
    measure(checks, "inspect", "50 ms", arguments.mlp, "inspect", model)
    with tempfile.TemporaryDirectory() as folder:
        measure(
            checks, "invert, results and images", "150 ms, 100 MB",
            arguments.mlp, "invert", model, "-o", Path(folder) / "results.h5",
            "--method", "analytical", "--method", "empirical", "--image-shape", "28x28",
            "--images-dir", Path(folder) / "images", "--force",
        )
    checks.finish()


main()
