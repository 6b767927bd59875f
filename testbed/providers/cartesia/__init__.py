"""Speech as Cartesia makes it: a request a sentence."""
