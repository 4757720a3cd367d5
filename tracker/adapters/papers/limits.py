"""What a process that opens other people's files may take: set by itself, before it opens any."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager


def confine(megabytes: int, processor_seconds: int) -> None:
    """From now on this process gets no more memory and no more time than that, and leaves no core behind.

    More memory is refused to it, which Python raises as MemoryError; more time ends it.
    """
    memory = megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End the process where what stands inside takes longer: a library in C heeds no exception."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
