"""The verbs: functions (session, ..., now) that change rows. They never commit and never send."""
