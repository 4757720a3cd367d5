"""Stands in for a mail server that takes its time: takes each mail after so many milliseconds.

A process of its own (`python -m bench.slow_mail_server MILLISECONDS`), so that it takes none of the sender's. Prints
the port that it answers at.
"""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class _Taking:
    """Every mail is taken, and thrown away."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.seconds)
        return "250 OK"


async def main(milliseconds: float) -> None:
    """Answer until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(_Taking(milliseconds / 1000)), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
