"""A real language model behind a real llama.cpp server on loopback, for what a double can't prove."""
