"""The sub-commands of `tuoyu`, one module a subject. Each has `register(actions)` and runs with the parsed
options and the settings; what it returns is the exit status."""
