"""The outside: mail, calendars, letter renderers, files. Knows services, never the pages."""
