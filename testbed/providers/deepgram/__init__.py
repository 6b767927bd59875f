"""Streaming recognition as Deepgram does it, of both generations: Nova and Flux."""
