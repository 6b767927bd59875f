"""What the verbs that play a call share: what it is played with, by voice or by text, and how it is shown."""
