"""Accept the rows that claimx finds now: ``python tests/golden/regenerate.py``. Read the diff before you commit it.

Floors only move up; one that has to come down is lowered by hand in ``floor.json``, with the reason in the commit.
"""

from __future__ import annotations

import json
import math

from samples import FLOOR, extract_samples, figures, lines, snapshot

from claimx.annotate import load

extracted = extract_samples(load())
for stem, (_, claims) in extracted.items():
    snapshot(stem).write_text("".join(f"{line}\n" for line in lines(claims)), encoding="utf-8")

floors = json.loads(FLOOR.read_text(encoding="utf-8")) if FLOOR.exists() else {}
now = figures(extracted)
raised = {name: max(floors.get(name, 0.0), math.floor(value * 100) / 100) for name, value in now.items()}
FLOOR.write_text(json.dumps(raised, indent=1) + "\n", encoding="utf-8")
print(f"{sum(len(claims) for _, claims in extracted.values())} rows in {len(extracted)} articles")
print("\n".join(f"{name:22} {value:.3f}  floor {raised[name]:.2f}" for name, value in now.items()))
