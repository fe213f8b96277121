"""Trains on real and on hostile data: quality beside Keras and scikit-learn, resuming, interrupting, memory.

usage: training.py [MLP]      with MLPKIT_DATA set; needs numpy and scikit-learn; Keras where there is one
"""

import json
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from support import FIXTURES, Checks, data_folder, parser, run

SEEDS = range(5)


def idx(path):
    import gzip

    import numpy as np
    data = gzip.open(path).read()
    rank = data[3]
    shape = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(rank)]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def save(path, shape, data):
    """Bytes as an .npy file, without NumPy: a child's memory is never reported below its parent's."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    header = header.ljust(117) + "\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data)


def hostile(mlp, checks, folder, scratch):
    """Every data file ends as the manifest says."""
    images = folder / "hostile/data/images.idx3.gz"
    save(scratch / "four.npy", (4,), bytes([0, 1, 0, 1]))
    for case in json.loads((folder / "hostile/manifest.json").read_text())["cases"]:
        path = folder / "hostile" / case["file"]
        if case["cmd"] != "data" or not path.exists():
            continue
        if path.suffix == ".csv":
            data = ["--csv", path]
        elif "labels" in path.name:
            data = ["--images", images, "--labels", path]
        else:
            data = ["--images", path, "--labels", scratch / "four.npy"]
        model = scratch / "hostile.h5"
        outcome = run(mlp, "train", "-o", model, *data, "--epochs", "1", "--quiet",
                      timeout=case["max_seconds"])
        text = outcome.stderr.decode(errors="replace")
        # What may be accepted need not be mentioned when it is.
        mentioned = outcome.code == 0 or all(
            words.lower() in text.lower() for words in case["message_mentions"])
        fine = (outcome.code in case["exit"] and mentioned and outcome.peak <= case["max_rss_mb"]
                and (outcome.code == 0) == model.exists()
                and len(text.strip().splitlines()) == (outcome.code != 0))
        checks.check(f"{case['file']} ({case['what']})", fine, f"exit {outcome.code} {text.strip()}")
        model.unlink(missing_ok=True)


def held_out_sets(folder):
    """Samples to train on and samples to be judged by, with labels: `{name: ((x, y), (held, truth))}`."""
    import numpy as np
    sets = {}
    mnist = folder / "mnist"
    train = idx(mnist / "t10k-images-idx3-ubyte.gz"), idx(mnist / "t10k-labels-idx1-ubyte.gz")
    test = idx(mnist / "train-images-idx3-ubyte.gz"), idx(mnist / "train-labels-idx1-ubyte.gz")
    sets["MNIST 0-4"] = [(x[y < 5].reshape(-1, 784), y[y < 5]) for x, y in (train, test)]
    fashion = Path("/usr/share/datasets/fashion-mnist")
    if fashion.exists():
        pairs = [(idx(fashion / f"{kind}-images-idx3-ubyte.gz"),
                  idx(fashion / f"{kind}-labels-idx1-ubyte.gz")) for kind in ("t10k", "train")]
        sets["Fashion-MNIST 0-4"] = [(x[y < 5].reshape(-1, 784), y[y < 5]) for x, y in pairs]
    x = idx(FIXTURES / "digits/images-idx3-ubyte.gz").reshape(-1, 64)
    y = idx(FIXTURES / "digits/labels-idx1-ubyte.gz")
    order = np.random.default_rng(0).permutation(len(x))
    sets["8x8 digits"] = [(x[order[:1200]], y[order[:1200]]), (x[order[1200:]], y[order[1200:]])]
    return sets


def fit_mlp(mlp, scratch, seed):
    model = scratch / "q.h5"
    run(mlp, "train", "-o", model, "--force", "--images", scratch / "x.npy", "--labels",
        scratch / "y.npy", "--hidden", "30,30", "--activation", "relu", "--epochs", "30",
        "--seed", seed, "--quiet", timeout=300)
    return run(mlp, "evaluate", model, "--images", scratch / "held.npy", "--labels",
               scratch / "truth.npy", "--json", "--quiet").json["accuracy"]


def fit_sklearn(scratch, seed):
    import numpy as np
    from sklearn.neural_network import MLPClassifier
    warnings.simplefilter("ignore")
    x, y, held, truth = (np.load(scratch / f"{name}.npy") for name in ("x", "y", "held", "truth"))
    peer = MLPClassifier((30, 30), batch_size=32, max_iter=30, alpha=0, tol=0,
                         n_iter_no_change=1000, random_state=seed)
    return peer.fit(x / 127.5 - 1, y).score(held / 127.5 - 1, truth)


def fit_keras(scratch, seed):
    """`None` without Keras."""
    script = Path(__file__).with_name("fit_keras.py")
    outcome = subprocess.run([sys.executable, script, scratch, str(seed)], capture_output=True,
                             text=True)
    return float(outcome.stdout.split()[-1]) if outcome.returncode == 0 else None


def quality(mlp, checks, folder, scratch):
    """Accuracy on held-out samples, mean over five seeds, within half a point of the others'."""
    import numpy as np
    for name, ((x, y), (held, truth)) in held_out_sets(folder).items():
        for part, values in (("x", x), ("y", y), ("held", held), ("truth", truth)):
            np.save(scratch / f"{part}.npy", values)
        ours = np.mean([fit_mlp(mlp, scratch, seed) for seed in SEEDS])
        for peer, fit in (("scikit-learn", fit_sklearn), ("Keras", fit_keras)):
            theirs = [fit(scratch, seed) for seed in SEEDS]
            if None in theirs:
                print(f"skipped: {name} beside {peer}, which is not installed")
                continue
            difference = 100 * (ours - np.mean(theirs))
            checks.check(f"{name}: accuracy beside {peer}'s", abs(difference) <= 0.5,
                         f"{ours:.4f} and {np.mean(theirs):.4f}, {difference:+.2f} points")


