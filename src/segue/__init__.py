"""A voice worker for LiveKit whose agents hand a caller on to each other and lose nothing."""
