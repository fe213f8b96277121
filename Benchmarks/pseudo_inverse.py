"""Compares PseudoInverse with numpy.linalg.pinv: seconds and Penrose residuals, one thread each.

usage: pseudo_inverse.py [--runs N] [--small] [--case NAME]...
Builds Benchmarks/PseudoInverse first. Ends with 0 when the targets are met.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np  # noqa: E402

PACKAGE = Path(__file__).parent / "PseudoInverse"


def gaussian(rows, columns):
    return np.random.default_rng(1).standard_normal((rows, columns))


def conditioned(rows, columns, condition):
    """Singular values from 1 down to 1 / condition in equal ratios."""
    values = np.geomspace(1, 1 / condition, columns)
    left, right = (np.linalg.qr(gaussian(size, columns))[0] for size in (rows, columns))
    return (left * values) @ right.T


def deficient(size, rank):
    random = np.random.default_rng(2)
    return random.standard_normal((size, rank)) @ random.standard_normal((rank, size))


#: name, matrix for a scale, how many times faster it must be
CASES = (
    ("square, full rank, 4096x4096", lambda s: gaussian(4096 // s, 4096 // s), 8),
    ("tall, well-conditioned, 8192x2048", lambda s: gaussian(8192 // s, 2048 // s), 4),
    ("tall, condition 1e6, 8192x2048", lambda s: conditioned(8192 // s, 2048 // s, 1e6), 2),
    ("square, rank 3276, 4096x4096", lambda s: deficient(4096 // s, 3276 // s), 1),
    ("tall, rank 1638, 8192x2048",
     lambda s: conditioned(8192 // s, 1638 // s, 10) @ gaussian(1638 // s, 2048 // s), 1),
)


def penrose(matrix, inverse):
    """The relative residuals of Penrose's four equations, by products."""
    norm = np.linalg.norm
    image, back = matrix @ inverse, inverse @ matrix
    return np.array([
        norm(matrix @ back - matrix) / norm(matrix), norm(back @ inverse - inverse) / norm(inverse),
        norm(image - image.T) / norm(image), norm(back - back.T) / norm(back)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="an eighth of each side")
    parser.add_argument("--case", action="append", help="a case whose name holds this")
    arguments = parser.parse_args()
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", PACKAGE, "-q"], check=True)
    binary = PACKAGE / ".build/release/pseudo-inverse"
    met = True
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "matrix.npy", Path(folder) / "inverse.npy"
        for name, make, ratio in CASES:
            if arguments.case and not any(part in name for part in arguments.case):
                continue
            matrix = make(8 if arguments.small else 1)
            np.save(source, matrix)
            ours = json.loads(subprocess.run(
                [binary, source, target, str(arguments.runs)], check=True,
                stdout=subprocess.PIPE).stdout)
            times = []
            for _ in range(arguments.runs):
                start = perf_counter()
                inverse = np.linalg.pinv(matrix, rtol=None)
                times.append(perf_counter() - start)
            theirs = penrose(matrix, inverse)
            residuals = penrose(matrix, np.load(target))
            faster = np.median(times) / np.median(ours["seconds"])
            worse = residuals.max() / theirs.max()
            met &= faster >= ratio and worse <= 10
            print(
                f"{name}: {ours['algorithm']} {np.median(ours['seconds']):.2f} s, numpy "
                f"{np.median(times):.2f} s: {faster:.1f} times faster (target {ratio}); largest "
                f"residual {residuals.max():.1e} against {theirs.max():.1e}, each "
                f"{' '.join(f'{a / b:.2g}' for a, b in zip(residuals, theirs))} times; "
                f"rank {ours['rank']}, condition {ours['condition']}, told "
                f"{max(ours['residuals']):.1e}", flush=True)
    sys.exit(0 if met else 1)


main()
