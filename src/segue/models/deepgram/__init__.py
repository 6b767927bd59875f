"""Deepgram: listens.

`settings.py` is what can be set, `provider.py` all that others ask of it, `trial.py` how it is tried.
"""
