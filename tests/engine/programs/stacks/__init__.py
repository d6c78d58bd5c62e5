"""Small programs for the tests of the engine."""
