"""The commands; each module has a `run` that takes the parsed arguments and returns an exit code."""
