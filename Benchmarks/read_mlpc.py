"""How fast a large .mlpc file is read, its checksum included, beside `cat FILE > /dev/null`.

usage: read_mlpc.py [MLP] [--gigabytes N] [--runs N]

The file is in the page cache. `mlp inspect --layer small` reads and checks all of it, and keeps the numbers
of one small layer; `mlp predict` of one sample keeps them all, and is shown for comparison: the kernel
has to clear as much fresh memory. Runs of the three take turns, and their medians are compared; start-up
is part of them. Standard library only. Ends with 1 when the ratio is below 0.5.
"""

import argparse
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "python"))
import mlpc  # noqa: E402


def write(path, width, units):
    """A file of two layers, width x width and width x units, without all of it in memory."""
    table, offset = {}, 0
    for name, shape in (("big", [width, width]), ("small", [width, units])):
        size = 8 * shape[0] * shape[1]
        table[name] = {"dtype": "f64", "shape": shape, "offset": offset, "nbytes": size}
        offset += size + -size % 64
    size = table["small"]["offset"] + table["small"]["nbytes"]
    layers = ",".join(
        f'{{"name":"{name}","type":"dense","units":{entry["shape"][1]},"weight":"{name}"}}'
        for name, entry in table.items())
    tensors = str(table).replace("'", '"')
    text = f'{{"format":"mlpc","input":{{"size":{width}}},"layers":[{layers}],"tensors":{tensors}}}'.encode()
    start = 64 + len(text) + -(64 + len(text)) % 64
    block = struct.pack("<131072d", *(((i * 7919) % 65521) / 65521 - 0.5 for i in range(131072)))
    checksum, left = 0, size
    with open(path, "wb") as file:
        file.seek(start)
        while left:
            piece = block[:left]
            # Tensors end at multiples of 64 here, but for the last: there is no padding to keep zero.
            file.write(piece)
            checksum = zlib.crc32(piece, checksum)
            left -= len(piece)
        head = mlpc.PREAMBLE.pack(mlpc.MAGIC, 1, 0, 0x01020304, len(text), start, size,
                                  zlib.crc32(text), checksum, 0)[:60]
        file.seek(0)
        file.write(head + struct.pack("<I", zlib.crc32(head)) + text)


def medians(commands, runs):
    """The median time of each command in seconds; they take turns, for the machine may be busy."""
    times = [[] for _ in commands]
    for _ in range(runs):
        for command, taken in zip(commands, times):
            begin = time.perf_counter()
            with open(os.devnull, "wb") as sink:
                subprocess.run(command, stdout=sink, check=True)
            taken.append(time.perf_counter() - begin)
    return [statistics.median(taken) for taken in times]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlp", nargs="?", default=str(ROOT / ".build/release/mlp"))
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    width = int((options.gigabytes * 1e9 / 8) ** 0.5) // 8 * 8
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.mlpc"
        write(path, width, 8)
        size = path.stat().st_size
        sample = Path(folder) / "sample.csv"
        sample.write_text(",".join(["0.5"] * width) + "\n")
        cat, inspect, predict = medians(
            (["cat", path], [options.mlp, "inspect", path, "--layer", "small", "--no-spectrum"],
             [options.mlp, "predict", path, "--images", sample, "--quiet"]), options.runs)
    ratio = cat / inspect
    print(f"{size / 1e9:.2f} GB: cat {cat:.3f} s ({size / cat / 1e9:.1f} GB/s), "
          f"inspect {inspect:.3f} s ({size / inspect / 1e9:.1f} GB/s), ratio {ratio:.2f}; "
          f"predict {predict:.3f} s, ratio {cat / predict:.2f}")
    sys.exit(0 if ratio >= 0.5 else 1)


main()
