"""The entry by which somebody confirms that relief after a disaster reaches this patient and this plan."""

from tracker.rules.event_fields import NOTE, EventField, EventShape, FieldType, a_day
from tracker.rules.program_events import PRIVATE
from tracker.rules.terms import EventKind

RELIEFS = (
    ("covid", "COVID-19 outbreak, everywhere"),
    ("helene_fl", "Hurricane Helene, Florida"),
    ("helene_ga", "Hurricane Helene, Georgia"),
    ("helene_nc", "Hurricane or Tropical Storm Helene, North Carolina"),
    ("helene_sc", "Hurricane or Tropical Storm Helene, South Carolina"),
    ("helene_va", "Hurricane or Tropical Storm Helene, Virginia"),
    ("helene_tn", "Tropical Storm Helene, Tennessee"),
    ("milton_fl", "Hurricane Milton, Florida"),
)
"""The notices of `law/relief.toml` by their codes: fields of events stand before any table is read."""

RELIEF_SHAPE = EventShape(
    EventKind.DISASTER_RELIEF_CONFIRMED,
    "Relief after a disaster or outbreak confirmed",
    "Beside the appeal",
    ("confirmed_on",),
    (
        a_day("confirmed_on", "Confirmed on", "The day on which you had both answers below.", True),
        EventField(
            "relief",
            FieldType.CHOICE,
            "Which relief",
            "Each gives other days; choose the place where the patient or the plan was affected.",
            True,
            RELIEFS,
        ),
        EventField(
            "county",
            FieldType.TEXT,
            "County",
            "Where the patient lived or worked, or where the plan or its administrator has its place. The COVID-19 "
            "relief was not bound to a county: write the patient's own.",
            True,
        ),
        EventField(
            "county_confirmed",
            FieldType.CHOICE,
            "Is this county on the list?",
            "FEMA names the counties that were designated for individual assistance; the notice follows its list. For "
            "COVID-19, yes.",
            True,
            (("yes", "yes: the list was checked"), ("no", "no, or not checked yet")),
        ),
        EventField(
            "plan_confirmed",
            FieldType.CHOICE,
            "Is the plan bound?",
            "An employer's or a union's plan under ERISA, or a church plan under the Code, is. Plans of states and "
            "local governments and individual policies were only asked to follow.",
            True,
            (("yes", "yes: the plan is under ERISA or the Code"), ("no", "no, or not known yet")),
        ),
        NOTE,
    ),
    PRIVATE,
)
