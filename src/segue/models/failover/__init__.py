"""What steps in when a model does not answer: a backup for the LLM, the STT and the TTS, and deadlines of our own.

`FailoverLLM`, `FailoverSTT` and `FailoverTTS` are models like any other, made of two. Each asks the first in line and,
where that one fails, comes too late or falls silent half-way, the next; a `Switch` remembers it and tells the call.
LiveKit's fallback adapters, which these extend, wait as long as the provider's own client waits: 10 s and more for a
first token, for ever for a first byte of speech or for a transcript.
"""
