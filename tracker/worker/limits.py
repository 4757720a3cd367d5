"""How long a worker may believe that what it has claimed is its own, and how long it waits for an answer."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

LONGEST_SEND = timedelta(minutes=2)
"""Each step of a talk has a limit of its own; a server that answers letter by letter keeps to it and never ends."""
ENDLESS = "The mail server answers and comes to no end; the mail may have gone, or not."


@dataclass(frozen=True)
class Hold:
    """What a pass claims, from its beginning until the `lease` is over: by the clock that never jumps and by the one
    that goes on while the machine is asleep. A worker that was stopped for longer has to find out.
    """

    lease: timedelta
    begun: float = field(default_factory=time.monotonic)
    begun_at: float = field(default_factory=time.time)

    def is_over(self) -> bool:
        """Whether another worker may have it by now."""
        passed = max(time.monotonic() - self.begun, time.time() - self.begun_at)
        return passed >= self.lease.total_seconds()
