"""Every Python that a guarded test starts runs this first; it puts up the same guard."""

import os.path
import runpy

runpy.run_path(os.path.join(os.path.dirname(__file__), os.pardir, "network_guard.py"))["guard_child"]()
