"""One kind of unit: keys and passwords, which need no cloud."""
