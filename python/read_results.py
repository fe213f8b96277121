"""Shows every inverse in a results file of `mlp invert`: a short example to start from.

    python read_results.py results.h5

Needs h5py and NumPy. The layout is described in docs/results-format.md.
"""

import sys

import h5py
import numpy as np


def solutions(file):
    """The groups of solutions in the order they were made, with their names."""
    groups = file["solutions"].items()
    return sorted(groups, key=lambda item: item[1].attrs["order"])


def show(path):
    """Prints a line for each inverse: method, class, how near its logits are, and its range."""
    with h5py.File(path) as file:
        if file.attrs.get("format") != "mlp-results":
            sys.exit(f"{path}: no results file of mlp invert")
        if "inputs" in file:  # rows of a table: each input has a range of its own
            features = ", ".join(ascii(name)[1:-1] for name in file["inputs/names"].asstr()[:6])
            where = f"{len(file['inputs/names'])} inputs: {features}"
        else:
            low, high = file.attrs["input_range"]
            where = f"inputs in {low:g}...{high:g}"
        names = file["targets/classes"].asstr()[()]
        wanted = file["targets/logits"][()]
        print(f"{file.attrs['model']}: {len(names)} targets, {where}")
        for name, group in solutions(file):
            inputs, logits = group["inputs"][()], group["logits"][()]
            residuals = np.linalg.norm(wanted - logits, axis=1)
            for row, target in enumerate(names):
                sure = f"probability {group['probability'][row]:.4f} " if "probability" in group else ""
                print(f"{name:28} {ascii(target)[1:-1]:12} {sure}"
                      f"residual {residuals[row]:9.3g} inputs {inputs[row].min():.3g}"
                      f"...{inputs[row].max():.3g}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python read_results.py results.h5")
    show(sys.argv[1])
