"""One module a command, each with one function ``command``; what is heavy is imported inside."""
