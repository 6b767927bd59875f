"""Chat completions: what is asked is held to the rules of OpenAI, and a scripted LLM answers."""
