"""First on the import path of a process under test, puts its machine's clock wrong by CLOCK_SHIFT_SECONDS.

Its monotonic clock goes on rightly, as on a machine whose time was set wrong.
"""

import os
import time

_right, _shift = time.time, float(os.environ.get("CLOCK_SHIFT_SECONDS", "0"))
time.time = lambda: _right() + _shift
time.time_ns = lambda: int((_right() + _shift) * 1_000_000_000)
