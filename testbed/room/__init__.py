"""A worker as a user starts it, and a caller who meets it in a room of a real LiveKit server."""
