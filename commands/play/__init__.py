"""What the verbs that play a call share: what was asked for, how the call is shown, and what it came to."""
