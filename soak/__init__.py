"""Whether a mail is ever lost, or a date passes in silence: workers killed, racing and asleep, providers and databases
that fail, clocks that jump, and a simulated year, on SQLite and PostgreSQL.

Every section is seeded. A worker that dies is a process of its own, killed as by `kill -9`; what it left behind is
taken up by the next one once its lease has run out. What arrives is counted by a provider on this machine.
"""
