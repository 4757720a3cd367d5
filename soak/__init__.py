"""Whether a mail is ever lost: workers killed at random and at each point of their work, on SQLite and PostgreSQL.

Every round is seeded. A worker is a process of its own, killed as by `kill -9`; what it left behind is taken up by the
next one once its lease has run out. At the end each mail has reached the provider at least once, and the copies are
counted.
"""
