"""What the verbs that play a call share: by voice, by typing, what the terminal shows, and the figures at the end."""
