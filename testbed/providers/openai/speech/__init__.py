"""Speech over HTTP: text to sound, and sound to text."""
