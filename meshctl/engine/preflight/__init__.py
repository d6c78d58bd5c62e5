"""What a real run needs before anything is begun: every missing thing is named in one pass.

No cloud is asked: what can be seen from this machine is looked at, credentials, tools, provider plugins and
the passphrase of the state.
"""

from meshctl.engine.preflight.check import missing

__all__ = ["missing"]
