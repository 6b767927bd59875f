"""Speech as ElevenLabs makes it: a request a sentence, to either of two families of models."""
