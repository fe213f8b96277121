"""Trains a 30-30 network in Keras, as training.py does in mlp, and prints its accuracy on held-out samples.

usage: fit_keras.py FOLDER SEED      with x.npy, y.npy, held.npy and truth.npy; ends with 3 without Keras

A process of its own: Keras would take the memory that training.py measures of its children.
"""

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
try:
    import keras
except ImportError:
    raise SystemExit(3)
import numpy as np

EPOCHS, BATCH = 30, 32


def main():
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    x, y, held, truth = (np.load(folder / f"{name}.npy") for name in ("x", "y", "held", "truth"))
    x, held = ((values / 127.5 - 1).astype(np.float32) for values in (x, held))
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.layers.Input((x.shape[1],)), keras.layers.Dense(30, "relu"),
        keras.layers.Dense(30, "relu"), keras.layers.Dense(int(y.max()) + 1)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)
    print((model.predict(held, batch_size=1000, verbose=0).argmax(axis=1) == truth).mean())


main()
