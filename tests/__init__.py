"""What Segue promises. unit: no session, conversation: typed, audio: the whole path, room: a real server, testbed."""
