"""Tools: repeat the draw of a published sample with nothing but the standard library.

    python tools/verify_sample.py sample.json

Says what matches and what does not; the exit code is 0 only if all of it matches.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def checks(sample: dict[str, Any]) -> dict[str, bool]:
    """The three promises of a sample: the seed, the frame, the list."""
    seed, frame = sample["seed"], sample["frame"]
    entries = sorted([e["stage_assignment_id"], e["stratum"], e["must_review"]] for e in frame)
    canonical = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode()
    return {
        "seed": hashlib.sha256(seed.encode()).hexdigest() == sample["seed_commitment"],
        "frame": hashlib.sha256(canonical).hexdigest() == sample["frame_digest"],
        "drawing order": _in_order(sample),
    }


def _in_order(sample: dict[str, Any]) -> bool:
    """In each stratum the lots before the cut are exactly the lowest hashes."""
    listed = [*sample["drawn"], *sample["reserve"]]
    for stratum in {entry["stratum"] for entry in sample["frame"]}:
        lots = [e for e in sample["frame"] if e["stratum"] == stratum and not e["must_review"]]
        ids = sorted((e["stage_assignment_id"] for e in lots), key=lambda one: _place(sample, one))
        chosen = [one for one in listed if one in ids]
        if chosen != ids[: len(chosen)]:
            return False
    must = {e["stage_assignment_id"] for e in sample["frame"] if e["must_review"]}
    return must <= set(sample["drawn"])


def _place(sample: dict[str, Any], stage: str) -> str:
    return hashlib.sha256(f"{sample['seed']}|{stage}".encode()).hexdigest()


def main(words: list[str]) -> int:
    if len(words) != 1:
        print(__doc__)
        return 2
    found = checks(json.loads(Path(words[0]).read_text(encoding="utf-8")))
    for name, holds in found.items():
        print(f"{name}: {'matches' if holds else 'DOES NOT MATCH'}")
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
