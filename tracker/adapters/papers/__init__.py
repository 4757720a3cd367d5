"""Other people's files, opened only in a process of their own: looked at, drawn, bound into one packet."""
