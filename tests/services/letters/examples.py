"""Invented cases that letters are tried on: each is complete, for one kind of coverage, but for the last."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.services.letters.program_examples import (
    APPOINTMENTS,
    BESIDE_LETTERS,
    EXTERNAL_LETTERS,
    PROGRAM_LETTERS,
)
from tracker.models.cases import CriterionStatus
from tracker.rules.citations import Review, citations_for
from tracker.rules.notice_contents import NoticeLetter, contents
from tracker.rules.playbook_rows import CriterionKind
from tracker.rules.terms import (
    Channel,
    ClaimType,
    FiledBy,
    Funding,
    Jeopardy,
    PartyRole,
    ReasonKind,
    ServiceKind,
    Sponsor,
)
from tracker.services.letters.context import (
    Addressee,
    Argument,
    Authority,
    ClaimFile,
    Criterion,
    DecisionDue,
    DefectiveNotice,
    Delivery,
    Determination,
    Exhaustion,
    Exhibit,
    Expedite,
    Fate,
    Filing,
    Lacking,
    Lateness,
    LetterContext,
    NextFiling,
    Patient,
    PhoneCall,
    Physician,
    Plan,
    Sender,
    Service,
    ShortNotice,
    Timeliness,
)
from tracker.services.letters.invented import COVERAGES

DOCUMENTED, EXCEPTION, OPEN = CriterionStatus.DOCUMENTED, CriterionStatus.EXCEPTION, CriterionStatus.OPEN
POLICY_0303 = "Policy 0303, section II, effective January 1, 2026"

ADVOCATE = Sender(
    name="Rosa Delgado",
    role=FiledBy.REPRESENTATIVE,
    organization="Harbor Patient Advocates",
    address_lines=("41 Quay Street, Galveston, TX 77550",),
    phone="409-555-0110",
    email="rosa@harbor.example.org",
)

SPINAL_FUSION = LetterContext(
    dated_on=date(2026, 11, 22),
    sender=ADVOCATE,
    authority=Authority(exhibit="A", signed_on=date(2026, 6, 2)),
    addressee=Addressee(
        PartyRole.CLAIMS_ADMINISTRATOR,
        "Example Claims Administrator",
        "Appeals Unit",
        ("PO Box 5550", "Springfield, IL 62701"),
        "555-0199",
    ),
    delivery=(Delivery(Channel.CERTIFIED_MAIL, "7020 0555 0142"), Delivery(Channel.FAX, "555-0199")),
    patient=Patient("Theo Lindqvist"),
    plan=Plan(
        name="Gulf Example Manufacturing Employee Health Plan",
        sponsor=Sponsor.PRIVATE_EMPLOYER,
        funding=Funding.SELF_FUNDED,
        is_grandfathered=False,
        appeal_levels=1,
        state="TX",
        member_id="0555-0142-01",
        group_number="55501",
        claim_number="55501-26-0917",
        administrator=Addressee(
            PartyRole.PLAN_ADMINISTRATOR,
            "Gulf Example Manufacturing, Benefits Committee",
            None,
            ("9 Refinery Road", "Texas City, TX 77590"),
        ),
    ),
    service=Service("lumbar spinal fusion, L4–L5", ClaimType.PRE_SERVICE, ServiceKind.PROCEDURE),
    determinations=(
        Determination(
            dated_on=date(2026, 5, 24),
            received_on=date(2026, 5, 29),
            decided_by="Example Claims Administrator",
            quoted_reason="documentation does not show completion of six weeks of physician-supervised "
            "conservative treatment.",
            reason=ReasonKind.STEP_THERAPY,
            policy=POLICY_0303,
        ),
    ),
    citations=citations_for(COVERAGES["erisa_self_funded"]),
    review=Review.FEDERAL,
    physician=Physician(
        name="Dr. Hannah Osei",
        field_of_medicine="spine surgery",
        letter_exhibit="G",
        letter_explains="why further conservative treatment would not help and would risk permanent weakness "
        "of the left foot, first recorded on April 9.",
    ),
    answer="The enclosed records show twenty-one weeks of it.",
    timeliness=Timeliness(
        period="180 days",
        starts_on=date(2026, 5, 29),
        ends_on=date(2026, 11, 25),
        citation="29 CFR 2560.503-1(h)(3)(i)",
        receipt_proof="postmarked envelope",
        receipt_exhibit="H",
    ),
    criteria=(
        Criterion(
            "Six weeks of supervised physical therapy within twelve months",
            "24 visits, October 6 to December 19, 2025, Bayou Physical Therapy",
            "Oswestry 52 to 50; discharged, “plateaued”",
            "B, pp. 2–31",
            POLICY_0303,
            DOCUMENTED,
        ),
        Criterion(
            "Trial of anti-inflammatory medication, unless contraindicated",
            "Naproxen 500 mg twice daily, September 2 to November 11, 2025",
            "stopped for gastric bleeding on November 11",
            "C, pp. 4, 9",
            POLICY_0303,
            EXCEPTION,
        ),
        Criterion(
            "Epidural steroid injection, or reason not to",
            "L4–L5, January 14 and March 3, 2026",
            "Relief of nine and six days",
            "D, pp. 1–6",
            POLICY_0303,
            DOCUMENTED,
        ),
        Criterion(
            "Imaging that matches the findings",
            "MRI March 30, 2026: grade II spondylolisthesis, L4–L5",
            "Matches the examination of April 9",
            "E, p. 2",
            POLICY_0303,
            DOCUMENTED,
        ),
        Criterion(
            "Functional decline despite treatment",
            "Walking distance 1 mile (September) to 200 feet (April)",
            "Documented at each visit",
            "F, pp. 1–8",
            POLICY_0303,
            DOCUMENTED,
        ),
        Criterion(
            "No tobacco for six weeks before surgery",
            "cotinine test ordered November 18, result awaited",
            None,
            None,
            POLICY_0303,
            OPEN,
        ),
    ),
    claim_file=ClaimFile(requested_on=date(2026, 6, 8)),
    decision_due=DecisionDue(
        because="This is a pre-service claim under a plan with one level of appeal",
        within="within 30 days after you receive this letter",
        citation="29 CFR 2560.503-1(i)(2)(ii)",
    ),
    exhibits=(
        Exhibit("A", "appointment of representative", 2),
        Exhibit("B", "physical therapy records", 31),
        Exhibit("C", "medication history", 11),
        Exhibit("D", "injection records", 6),
        Exhibit("E", "MRI report", 3),
        Exhibit("F", "office notes, September 2025 to April 2026", 18),
        Exhibit("G", "Dr. Osei's letter", 2),
        Exhibit("H", "envelope", 1),
    ),
    cc=("Theo Lindqvist", "Dr. Hannah Osei"),
)

PUMP = LetterContext(
    dated_on=date(2026, 11, 22),
    sender=Sender(
        "Imani Brooks",
        FiledBy.MEMBER,
        None,
        ("88 Cedar Lane", "Dayton, OH 45402"),
        "937-555-0133",
        "imani@example.org",
    ),
    addressee=Addressee(
        PartyRole.CLAIMS_ADMINISTRATOR,
        "Example Mutual Health Insurance",
        "Member Appeals",
        ("PO Box 5512", "Columbus, OH 43215"),
        "555-0177",
    ),
    delivery=(Delivery(Channel.CERTIFIED_MAIL, "7020 0555 0177"), Delivery(Channel.PORTAL)),
    patient=Patient("Imani Brooks"),
    plan=Plan(
        name="Example Mutual Silver 3000",
        sponsor=Sponsor.INDIVIDUAL,
        funding=Funding.INSURED,
        is_grandfathered=False,
        appeal_levels=1,
        state="OH",
        member_id="EM-0555-0133",
        reference_number="PA-2026-55133",
    ),
    service=Service("Tandem insulin pump and its supplies", ClaimType.PRE_SERVICE, ServiceKind.DEVICE),
    determinations=(
        Determination(
            dated_on=date(2026, 10, 5),
            received_on=None,
            decided_by="Example Mutual Health Insurance",
            quoted_reason="Member has not completed a six-month trial of multiple daily insulin injections.",
            reason=ReasonKind.STEP_THERAPY,
            policy="Coverage Policy DME-55, effective July 1, 2026",
        ),
    ),
    citations=citations_for(COVERAGES["individual"]),
    review=Review.STATE,
    physician=Physician(
        "Dr. Luis Ferrer",
        "endocrinology",
        "C",
        "why a pump with automated suspension is needed where low glucose comes without warning.",
        "937-555-0150",
    ),
    timeliness=Timeliness(
        "180 days",
        date(2026, 10, 5),
        date(2027, 4, 3),
        "29 CFR 2560.503-1(h)(3)(i), as applied by 45 CFR 147.136(b)(3)(i)",
        is_from_receipt=False,
    ),
    criteria=(
        Criterion(
            "Six months of multiple daily injections",
            "Glargine and lispro, four injections a day, January 8 to October 1, 2026",
            "HbA1c 9.1% to 8.8%; 14 recorded lows under 54 mg/dL",
            "A, pp. 1–22",
            None,
            DOCUMENTED,
        ),
        Criterion(
            "Glucose measured at least four times a day",
            "Continuous glucose monitor, worn 94% of the time, July to September 2026",
            "12% of readings under 70 mg/dL",
            "B, pp. 1–9",
            None,
            DOCUMENTED,
        ),
        Criterion(
            "Diabetes education completed",
            "certificate requested from the clinic on November 16",
            None,
            None,
            None,
            OPEN,
        ),
    ),
    arguments=(
        Argument(
            "The requirement has been met.",
            "The policy asks for a trial with documented results, and Exhibit A documents nine months of it, "
            "with dates, doses and outcomes.",
        ),
    ),
    decision_due=DecisionDue(
        "This is a pre-service claim, and an individual policy has one level of internal appeal",
        "within 30 days after you receive this letter",
        "29 CFR 2560.503-1(i)(2)(ii), as applied by 45 CFR 147.136(b)(3)(i)",
    ),
    exhibits=(
        Exhibit("A", "clinic notes and insulin log", 22),
        Exhibit("B", "glucose monitor report", 9),
        Exhibit("C", "Dr. Ferrer's letter", 2),
    ),
    cc=("Dr. Luis Ferrer",),
)

LACTATION = LetterContext(
    dated_on=date(2026, 11, 22),
    sender=replace(ADVOCATE, name="Rosa Delgado"),
    authority=Authority("A", date(2026, 11, 2)),
    addressee=Addressee(
        PartyRole.CLAIMS_ADMINISTRATOR,
        "Example Benefit Services",
        "Appeals",
        ("PO Box 5521", "Nashville, TN 37203"),
        "555-0121",
    ),
    delivery=(Delivery(Channel.MAIL), Delivery(Channel.FAX, "555-0121")),
    patient=Patient("Grace Whitfield"),
    plan=Plan(
        name="Example Diocese Health Plan",
        sponsor=Sponsor.CHURCH,
        funding=Funding.SELF_FUNDED,
        is_grandfathered=False,
        appeal_levels=2,
        state="TN",
        member_id="ED-55-0121",
        group_number="ED-1",
        claim_number="26-55-0121",
    ),
    service=Service(
        "lactation counseling by a board-certified lactation consultant (IBCLC), six visits",
        ClaimType.POST_SERVICE,
        ServiceKind.PREVENTIVE_SERVICE,
        provided_on=date(2026, 8, 3),
    ),
    determinations=(
        Determination(
            date(2026, 9, 14),
            date(2026, 9, 18),
            "Example Benefit Services",
            "Peer support was not attempted before services of a lactation consultant.",
            ReasonKind.STEP_THERAPY,
            "Medical Policy MM 0545",
        ),
    ),
    citations=citations_for(COVERAGES["church"]),
    review=Review.FEDERAL,
    physician=Physician(
        "Dr. Ana Ruiz", "obstetrics and lactation medicine", "D", "why peer support was not enough."
    ),
    timeliness=Timeliness(
        "180 days",
        date(2026, 9, 18),
        date(2027, 3, 17),
        "29 CFR 2560.503-1(h)(3)(i), as applied by 26 CFR 54.9815-2719(b)(2)(i)",
        receipt_proof="stamp of the advocate's office",
        receipt_exhibit="E",
    ),
    criteria=(
        Criterion(
            "Peer support or nurse education first",
            "Hospital nurse education July 29; peer counselor July 31 and August 1, 2026",
            "No transfer of milk; infant weight down 11%",
            "B, pp. 3–7",
            "Medical Policy MM 0545",
            DOCUMENTED,
        ),
        Criterion(
            "Or: a step that is clinically inappropriate",
            "Infant oral-motor dysfunction recorded August 2, 2026",
            "peer support does not treat it",
            "C, p. 2",
            "Medical Policy MM 0545",
            EXCEPTION,
        ),
    ),
    arguments=(
        Argument(
            "Lactation counseling is a preventive service.",
            "Comprehensive lactation support and counseling is covered without cost-sharing, and the rule names no "
            "step to be taken first.",
            "26 CFR 54.9815-2713",
        ),
    ),
    decision_due=DecisionDue(
        "This is a post-service claim under a plan with two levels of appeal",
        "within 30 days after you receive this letter",
        "29 CFR 2560.503-1(i)(2)(iii)(A), as applied by 26 CFR 54.9815-2719(b)(2)(i)",
    ),
    exhibits=(
        Exhibit("A", "appointment of representative", 1),
        Exhibit("B", "hospital and peer counselor notes", 9),
        Exhibit("C", "IBCLC assessment", 4),
        Exhibit("D", "Dr. Ruiz's letter", 1),
        Exhibit("E", "stamped letter", 1),
    ),
    cc=("Grace Whitfield",),
)

CHECKPOINT = LetterContext(
    dated_on=date(2026, 11, 22),
    sender=Sender(
        "Dr. Miriam Okafor",
        FiledBy.PROVIDER_FOR_MEMBER,
        "Lakeside Example Oncology",
        ("300 Lakeside Drive, Madison, WI 53703",),
        "608-555-0160",
        "okafor@lakeside.example.org",
    ),
    addressee=Addressee(
        PartyRole.PHARMACY_MANAGER,
        "Example Pharmacy Management",
        "Expedited Appeals",
        ("PO Box 5560", "Phoenix, AZ 85004"),
        "555-0166",
    ),
    delivery=(Delivery(Channel.FAX, "555-0166"),),
    patient=Patient("Walter Nyström", member_name="Edda Nyström"),
    plan=Plan(
        name="Example Dairy Cooperative Group Health Plan",
        sponsor=Sponsor.PRIVATE_EMPLOYER,
        funding=Funding.INSURED,
        is_grandfathered=False,
        appeal_levels=1,
        state="WI",
        member_id="XD-5550160",
        group_number="5560",
        reference_number="RX-26-55160",
        administrator=Addressee(PartyRole.PLAN_ADMINISTRATOR, "Example Dairy Cooperative, Human Resources"),
    ),
    service=Service(
        "checkpoint inhibitor infusion, first-line, for metastatic melanoma",
        ClaimType.PRE_SERVICE,
        ServiceKind.DRUG,
        treatment_on=date(2026, 11, 27),
    ),
    determinations=(
        Determination(
            date(2026, 11, 20),
            date(2026, 11, 20),
            "Example Pharmacy Management",
            "Step therapy: the preferred agent has not been tried.",
            ReasonKind.STEP_THERAPY,
            "Oncology Drug Policy 55-ONC, October 2026",
        ),
    ),
    citations=citations_for(COVERAGES["erisa_insured"]),
    review=Review.STATE,
    physician=Physician(
        "Dr. Miriam Okafor",
        "medical oncology",
        "A",
        "why the preferred agent would harm this patient.",
        "608-555-0160",
    ),
    timeliness=Timeliness(
        "180 days", date(2026, 11, 20), date(2027, 5, 19), "29 CFR 2560.503-1(h)(3)(i)", is_from_receipt=False
    ),
    criteria=(
        Criterion(
            "Trial of the preferred agent",
            "Autoimmune hepatitis, ALT nine times the upper limit, October 30, 2026",
            "the preferred agent is contraindicated",
            "B, pp. 1–4",
            None,
            EXCEPTION,
        ),
        Criterion(
            "Biomarker testing",
            "BRAF wild type, PD-L1 60%, November 4, 2026",
            "Supports the requested agent",
            "C, p. 1",
            None,
            DOCUMENTED,
        ),
    ),
    expedite=Expedite(
        (Jeopardy.LIFE, Jeopardy.HEALTH),
        "Two liver lesions doubled in four weeks; the first infusion is planned for November 27.",
        "Dr. Miriam Okafor",
        date(2026, 11, 21),
        "A",
        PhoneCall(
            datetime(2026, 11, 22, 9, 40, tzinfo=ZoneInfo("America/Chicago")),
            "Mr. Dale Pruitt",
            "555-0161",
            "EXP-55-0161",
        ),
    ),
    decision_due=DecisionDue(
        "This is a claim involving urgent care",
        "as soon as possible, taking into account the medical exigencies, and at most 72 hours after you "
        "receive this request",
        "29 CFR 2560.503-1(i)(2)(i)",
    ),
    exhibits=(
        Exhibit("A", "Dr. Okafor's certification and letter", 2),
        Exhibit("B", "laboratory results", 4),
        Exhibit("C", "biomarker report", 3),
        Exhibit("D", "guideline pages", 5),
    ),
    cc=("Walter Nyström", "Edda Nyström"),
)

SPARSE = LetterContext(
    dated_on=date(2026, 11, 22),
    sender=Sender(None, FiledBy.REPRESENTATIVE),
    addressee=Addressee(PartyRole.CLAIMS_ADMINISTRATOR, None),
    patient=Patient(None),
    plan=Plan(None),
    service=Service(None, ClaimType.PRE_SERVICE),
    determinations=(),
    citations={},
    criteria=(Criterion("Six weeks of therapy"), Criterion(None, status=DOCUMENTED)),
)


def after_the_final_determination(context: LetterContext) -> LetterContext:
    """The same case once the internal appeal has been decided against it."""
    upheld = replace(
        context.determinations[-1],
        dated_on=date(2026, 11, 10),
        received_on=date(2026, 11, 13),
        is_final=True,
    )
    timeliness = replace(
        context.timeliness or Timeliness(None, None, None, None),
        period="four months",
        starts_on=date(2026, 11, 13),
        ends_on=date(2027, 3, 15),
        citation=context.citations["external_window"].text,
        is_from_receipt=True,
        receipt_proof="postmarked envelope",
        receipt_exhibit="H",
    )
    due = DecisionDue(
        "This is a standard external review",
        f"{'at most' if context.review is Review.STATE else 'within'} 45 days after the independent review "
        "organization receives this request",
        context.citations["external_decision_due"].text,
    )
    determinations = (*context.determinations, upheld)
    envelope = () if any(each.letter == "H" for each in context.exhibits) else (Exhibit("H", "envelope", 1),)
    return replace(
        context,
        determinations=determinations,
        exhibits=(*context.exhibits, *envelope),
        timeliness=timeliness,
        decision_due=due,
        exhaustion=Exhaustion.COMPLETED,
    )


def before_the_appeal(context: LetterContext) -> LetterContext:
    """The same, as a letter that asks for documents tells of what they are for."""
    by_on = context.timeliness.ends_on if context.timeliness else None
    return replace(context, next_filing=NextFiling("appeal", by_on))


def after_the_first_of_two(context: LetterContext) -> LetterContext:
    """The same case after the first of two internal levels."""
    decided = replace(context.determinations[-1], dated_on=date(2026, 11, 10), received_on=date(2026, 11, 13))
    stated = Timeliness(None, date(2026, 11, 13), None, None, states_on=date(2027, 1, 12))
    return replace(
        context,
        plan=replace(context.plan, appeal_levels=2),
        determinations=(*context.determinations, decided),
        timeliness=stated,
    )


def while_the_plan_is_late(context: LetterContext) -> LetterContext:
    """The same case where the internal appeal was received and has not been answered in time."""
    late = Lateness(
        request="internal appeal",
        received_by_plan=date(2026, 10, 12),
        period="30 days",
        due=date(2026, 11, 11),
        certain_after=date(2026, 11, 11),
        citation=context.citations["decision_due_pre_service"].text,
        proof="certified mail receipt",
        exhibit="K",
    )
    call = PhoneCall(date(2026, 11, 12), "a representative named Kim", None, "C-5512", "No date was given.")
    exhibits = (*context.exhibits, Exhibit("K", "certified mail receipt", 1))
    return replace(context, lateness=late, calls=(call,), exhibits=exhibits)


def beside_the_expedited_appeal(context: LetterContext) -> LetterContext:
    """The same urgent case, where external review is asked for at the same time as the internal appeal."""
    timeliness = Timeliness(
        "four months",
        date(2026, 11, 20),
        date(2027, 3, 22),
        context.citations["external_window"].text,
        is_from_receipt=False,
    )
    due = DecisionDue(
        "This is an expedited external review",
        "as quickly as the condition requires, and at most 72 hours after the independent review "
        "organization receives this request",
        context.citations["external_expedited_decision_due"].text,
    )
    return replace(context, exhaustion=Exhaustion.SIMULTANEOUS, timeliness=timeliness, decision_due=due)


UNCONFIRMED = Filing("internal appeal", date(2026, 11, 19), None, "fax, confirmation 5550420")
SENT_IN_TIME = date(2026, 9, 4)


def after_a_dismissal(context: LetterContext) -> LetterContext:
    """The same case where the plan dismissed the appeal for want of an appointment."""
    dismissed = Filing(
        "internal appeal",
        SENT_IN_TIME,
        SENT_IN_TIME,
        "certified mail 7020 0555 0139",
        Fate.DISMISSED,
        date(2026, 11, 16),
        "No appointment of a representative was received",
    )
    return replace(context, earlier=dismissed, put_right="The appointment is enclosed (Exhibit A).")


def after_a_refusal(context: LetterContext) -> LetterContext:
    """The same case where the plan refused the request for external review."""
    refused = Filing(
        "request for external review",
        date(2026, 11, 14),
        date(2026, 11, 16),
        "fax, confirmation 5550431",
        Fate.REFUSED,
        date(2026, 11, 19),
        "The determination does not involve medical judgment.",
    )
    right = "Whether six weeks of treatment were supervised is read from the clinical record (Exhibit B)."
    return replace(after_the_final_determination(context), earlier=refused, put_right=right)


def reissued(context: LetterContext) -> LetterContext:
    """The same case where the plan sent a second letter in place of the first, after an appeal of the first."""
    again = replace(
        context.determination, dated_on=date(2026, 11, 9), replaces_on=context.determination.dated_on
    )
    filed = Filing(
        "internal appeal",
        date(2026, 10, 27),
        date(2026, 10, 30),
        "certified mail 7020 0555 0160",
        Fate.REISSUED,
    )
    time = replace(
        context.timeliness or Timeliness(None, None, None, None),
        starts_on=date(2026, 11, 9),
        ends_on=date(2027, 5, 8),
    )
    return replace(context, determinations=(again,), earlier=filed, timeliness=time)


def filed_late(context: LetterContext) -> LetterContext:
    """The same case, denied in spring, after its last day, with the reason."""
    denied = replace(context.determination, dated_on=date(2026, 5, 7))
    time = replace(
        context.timeliness or Timeliness(None, None, None, None),
        starts_on=date(2026, 5, 7),
        ends_on=date(2026, 11, 3),
        late_because="I was in the hospital from October 20 to November 12, 2026 (Exhibit D).",
    )
    exhibits = (*context.exhibits, Exhibit("D", "hospital discharge summary", 3))
    return replace(context, determinations=(denied,), timeliness=time, exhibits=exhibits)


def out_of_network(context: LetterContext) -> LetterContext:
    """The same case where the plan points to its network, and the network has nobody."""
    denied = replace(
        context.determination,
        quoted_reason="Services were rendered by a provider outside the network.",
        reason=ReasonKind.OUT_OF_NETWORK,
        policy=None,
    )
    searched = Criterion(
        "A provider in the network",
        "Nine lactation consultants in the directory called July 30 and 31, 2026: five are not reachable, four take no "
        "new patients",
        "None in the network",
        "F, pp. 1–2",
        None,
        DOCUMENTED,
        CriterionKind.SUPPORT,
    )
    exhibits = (*context.exhibits, Exhibit("F", "log of calls with the directory pages", 4))
    answer = "The enclosed log shows that nobody in the network could give it."
    return replace(context, determinations=(denied,), criteria=(searched,), exhibits=exhibits, answer=answer)


def approved_in_part(context: LetterContext) -> LetterContext:
    """The same case where the final decision approved some of it."""
    after = after_the_final_determination(context)
    final = replace(after.determination, is_partial=True, quoted_reason="Two visits are within the benefit.")
    determinations = (*after.determinations[:-1], final)
    return replace(after, determinations=determinations, still_denied="four of the six visits")


def with_a_notice_that_is_wrong(context: LetterContext) -> LetterContext:
    """The same case, whose letter gave less time than the law and leaves out what it has to contain."""
    first, time = context.determinations[0], context.timeliness or Timeliness(None, None, None, None)
    lacks = ("provisions", "criterion", "reviews")
    return replace(
        context,
        short_notices=(
            ShortNotice(
                "determination",
                first.dated_on,
                "file the appeal",
                (first.dated_on or date.min) + timedelta(days=60),
                "180 days",
                time.is_from_receipt,
                time.ends_on,
                "appeal_window",
                "29 CFR 2560.503-1(h)(3)(i)",
            ),
        ),
        defective_notices=(
            DefectiveNotice("determination", first.dated_on, tuple(LACKS[code] for code in lacks)),
        ),
    )


LACKS = {
    row.code: Lacking(row.lacks, row.citation) for row in contents() if row.letter is NoticeLetter.DENIAL
}


def with_a_decision_that_is_wrong(context: LetterContext) -> LetterContext:
    """The same case, whose final decision repeats the first letter and says nothing of what comes next."""
    after = after_the_final_determination(context)
    rows = {row.code: row for row in contents() if row.letter is NoticeLetter.DECISION}
    lacks = tuple(
        Lacking(rows[code].lacks, rows[code].citation) for code in ("discussion", "access", "reviews")
    )
    short = ShortNotice(
        "decision on the appeal",
        after.determination.dated_on,
        "ask for external review",
        date(2027, 1, 9),
        "four months",
        True,
        date(2027, 3, 15),
        "external_window",
        "",
    )
    notice = DefectiveNotice("decision on the appeal", after.determination.dated_on, lacks)
    return replace(after, short_notices=(short,), defective_notices=(notice,))


def within_relief(context: LetterContext) -> LetterContext:
    """The same case years before, in a county where days after a hurricane did not count."""
    time = replace(
        context.timeliness or Timeliness(None, None, None, None),
        starts_on=date(2024, 9, 14),
        ends_on=date(2025, 10, 20),
        is_from_receipt=False,
        receipt_proof=None,
        receipt_exhibit=None,
        without="September 23, 2024 to May 1, 2025 (Extension of Certain Timeframes, Nov. 8, 2024 (ERISA section 518, "
        "26 USC 7508A(b)))",
    )
    denied = replace(context.determination, dated_on=date(2024, 9, 14), received_on=None)
    return replace(context, dated_on=date(2025, 10, 6), timeliness=time, determinations=(denied,))


LETTERS: dict[str, tuple[str, LetterContext]] = {
    **PROGRAM_LETTERS,
    **BESIDE_LETTERS,
    **APPOINTMENTS,
    **EXTERNAL_LETTERS,
    "spinal_fusion.claim_file_request": ("claim_file_request", before_the_appeal(SPINAL_FUSION)),
    "spinal_fusion.claim_file_chaser": ("claim_file_chaser", before_the_appeal(SPINAL_FUSION)),
    "spinal_fusion.internal_appeal": ("internal_appeal", SPINAL_FUSION),
    "spinal_fusion.external_review_request": (
        "external_review_request",
        after_the_final_determination(SPINAL_FUSION),
    ),
    "spinal_fusion.plan_is_late": ("plan_is_late", while_the_plan_is_late(SPINAL_FUSION)),
    "spinal_fusion.appointment_of_representative": ("appointment_of_representative", SPINAL_FUSION),
    "spinal_fusion.receipt_request": ("receipt_request", replace(SPINAL_FUSION, earlier=UNCONFIRMED)),
    "spinal_fusion.voluntary_appeal": (
        "voluntary_appeal",
        replace(after_the_final_determination(SPINAL_FUSION), external_by_on=date(2027, 3, 15)),
    ),
    "spinal_fusion.internal_appeal.after_a_dismissal": ("internal_appeal", after_a_dismissal(SPINAL_FUSION)),
    "spinal_fusion.external_review_request.after_a_refusal": (
        "external_review_request",
        after_a_refusal(SPINAL_FUSION),
    ),
    "spinal_fusion.internal_appeal.notice_is_wrong": (
        "internal_appeal",
        with_a_notice_that_is_wrong(SPINAL_FUSION),
    ),
    "pump.internal_appeal.notice_is_wrong": ("internal_appeal", with_a_notice_that_is_wrong(PUMP)),
    "spinal_fusion.external_review_request.notice_is_wrong": (
        "external_review_request",
        with_a_decision_that_is_wrong(SPINAL_FUSION),
    ),
    "lactation.plan_is_late.notice_is_wrong": (
        "plan_is_late",
        replace(while_the_plan_is_late(with_a_notice_that_is_wrong(LACTATION)), short_notices=()),
    ),
    "spinal_fusion.internal_appeal.within_relief": ("internal_appeal", within_relief(SPINAL_FUSION)),
    "pump.internal_appeal.reissued": ("internal_appeal", reissued(PUMP)),
    "pump.internal_appeal.filed_late": ("internal_appeal", filed_late(PUMP)),
    "lactation.internal_appeal.out_of_network": ("internal_appeal", out_of_network(LACTATION)),
    "lactation.external_review_request.approved_in_part": (
        "external_review_request",
        approved_in_part(LACTATION),
    ),
    "pump.claim_file_request": ("claim_file_request", before_the_appeal(PUMP)),
    "pump.internal_appeal": ("internal_appeal", PUMP),
    "pump.external_review_request": ("external_review_request", after_the_final_determination(PUMP)),
    "pump.plan_is_late": ("plan_is_late", while_the_plan_is_late(PUMP)),
    "lactation.claim_file_request": ("claim_file_request", before_the_appeal(LACTATION)),
    "lactation.internal_appeal": ("internal_appeal", LACTATION),
    "lactation.second_level_appeal": ("second_level_appeal", after_the_first_of_two(LACTATION)),
    "lactation.external_review_request": (
        "external_review_request",
        after_the_final_determination(LACTATION),
    ),
    "lactation.plan_is_late": ("plan_is_late", while_the_plan_is_late(LACTATION)),
    "checkpoint.claim_file_request": ("claim_file_request", before_the_appeal(CHECKPOINT)),
    "checkpoint.internal_appeal_expedited": ("internal_appeal_expedited", CHECKPOINT),
    "checkpoint.external_review_expedited": (
        "external_review_expedited",
        beside_the_expedited_appeal(CHECKPOINT),
    ),
    "sparse.claim_file_request": ("claim_file_request", before_the_appeal(SPARSE)),
    "sparse.internal_appeal": ("internal_appeal", SPARSE),
    "sparse.internal_appeal_expedited": ("internal_appeal_expedited", SPARSE),
    "sparse.external_review_request": ("external_review_request", SPARSE),
    "sparse.external_review_expedited": ("external_review_expedited", SPARSE),
    "sparse.plan_is_late": ("plan_is_late", SPARSE),
    "sparse.appointment_of_representative": ("appointment_of_representative", SPARSE),
}
"""A name for each golden copy -> the kind and the context it is drafted from."""
