"""Damages files of every kind at random and checks that `mlp` answers as it must.

Whatever a file holds, a command ends by itself, with an exit code of its own, one line of error at
most, within five seconds and 300 MB; on a busy machine, five seconds of processor time. A file that carries a checksum over all its bytes is never
accepted once a byte has changed. Mutants are numbered: the same seed and number give the same bytes,
and those that fail are kept.

usage: mutants.py [MLP] [--count N] [--seed S] [--kind KIND]... [--keep FOLDER]
"""

import io
import random
import shutil
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Acceptance"))
from support import FIXTURES, Checks, parser, run  # noqa: E402

SECONDS, MEGABYTES = 5, 300
#: What the tool may end with on a damaged file: done, no, usage, data, unsupported, output, budget.
ALLOWED = {0, 1, 64, 65, 66, 69, 73, 74, 75}
INTERESTING = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
               (1 << 63) - 1, 1 << 63, (1 << 64) - 1]


@dataclass
class Kind:
    """Files of one kind, and what is done with a mutant; `{}` stands for it."""

    name: str
    seeds: list
    commands: list
    suffix: str
    is_checked: bool = False  #: whether a checksum covers every byte
    wrap: object = None  #: makes a file of the mutated bytes, such as an archive with right sums


def mutate(data, chance):
    """A few changes of the kinds that have found faults before."""
    data = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        if not data:
            break
        place = chance.randrange(len(data))
        kind = chance.randrange(8)
        if kind <= 1:
            data[place] ^= 1 << chance.randrange(8)
        elif kind == 2:
            data[place] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
        elif kind <= 4:
            size = chance.choice([1, 2, 4, 8])
            value = chance.choice(INTERESTING) & ((1 << 8 * size) - 1)
            order = chance.choice(["little", "little", "big"])
            data[place:place + size] = value.to_bytes(size, order)
        elif kind == 5:
            length = chance.choice([1, 2, 8, 64, 512])
            other = chance.randrange(len(data))
            data[place:place + length] = data[other:other + length]
        elif kind == 6:
            del data[place:place + chance.choice([1, 2, 8, 64])]
        elif chance.random() < 0.3:
            del data[place:]
        else:
            data[place:place] = data[place:place + chance.choice([1, 8, 64])]
    return bytes(data)


def rezipped(member):
    """Puts a mutated member into an archive whose sums are right."""
    def wrap(seed, mutant):
        source = zipfile.ZipFile(io.BytesIO(seed))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name in source.namelist():
                archive.writestr(name, mutant if name == member else source.read(name))
        return made.getvalue()
    return wrap


def member_of(path, member):
    return zipfile.ZipFile(path).read(member)


def first(pattern):
    found = sorted(FIXTURES.glob(pattern))
    if not found:
        raise SystemExit(f"no fixture matches {pattern}")
    return found


def kinds(mlp, folder):
    """Every kind of file the tool reads, with small seeds; those that it writes are made by it."""
    results = folder / "results.h5"
    slp = FIXTURES / "digits/slp.h5"
    pixels, labels = FIXTURES / "digits/images-idx3-ubyte.gz", FIXTURES / "digits/labels-idx1-ubyte.gz"
    made = run(mlp, "invert", slp, "-o", results, "--method", "analytical,empirical",
               "--no-certify", "--image-shape", "8x8", timeout=120)
    if made.code != 0:
        raise SystemExit(f"cannot make a results file: {made.last_line}")
    mlpc = folder / "slp.mlpc"
    archive = folder / "slp.keras"
    weights = folder / "slp.weights.h5"
    for path in (mlpc, archive, weights):
        if run(mlp, "convert", slp, path).code != 0:
            raise SystemExit(f"cannot convert to {path.name}")
    rows = 40
    import gzip
    idx = folder / "digits-idx3-ubyte"
    idx.write_bytes((0x803).to_bytes(4, "big") + rows.to_bytes(4, "big") + (8).to_bytes(4, "big") * 2
                    + gzip.open(pixels).read()[16:16 + 64 * rows])
    csv = folder / "digits.csv"
    body = idx.read_bytes()[16:]
    names = gzip.open(labels).read()[8:8 + rows]
    lines = ["label," + ",".join(f"pixel{i}" for i in range(64))]
    lines += [f"{names[r]}," + ",".join(str(v) for v in body[64 * r:64 * r + 64]) for r in range(rows)]
    csv.write_text("\n".join(lines) + "\n")
    npy = folder / "digits.npy"
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (%d, 64), }" % rows
    header += b" " * (118 - len(header) - 1) + b"\n"
    npy.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + body)
    pictures = str(folder / "pictures")

    model = [["inspect", "{}"], ["predict", "{}", "--images", str(npy)]]
    data = [["predict", str(slp), "--images", "{}"]]
    made = [
        Kind("h5", [slp, *first("keras/keras-1.2.2/*.h5")[:2], *first("keras/tf-2.12/*.h5")[:2]],
             model, ".h5"),
        Kind("weights.h5", [weights, *first("keras/keras-3.15.1/*.weights.h5")[:2]], model,
             ".weights.h5"),
        Kind("keras", [archive], model, ".keras"),
        Kind("keras-member", [archive], model, ".keras", wrap=rezipped("model.weights.h5")),
        Kind("mlpc", [mlpc, *first("sklearn/*.mlpc")[:1]], model, ".mlpc", is_checked=True),
        Kind("results", [results],
             [["inspect", "{}"], ["verify", "{}", str(slp)],
              ["render", "{}", "-o", pictures, "--force"]], ".h5"),
        Kind("idx", [idx], data, "-idx3-ubyte"),
        Kind("csv", [csv], [["evaluate", str(slp), "--csv", "{}"]], ".csv"),
        Kind("npy", [npy], data, ".npy"),
    ]
    interchange = FIXTURES / "interchange"
    for name, suffixes in {
        "pickle": [".joblib", ".pkl"], "onnx": [".onnx"], "pytorch": [".pt", ".pth"],
        "safetensors": [".safetensors"], "skops": [".skops"], "npz": [".npz"],
    }.items():
        seeds = [path for path in sorted(interchange.rglob("*"))
                 if path.suffix in suffixes and not path.name.endswith(".truth.npz")
                 and path.stat().st_size < 200_000]
        if seeds:
            made.append(Kind(name, seeds, [["inspect", "{}"]], seeds[0].suffix))
    folders = [path for path in sorted((interchange / "savedmodel").iterdir()) if path.is_dir()]
    made.append(Kind("savedmodel", folders, [["inspect", "{}"]], ""))
    return made


