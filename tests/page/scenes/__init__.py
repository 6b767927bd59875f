"""Calls through the page, one module for each kind of them: each plays its own and gives back what it saw."""
