"""The command line. One module a verb, with a `main(argv: list[str]) -> int` whose answer is the exit code.

To add one, write the module and enter it in `commands/__main__.py`, in `VERBS` and in `run`.
`blank/` is no verb, but the profile that `new` starts from.
"""
