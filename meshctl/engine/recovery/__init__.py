"""What a killed run left, found, explained and repaired before a unit runs again.

A lock that nobody holds any more is removed. A creation that was begun and never recorded is looked up in the
cloud and adopted, so that nothing is made twice; Pulumi alone would make it again.
"""

from meshctl.engine.recovery.adoption import Adoption
from meshctl.engine.recovery.mend import forget, freed, unfinished

__all__ = ["Adoption", "forget", "freed", "unfinished"]