def problems_of(kind, outcome, command, changed):
    found = []
    if outcome.timed_out or outcome.processor > SECONDS:
        return [f"no answer in {SECONDS} s"]
    if outcome.code < 0:
        return [f"ended by signal {-outcome.code}"]
    if outcome.code not in ALLOWED:
        found.append(f"exit {outcome.code}: {outcome.last_line[:200]}")
    if outcome.peak > MEGABYTES:
        found.append(f"{outcome.peak:.0f} MB")
    errors = [line for line in outcome.stderr.decode(errors="replace").splitlines()
              if line.strip() and not line.lower().startswith(("mlp: note", "note", "mlp: warning"))]
    if len(errors) > (0 if outcome.code == 0 else 1) and command != "verify":
        found.append(f"{len(errors)} lines of error: {errors[:2]}")
    if kind.is_checked and changed and outcome.code == 0:
        found.append("accepted although its checksum cannot be right")
    return found


def attack(mlp, kind, number, seed, folder):
    """Makes a mutant, runs every command on it, and returns what is wrong."""
    chance = random.Random(f"{seed}/{kind.name}/{number}")
    source = chance.choice(kind.seeds)
    path = folder / f"{kind.name}-{number}{kind.suffix}"
    if source.is_dir():
        # One file in it is damaged.
        shutil.copytree(source, path)
        target = chance.choice(sorted(file for file in path.rglob("*") if file.is_file()))
        original = target.read_bytes()
        mutant = mutate(original, chance)
        changed = mutant != original
        target.write_bytes(mutant)
    else:
        whole = source.read_bytes()
        original = member_of(source, "model.weights.h5") if kind.wrap else whole
        mutant = mutate(original, chance)
        changed = mutant != original
        path.write_bytes(kind.wrap(whole, mutant) if kind.wrap else mutant)
    problems = []
    for command in kind.commands:
        words = [str(path) if word == "{}" else word for word in command]
        outcome = run(mlp, *words, timeout=SECONDS)
        if outcome.timed_out:
            # It may not have had its turn: what hangs will hang again.
            outcome = run(mlp, *words, timeout=12 * SECONDS)
        problems += [f"{command[0]}: {problem}"
                     for problem in problems_of(kind, outcome, command[0], changed)]
    return path, problems


def main():
    options = parser(__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=2000, help="how many mutants of each kind")
    options.add_argument("--seed", default="1", help="chooses the mutants")
    options.add_argument("--kind", action="append", help="only this kind; may be repeated")
    options.add_argument("--keep", type=Path, help="a folder for mutants that fail")
    options.add_argument("--jobs", type=int, default=2)
    chosen = options.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in kinds(chosen.mlp, folder):
            if chosen.kind and kind.name not in chosen.kind:
                continue
            failures = []
            with ThreadPoolExecutor(chosen.jobs) as pool:
                jobs = (pool.submit(attack, chosen.mlp, kind, number, chosen.seed, folder)
                        for number in range(chosen.count))
                for job in list(jobs):
                    path, problems = job.result()
                    if problems:
                        failures.append(f"{path.name}: {'; '.join(problems)}")
                        if chosen.keep:
                            chosen.keep.mkdir(parents=True, exist_ok=True)
                            copy = shutil.copytree if path.is_dir() else shutil.copy
                            copy(path, chosen.keep / path.name)
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            checks.check(f"{chosen.count} mutants of {kind.name}", not failures,
                         f"{len(failures)} fail" if failures else "")
            for line in failures[:20]:
                print("     " + line)
    checks.finish()


if __name__ == "__main__":
    main()
