"""Tool: repeat the draw of a published sample with nothing but the standard library.

    python tools/verify_sample.py <file or address of the published sample>

Says what matches and what does not; the exit code is 0 only if all of it matches.
"""

import hashlib
import json
import sys
import urllib.request
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 30
WHERE_THE_LAW_IS = timezone(timedelta(hours=8))


def checks(sample: dict[str, Any]) -> dict[str, bool]:
    """The promises of a sample: committed in time, this seed, this frame, and these lists of it."""
    seed, frame = sample["seed"], sample["frame"]
    entries = sorted([e["stage_assignment_id"], e["stratum"], e["must_review"]] for e in frame)
    canonical = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode()
    drawn, reserve = repeat(frame, seed, sample["rule"])
    return {
        "committed before the period closed": _day(sample["committed_at"]) <= sample["period_to"],
        "seed": hashlib.sha256(seed.encode()).hexdigest() == sample["seed_commitment"],
        "frame": hashlib.sha256(canonical).hexdigest() == sample["frame_digest"],
        "drawn": drawn == sample["drawn"],
        "reserve": reserve == sample["reserve"],
        "no stage told after the draw": not sample["late_stages"],
    }


def repeat(
    frame: list[dict[str, Any]], seed: str, rule: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """Stratum by stratum: what a rule demands, then the lowest hashes up to the quota."""
    drawn: list[str] = []
    reserve: list[str] = []
    for stratum in sorted({entry["stratum"] for entry in frame}):
        stages = [entry for entry in frame if entry["stratum"] == stratum]
        lot = [e["stage_assignment_id"] for e in stages if not e["must_review"]]
        lot.sort(key=lambda stage: hashlib.sha256(f"{seed}|{stage}".encode()).hexdigest())
        tenth = -(-len(lot) * rule["percent"] // 100)  # rounded up
        quota = min(len(lot), max(rule["least"], tenth))
        drawn += sorted(e["stage_assignment_id"] for e in stages if e["must_review"])
        drawn += lot[:quota]
        reserve += lot[quota : quota + rule["reserve"]]
    return drawn, reserve


def _day(moment: str) -> str:
    parsed = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    local: date = parsed.astimezone(WHERE_THE_LAW_IS).date()
    return local.isoformat()


def _text(place: str) -> str:
    if place.startswith(("http://", "https://")):
        with urllib.request.urlopen(place, timeout=TIMEOUT_SECONDS) as answer:
            return str(answer.read().decode())
    return Path(place).read_text(encoding="utf-8")


def main(words: list[str]) -> int:
    if len(words) != 1:
        print(__doc__)
        return 2
    sample = json.loads(_text(words[0]))
    if sample.get("seed") is None:
        print("committed, not yet drawn: there is nothing to repeat")
        return 1
    found = checks(sample)
    for name, holds in found.items():
        print(f"{name}: {'matches' if holds else 'DOES NOT MATCH'}")
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
