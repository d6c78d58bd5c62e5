"""The simulated clouds: AWS, Google Cloud, Azure and Kubernetes as Pulumi resource providers.

They read the clouds' rules on their own and share nothing with the planner. ``python -m meshctl.simulate`` serves
them; ``contents`` looks into what they hold without serving anything.
"""

from meshctl.simulate.store import Row, contents

__all__ = ["Row", "contents"]
