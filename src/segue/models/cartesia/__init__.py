"""Cartesia: speaks.

An extra: its plugin is imported by `tts.py`, which is imported only where the settings name it.
"""
