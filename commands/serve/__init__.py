"""What `./segue room` starts, watches and stops: processes that live and end together, and what is installed for them.

`opening.py` gets all of it ready; `child_process.py` is one of them, `processes.py` all together, `installing.py` is
what Go and npm fetch, `loopback.py` a LiveKit server on this machine alone. The page's own server is `segue.page`.
"""
