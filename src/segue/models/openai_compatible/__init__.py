"""Servers of one's own that speak as OpenAI's do: Ollama, llama.cpp, vLLM; for speech Speaches or Kokoro-FastAPI.

`settings.py` is what can be set, `provider.py` all that others ask of them, `llm.py` and `stt.py` how they are spoken
to.
"""
