"""The realtime API: a WebSocket with a session, a conversation and responses of its own."""
