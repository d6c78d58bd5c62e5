"""`pulumi up` in this folder: the program that the configuration names."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that imports are `stacks.…`, as in the engine

from stacks.by_hand import run

run("trust")
