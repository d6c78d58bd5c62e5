"""meshctl: plan and provision one service mesh over several clouds."""

__version__ = "0.1.0"
