"""The symbol graphs of the public modules, for the scripts that look at the public face."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What MLPKit re-exports, and itself.
MODULES = [
    "Files", "Numerics", "LinearAlgebra", "Networks", "Formats", "Datasets", "Training", "Inversion",
    "Reports", "JSON", "StoredModels", "MLPKit", "MLPKitFoundation",
    "MLPRuntime",
]


def target():
    """The triple that the compiler builds for."""
    info = json.loads(subprocess.run(
        ["swift", "-print-target-info"], check=True, capture_output=True, text=True).stdout)
    return info["target"]["triple"]


def library_flags():
    """What the C libraries' headers need, as pkg-config says it: Debian keeps those of HDF5 apart."""
    found = subprocess.run(
        ["pkg-config", "--cflags", "hdf5"], check=False, capture_output=True, text=True).stdout
    return [part for flag in found.split() for part in ("-Xcc", flag)]


def extract(build, module, folder, triple):
    """The files with the public symbols of a module, and of its extensions of other modules."""
    includes = [build / "Modules", *sorted((ROOT / "Sources").glob("C[A-Z]*"))]
    command = ["swift", "symbolgraph-extract", "-module-name", module, "-target", triple,
               "-output-dir", folder, "-minimum-access-level", "public",
               "-skip-synthesized-members", "-skip-inherited-docs"]
    for path in includes:
        command += ["-I", path]
    for headers in sorted((ROOT / "Sources").glob("C[A-Z]*/include")):
        command += ["-I", headers]
    command += library_flags()
    for module_map in sorted(build.glob("C*.build/module.modulemap")):
        command += ["-Xcc", f"-fmodule-map-file={module_map}"]
    subprocess.run(command, check=True)
    return [
        file for file in sorted(Path(folder).glob(f"{module}*.symbols.json"))
        if file.name.split(".")[0].split("@")[0] == module]
