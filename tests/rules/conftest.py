"""Properties are about dates, not about how long a busy machine takes to try them."""

from hypothesis import settings

settings.register_profile("law", deadline=None)
settings.load_profile("law")
