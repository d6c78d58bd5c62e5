"""The ranges inside a site, by the arithmetic of each cloud."""
