"""The engine: runs units through Pulumi, remembers how each went, and mends what a killed run left.

Nothing here is loaded with Pulumi until a unit has to run.
"""

from meshctl.engine.environment import Environment
from meshctl.engine.operations import down, preview, up
from meshctl.engine.run import Outcome

__all__ = ["Environment", "Outcome", "down", "preview", "up"]
