"""The address space: pools, the allocator, and the lock that keeps what was given out."""

from meshctl.address.lock_schema import lock_schema

__all__ = ["lock_schema"]
