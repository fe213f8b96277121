#!/usr/bin/env python3
"""Tampers with results files in every way that h5py can, and counts what `mlp verify` does not find.

usage: Benchmarks/tampering.py [MLP] [--each 2] [--seed 1] [--jobs 2] [--only slp table ...] [--list] [--markdown]

Inverts small networks of `fixtures/` with every method, filters, ladders, priors and bounds. Then, one at a time:
every attribute is changed and deleted, every dataset and group is deleted, of every dataset --each values that the
seed picks are changed by a unit in the last place and by a thousandth, something is added to every group, solutions
are exchanged, moved to another method and replaced by others with all of their numbers. Each change is verified as it
is, and once more with the digest computed anew, as somebody would who wants to deceive.

The digest is computed here from the description in `docs/results-format.md` alone. Ends with 0 when nothing is missed
of the changes as they are. Needs numpy and h5py.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "fixtures"
DIGITS = str(FIXTURES / "digits" / "images-idx3-ubyte.gz")

#: name: model, arguments of invert, arguments of verify
CASES = {
    "slp": ("digits/slp.h5", ["--image-shape", "8x8", "--classes", "0-2", "--filter", "middle:0.2", "--filter",
                              "top_and_bottom:0.1", "--ladder", "--ladder-fractions", "0.1,0.4", "--bound", "lp"], []),
    "mlp": ("digits/mlp.h5", ["--image-shape", "8x8", "--classes", "0-2", "--filter", "middle:0.05"], []),
    "prior": ("digits/slp.h5", ["--image-shape", "8x8", "--classes", "3,5", "--prior-data", DIGITS, "--method", "map",
                                "--method", "pattern", "--method", "empirical", "--rank", "cov", "--method",
                                "nearest", "--reference", "mean"], ["--prior-data", DIGITS]),
    "natural": ("digits/mlp.h5", ["--image-shape", "8x8", "--classes", "3,5", "--prior-data", DIGITS, "--method",
                                  "map", "--target", "natural"], ["--prior-data", DIGITS]),
    "table": ("tables/wine.joblib", [], []),
    "regressor": ("sklearn/mlp_regressor.mlpc", ["--targets", "{targets}"], []),
    "exact": ("sklearn/mlp_softmax.mlpc", ["--bound", "exact", "--logit", "30"], []),
    "paper": ("digits/slp.h5", ["--image-shape", "8x8", "--preset", "paper", "--classes", "0,1"], []),
}


# The digest, as docs/results-format.md describes it.

def type_name(dtype):
    return "text" if h5py.check_string_dtype(dtype) else dtype.name


def content(value, dtype):
    if not h5py.check_string_dtype(dtype):
        return np.asarray(value).tobytes()
    texts = np.asarray(value, dtype=object).ravel()
    return b"".join((text if isinstance(text, bytes) else text.encode()) + b"\0" for text in texts)


def record(digest, kind, path, name="", dtype=None, shape=(), value=None):
    fields = [kind, path, name, type_name(dtype) if dtype else "", ",".join(map(str, shape))]
    digest.update("".join(field + "\0" for field in fields).encode())
    if dtype:
        digest.update(content(value, dtype))


def walk(digest, item, path):
    is_group = isinstance(item, h5py.Group)
    if is_group:
        record(digest, "group", path)
    else:
        record(digest, "dataset", path, "", item.dtype, item.shape, item[()])
    for name in sorted(item.attrs, key=str.encode):
        if path == "/" and name == "content_sha256":
            continue
        attribute = item.attrs.get_id(name)
        record(digest, "attribute", path, name, attribute.dtype, attribute.shape, item.attrs[name])
    if is_group:
        for name in sorted(item, key=str.encode):
            walk(digest, item[name], path.rstrip("/") + "/" + name)


def content_sha256(file):
    digest = hashlib.sha256()
    walk(digest, file, "/")
    return digest.hexdigest()


# The changes.

def other_text(text):
    text = text.decode() if isinstance(text, bytes) else str(text)
    if not text:
        return "x"
    last = text[-1]
    return text[:-1] + (str((int(last) + 1) % 10) if last.isdigit() else chr(ord(last) ^ 1) if last.isalpha() else "x")


def moved(value, kind):
    """Another value: of floats the next one or a thousandth more, of others the nearest."""
    if isinstance(value, (bytes, str)):
        return other_text(value)
    if np.issubdtype(value.dtype, np.integer):
        return value ^ value.dtype.type(1) if value.dtype == np.uint8 else value + value.dtype.type(1)
    if kind == "ulp":
        return np.nextafter(value, np.inf) if np.isfinite(value) else value.dtype.type(1)
    return value * 1.001 + (0.001 if value == 0 else 0) if np.isfinite(value) else value.dtype.type(1)


def change_attribute(path, name, place, kind):
    def change(file):
        attributes = file[path].attrs
        dtype = attributes.get_id(name).dtype
        value = attributes[name]
        if h5py.check_string_dtype(dtype):
            attributes[name] = other_text(value)
            return
        value = np.array(value)
        if value.shape == ():
            value = np.asarray(moved(value[()], kind), dtype)
        else:
            value.flat[place] = moved(value.flat[place], kind)
        attributes.modify(name, value)
    return change


def delete_attribute(path, name):
    return lambda file: file[path].attrs.__delitem__(name)


def delete_object(path):
    return lambda file: file.__delitem__(path)


def change_value(path, place, kind):
    def change(file):
        dataset = file[path]
        index = np.unravel_index(place, dataset.shape)
        value = dataset[index]
        dataset[index] = moved(value, kind)
    return change


def add_attribute(path):
    return lambda file: file[path].attrs.__setitem__("added", 1.0)


def add_dataset(path):
    return lambda file: file[path].create_dataset("added", data=np.zeros(3))


def exchange(group, first, second):
    """Two solutions change places, with all of their numbers."""
    def change(file):
        for name, dataset in file[group].items():
            if name != "adjusted_layers":
                rows = dataset[()]
                rows[[first, second]] = rows[[second, first]]
                dataset[...] = rows
    return change


def replace(group, other, row):
    """A solution becomes another method's, with all numbers that this one has as well."""
    def change(file):
        for name in set(file[group]) & set(file[other]):
            if name != "adjusted_layers" and file[group][name].shape == file[other][name].shape:
                file[group][name][row] = file[other][name][row]
    return change