def resuming(mlp, checks, scratch):
    """Killed again and again, and gone on with, a training ends with the same bytes."""
    data = ["--images", FIXTURES / "digits/images-idx3-ubyte.gz", "--labels",
            FIXTURES / "digits/labels-idx1-ubyte.gz", "--hidden", "200,200", "--epochs", "30",
            "--dropout", "0.2", "--quiet"]
    run(mlp, "train", "-o", scratch / "whole.h5", *data, timeout=120)
    for number, kind in ((9, "SIGKILL"), (2, "SIGINT"), (15, "SIGTERM")):
        checkpoint, model = scratch / f"{kind}.ckpt", scratch / f"{kind}.h5"
        codes = []
        for attempt in range(200):
            process = subprocess.Popen(
                [str(w) for w in [mlp, "train", "-o", model, *data, "--checkpoint", checkpoint,
                                  "--resume"]], stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            try:
                codes.append(process.wait(0.05 + 0.02 * (attempt % 7)))
            except subprocess.TimeoutExpired:
                process.send_signal(number)
                codes.append(process.wait(10))
            # Killed just behind the last step, it may have left the model already.
            if model.exists():
                break
        expected = -9 if number == 9 else 128 + number
        stray = [p.name for p in scratch.iterdir() if p.name.startswith(".mlp-")]
        if number == 9:
            for name in stray:
                (scratch / name).unlink()
            stray = []
        same = model.exists() and model.read_bytes() == (scratch / "whole.h5").read_bytes()
        checks.check(f"{kind} {len(codes) - 1} times: the same bytes",
                     same and len(codes) > 2 and not stray
                     and all(code in (expected, 0, -number) for code in codes), str(set(codes)))


def memory(mlp, checks, scratch):
    """Memory is the data and at most 50 MB, and does not grow with the epochs."""
    save(scratch / "x.npy", (21_416, 784), os.urandom(21_416 * 784))
    save(scratch / "y.npy", (21_416,), bytes(i % 5 for i in range(21_416)))
    peaks = []
    for epochs in (1, 20):
        peaks.append(run(mlp, "train", "-o", scratch / "m.h5", "--force", "--images",
                         scratch / "x.npy", "--labels", scratch / "y.npy", "--epochs", epochs,
                         timeout=300).peak)
    size = 21_416 * 784 / (1 << 20)
    checks.check("memory is the data and at most 50 MB", peaks[1] <= size + 50,
                 f"{peaks[1]:.0f} MB for {size:.0f} MB of data")
    checks.check("memory does not grow with the epochs", peaks[1] - peaks[0] < 2,
                 f"{peaks[0]:.1f} and {peaks[1]:.1f} MB")


def main():
    arguments = parser(__doc__.splitlines()[0]).parse_args()
    folder, checks = data_folder(), Checks()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        hostile(arguments.mlp, checks, folder, scratch)
        resuming(arguments.mlp, checks, scratch)
        memory(arguments.mlp, checks, scratch)
        quality(arguments.mlp, checks, folder, scratch)
    checks.finish()


main()
