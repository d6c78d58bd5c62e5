"""Proof: does what was built do what a mesh has to do. One file a property, computed from the engine's state.

Nothing here reads the plan. The readers turn resources into a fabric that all clouds share; the properties
look only at that.
"""

from meshctl.engine.built import Resource
from meshctl.proof.model import Answer, Fault, Proof, Verdict
from meshctl.proof.prove import prove

__all__ = ["Answer", "Fault", "Proof", "Resource", "Verdict", "prove"]
