"""The law: tables and pure functions. No clock, no database, nothing but the standard library."""
