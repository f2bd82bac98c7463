"""Folders changed on purpose: as of an earlier version, or with new checksums."""

import json

from simulation.manifests import CHECKSUM, FILES, sealed

MANIFESTS = ("manifest.json", "sweep.json")


def manifest_of(folder):
    """Return the file of a folder's manifest."""
    return next(folder / each for each in MANIFESTS if (folder / each).exists())


def unseal(folder):
    """Take the checksums away, as folders of earlier versions had none."""
    path = manifest_of(folder)
    said = json.loads(path.read_text())
    for key in (CHECKSUM, FILES):
        said.pop(key, None)
    path.write_text(json.dumps(said))


def reseal(folder, **changes):
    """Change what a manifest says, and give the folder the checksums that fit."""
    path = manifest_of(folder)
    said = json.loads(path.read_text()) | changes
    contents = {name: (folder / name).read_bytes() for name in said[FILES]}
    path.write_text(json.dumps(sealed(said, contents)))