def rename(group, other):
    """All solutions are said to be of another method."""
    def change(file):
        kept = {name: file[group][name][()] for name in set(file[group]) & set(file[other])}
        for name, values in kept.items():
            if file[other][name].shape == values.shape:
                file[other][name][...] = values
    return change


def tamperings(file, each, random):
    """All changes of a file: what, kind, where, how."""
    found = []
    paths = ["/"]
    file.visit(lambda name: paths.append("/" + name))
    for path in paths:
        item = file[path]
        for name in item.attrs:
            size = np.size(item.attrs[name])
            is_text = h5py.check_string_dtype(item.attrs.get_id(name).dtype)
            for place in range(1 if is_text else size):
                kinds = ["text"] if is_text else ["number"]
                found += [("attribute", f"{path} {name} [{place}]", change_attribute(path, name, place, kind))
                          for kind in kinds]
            found.append(("deleted attribute", f"{path} {name}", delete_attribute(path, name)))
        if path != "/":
            found.append(("deleted object", path, delete_object(path)))
        if isinstance(item, h5py.Group):
            found.append(("addition", f"{path} attribute", add_attribute(path)))
            found.append(("addition", f"{path} dataset", add_dataset(path)))
            continue
        is_text = bool(h5py.check_string_dtype(item.dtype))
        for place in random.permutation(item.size)[:each]:
            kinds = ["text"] if is_text else ["ulp", "number"] if item.dtype.kind == "f" else ["number"]
            for kind in kinds:
                label = {"text": "text", "ulp": "last place", "number": "number"}[kind]
                found.append((label, f"{path} [{place}]", change_value(path, int(place), kind)))
    groups = list(file["solutions"])
    rows = file["targets/logits"].shape[0]
    for group in groups:
        for row in range(1, rows):
            found.append(("forged solution", f"{group}: {row - 1} for {row}", exchange(
                f"/solutions/{group}", row - 1, row)))
        for other in groups:
            if other == group:
                continue
            found.append(("forged solution", f"{group} as {other}", rename(
                f"/solutions/{group}", f"/solutions/{other}")))
            row = int(random.integers(rows))
            found.append(("forged solution", f"{other} [{row}] in {group}", replace(
                f"/solutions/{group}", f"/solutions/{other}", row)))
    return found


