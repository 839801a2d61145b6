"""The small projects that both engines render stand beside the tests of the embedded one."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "rendering"))
