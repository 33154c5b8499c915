"""Kill processing again and again; `make torture` does it ten times as often."""

import json
import subprocess
import sys
from pathlib import Path

from pipelines.lake import points

TORTURE = Path(__file__).parent / "torture.py"
KILLS = 30


def test_no_kill_loses_repeats_or_garbles_anything(tmp_path: Path) -> None:
    command = [sys.executable, str(TORTURE), "--kills", str(KILLS), "--seed", "20261124", "--real", "0", "--json"]
    result = subprocess.run(
        [*command, "--home", str(tmp_path)], capture_output=True, text=True, check=False, timeout=240
    )
    assert result.returncode == 0, result.stdout + result.stderr
    summary = json.loads(result.stdout)
    assert summary["wrong"] == []
    assert sum(summary["kills"].values()) == KILLS
    assert set(points.POINTS) <= set(summary["kills"])
    assert any(name.startswith("recovering: ") for name in summary["kills"])
    assert summary["readings"]["passes"] > KILLS
    assert summary["readings"]["most_rows"] > 0
    assert summary["rows"] + summary["failures"] + summary["repeats"] == summary["records"]