def verify(mlp, path, model, arguments):
    run = subprocess.run([mlp, "verify", path, model, *arguments], capture_output=True, text=True, check=False)
    return run.returncode


def attempt(mlp, original, model, arguments, tampering, folder, number, is_resealed):
    """Whether a change is found; None when it changes nothing."""
    path = folder / f"{number}-{int(is_resealed)}.h5"
    shutil.copyfile(original, path)
    try:
        with h5py.File(path, "r+") as file:
            before = content_sha256(file)
            tampering[2](file)
            after = content_sha256(file)
            if before == after:
                return None
            if is_resealed and "content_sha256" in file.attrs:
                file.attrs["content_sha256"] = after
        return verify(mlp, str(path), model, arguments) != 0
    finally:
        path.unlink()


def run_case(name, options, folder):
    model, arguments, verifying = CASES[name]
    model = str(FIXTURES / model)
    targets = folder / "targets.npy"
    np.save(targets, np.array([[100.0], [200.0], [1000.0]]))
    original = folder / f"{name}.h5"
    arguments = [text.format(targets=targets) for text in arguments]
    made = subprocess.run([options.mlp, "invert", model, "-o", str(original), *arguments], capture_output=True,
                          text=True, check=False)
    if made.returncode:
        sys.exit(f"{name}: {made.stderr}")
    checked = subprocess.run([options.mlp, "verify", str(original), model, *verifying], capture_output=True, text=True,
                             check=False)
    if checked.returncode:
        sys.exit(f"{name}: what invert wrote does not hold:\n{checked.stdout}{checked.stderr}")
    with h5py.File(original) as file:
        stored = file.attrs.get("content_sha256")
        if stored is not None and stored != content_sha256(file):
            sys.exit(f"{name}: the digest is not the one that the documentation describes")
        found = tamperings(file, options.each, np.random.default_rng(options.seed))
    jobs = [(index, resealed) for index in range(len(found))
            for resealed in ((False, True) if not options.plain else (False,))
            if not (resealed and found[index][0] in ("last place", "addition"))]
    counts = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        outcomes = pool.map(lambda job: attempt(
            options.mlp, original, model, verifying, found[job[0]], folder, job[0], job[1]), jobs)
        for (index, resealed), outcome in zip(jobs, outcomes):
            if outcome is None:
                continue
            kind, what, _ = found[index]
            counts[kind, resealed, "tried"] += 1
            if not outcome:
                counts[kind, resealed, "missed"] += 1
                if options.list or not resealed:
                    print(f"{name}: missed{' with a new digest' if resealed else ''}: {kind} {what}", flush=True)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlp", nargs="?", default=str(ROOT / ".build/release/mlp"))
    parser.add_argument("--each", type=int, default=2, help="values changed of each dataset")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", nargs="*", choices=CASES)
    parser.add_argument("--plain", action="store_true", help="leave out the changes with a new digest")
    parser.add_argument("--list", action="store_true", help="name what is missed with a new digest, too")
    options = parser.parse_args()
    total = collections.Counter()
    cases = options.only or list(CASES)
    table = [("file", "changes", "missed", "with a new digest", "missed")]
    with tempfile.TemporaryDirectory() as folder:
        for name in cases:
            counts = run_case(name, options, Path(folder))
            total.update(counts)
            table.append((name, *sums(counts)))
    table.append(("all", *sums(total)))
    kinds = [("kind of change",) + table[0][1:]]
    kinds += [(kind, *sums({key: count for key, count in total.items() if key[0] == kind}))
              for kind in dict.fromkeys(key[0] for key in total)]
    for rows in (table, kinds):
        print(f"| {' | '.join(rows[0])} |\n|---|{'--:|' * (len(rows[0]) - 1)}")
        for row in rows[1:]:
            print(f"| {' | '.join(map(str, row))} |")
        print()
    sys.exit(1 if sums(total)[1] else 0)


def sums(counts):
    """Tried and missed as they are, tried and missed with a new digest."""
    return tuple(sum(count for (_, resealed, what), count in counts.items() if resealed == new and what == kind)
                 for new in (False, True) for kind in ("tried", "missed"))


if __name__ == "__main__":
    main()
