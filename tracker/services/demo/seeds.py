"""The five denials that the program must carry from end to end, each at another stage."""

from datetime import datetime

from tracker.models import CriterionStatus
from tracker.rules.terms import EventKind
from tracker.services.demo.stories import Days, File, Shown, Story, happening
from tracker.services.denial_input import DenialInput, FormInput, PartyInput
from tracker.services.people import ContactInput

_CENTRAL = "America/Chicago"
_EXCEPTION, _OPEN = CriterionStatus.EXCEPTION, CriterionStatus.OPEN


def seed_stories(now: datetime) -> tuple[Story, ...]:
    """One story for each of the five, from the one with most behind it to the newest."""
    return (_cimt(now), _pump(now), _lactation(now), _fusion(now), _checkpoint_inhibitor(now))


def _claims_administrator(name: str, unit: str, fax: str) -> PartyInput:
    return PartyInput("claims_administrator", name, unit, "PO Box 5550\nScranton, PA 18505", "555-0160", fax)


def _letter(name: str, title: str, days: Days, ago: int, text: str) -> File:
    return File(name, "denial_letter", f"{days.said(ago)}\n\n{title}\n\n{text}\n")


def _record(title: str, exhibit: str, pages: int, text: str) -> File:
    return File(f"{title}.txt", "medical_record", f"{text}\n", exhibit, pages)


def _clinician(title: str, exhibit: str, pages: int, text: str) -> File:
    return File(f"{title}.txt", "clinician_letter", f"{text}\n", exhibit, pages)


def _fusion(now: datetime) -> Story:
    days = Days(now, _CENTRAL)
    reason = (
        "documentation does not show completion of six weeks of physician-supervised conservative treatment"
    )
    return Story(
        denial=DenialInput(
            patient_name="Theo Lindqvist",
            patient_born_on="1971-06-14",
            patient_phone="555-0145",
            patient_address="9 Pelican Road\nGalveston, TX 77551",
            insurer="Cigna",
            plan_name="Gulf Example Manufacturing Employee Health Plan",
            member_id="0555-0142-01",
            group_number="55501",
            claim_number="55501-26-0917",
            sponsor="private_employer",
            funding="self_funded",
            grandfathered="no",
            appeal_levels="1",
            policy_state="TX",
            service="Lumbar spinal fusion, L4–L5",
            service_kind="procedure",
            stated_reason=reason,
            reason_kind="step_therapy",
            policy_cited="Policy 0303, section II",
            claim_type="pre_service",
            sent_with_request="Office note of the last visit and the MRI report.",
            physician="Dr. Hannah Osei",
            physician_phone="555-0161",
            timezone=_CENTRAL,
            notice_on=days.ago(182),
            received_on=days.ago(177),
            parties=(
                PartyInput(
                    "plan_administrator",
                    "Gulf Example Manufacturing, Inc.",
                    "Employee Benefits",
                    "500 Channel Drive\nGalveston, TX 77554",
                    "555-0162",
                ),
                _claims_administrator("Example Claims Administrator", "Appeals Unit", "555-0199"),
            ),
            forms=(
                FormInput(
                    "representative", "Rosa Delgado", "patient advocate", days.ago(170), days.ahead(195)
                ),
                FormInput("records_release", "Harbor Patient Advocates", "", days.ago(170), days.ahead(195)),
            ),
        ),
        events=(
            happening(
                EventKind.CLAIM_FILE_REQUESTED,
                channel="certified_mail",
                sent_on=days.ago(167),
                received_by_plan=days.ago(163),
                tracking="7020 0555 0101",
            ),
            happening(
                EventKind.CALL_LOGGED,
                called_at=days.ago(120),
                with_whom="Appeals Unit",
                reference="5550317",
                said="They say that the claim file is with the records department.",
            ),
        ),
        files=(
            _letter(
                "Denial letter.txt",
                "Lumbar spinal fusion, L4–L5: not approved",
                days,
                182,
                f"We cannot approve this request: {reason}. You may appeal within 180 days.",
            ),
            File(
                "Physical therapy records.txt",
                "medical_record",
                f"24 visits, {days.said(412)} to {days.said(338)}, Bayou Physical Therapy. Oswestry 52 at the start, "
                "50 at discharge: plateaued.\n",
                "B",
                31,
            ),
            File(
                "Medication history.txt",
                "medical_record",
                f"Naproxen 500 mg twice daily from {days.said(446)}, stopped on {days.said(376)} because of gastric "
                "bleeding.\n",
                "C",
                11,
            ),
            _record(
                "Injection records",
                "D",
                6,
                f"Epidural steroid, L4–L5, {days.said(312)}: relief of nine days. {days.said(264)}: six days.",
            ),
            _record("MRI report", "E", 3, f"{days.said(237)}. Grade II spondylolisthesis, L4–L5."),
            _record(
                "Office notes", "F", 18, f"Walks 1 mile on {days.said(446)}, 200 feet on {days.said(227)}."
            ),
            _clinician(
                "Dr. Osei's letter",
                "G",
                2,
                "Further conservative treatment would not help and would risk permanent weakness of the left foot.",
            ),
            File("Envelope.txt", "envelope", f"Postmarked, received {days.said(177)}.\n", "H", 1),
        ),
        shown=(
            Shown(
                "supervised_physical_therapy",
                f"24 visits of supervised physical therapy, {days.said(412)} to {days.said(338)}, "
                "Bayou Physical Therapy; Oswestry 52 to 50",
                "Completed: plateau",
                "B, pp. 2–31",
            ),
            Shown(
                "medication_trial",
                f"Naproxen 500 mg twice daily, {days.said(446)} to {days.said(376)}; stopped for gastric bleeding",
                "Stopped: side effect or harm",
                "C, pp. 4, 9",
            ),
            Shown(
                "injection_trial",
                f"L4–L5, {days.said(312)} and {days.said(264)}: relief of nine and of six days",
                "Completed: relief did not last",
                "D, pp. 1–6",
            ),
            Shown(
                "imaging_matches",
                f"MRI of {days.said(237)}: grade II spondylolisthesis, L4–L5",
                "Matches the examination",
                "E, p. 2",
            ),
            Shown(
                "functional_decline",
                f"Walking distance from 1 mile ({days.said(446)}) to 200 feet ({days.said(227)})",
                "Declined",
                "F, pp. 1–8",
            ),
            Shown(
                "before_surgery_conditions",
                f"cotinine test ordered on {days.said(4)}, result awaited",
                "",
                "",
                _OPEN,
            ),
        ),
        gathered=("physical_therapy", "medication_trials", "injections", "imaging", "denial_notice"),
    )


def _pump(now: datetime) -> Story:
    days = Days(now, _CENTRAL)
    return Story(
        denial=DenialInput(
            patient_name="Walter Brandt",
            patient_born_on="1968-09-02",
            patient_email="walter.brandt@example.org",
            patient_phone="555-0142",
            patient_address="210 Mesquite Lane\nAustin, TX 78702",
            insurer="Cigna",
            plan_name="Example Marketplace Silver 2600",
            member_id="0555-7731-01",
            claim_number="7731-26-0406",
            sponsor="individual",
            funding="insured",
            grandfathered="no",
            appeal_levels="1",
            policy_state="TX",
            essential_health_benefits="yes",
            service="Tandem insulin pump",
            service_kind="device",
            stated_reason="the records do not show six months of multiple daily injections without adequate control",
            reason_kind="step_therapy",
            claim_type="pre_service",
            physician="Dr. Leila Yusuf",
            physician_phone="555-0187",
            timezone=_CENTRAL,
            notice_on=days.ago(230),
            received_on=days.ago(226),
            parties=(_claims_administrator("Example Health Insurance", "National Appeals", "555-0188"),),
            forms=(
                FormInput(
                    "representative", "Rosa Delgado", "patient advocate", days.ago(220), days.ahead(101)
                ),
            ),
        ),
        events=(
            happening(
                EventKind.CLAIM_FILE_REQUESTED,
                channel="fax",
                sent_on=days.ago(222),
                received_by_plan=days.ago(222),
            ),
            happening(EventKind.CLAIM_FILE_RECEIVED, received_on=days.ago(194)),
            happening(
                EventKind.INTERNAL_APPEAL_FILED,
                filed_by="representative",
                channel="certified_mail",
                sent_on=days.ago(151),
                received_by_plan=days.ago(146),
                tracking="7020 0555 0142",
            ),
            happening(
                EventKind.APPEAL_DECIDED,
                "Final determination.txt",
                notice_on=days.ago(113),
                received_on=days.ago(109),
                outcome="upheld",
                final="yes",
                said="six consecutive months of multiple daily injections are not shown",
                states_deadline_on=days.ahead(10),
            ),
            happening(
                EventKind.CALL_LOGGED,
                called_at=days.ago(10),
                with_whom="National Appeals",
                reference="5550142",
                said="The packet may be faxed.",
            ),
        ),
        files=(
            _letter(
                "Final determination.txt",
                "Your appeal: decision upheld",
                days,
                113,
                "We uphold our decision about the Tandem insulin pump: six consecutive months of multiple daily "
                "injections are not shown. This is our final decision. You may "
                f"ask for an external review until {days.said(-10)}.",
            ),
            _record(
                "Visit notes",
                "B",
                6,
                f"Glargine and lispro, {days.said(1090)} to {days.said(240)}, four times a day.",
            ),
            _record("Laboratory reports", "C", 3, "HbA1c 8.4, 8.9, 8.6 %; goal set: 7.0 %."),
            _record("Glucose monitor report", "D", 5, "90 days: 11 events under 54 mg/dL."),
            _record(
                "Emergency visit",
                "E",
                4,
                f"{days.said(262)}: severe low on injections, treated and sent home.",
            ),
            _clinician(
                "Dr. Yusuf's letter", "F", 2, "Further injections alone would not be safe for this patient."
            ),
        ),
        shown=(
            Shown(
                "mdi_trial",
                f"Glargine and lispro, four injections a day, {days.said(1090)} to {days.said(240)}, Dr. Yusuf's notes",
                "Completed: control not adequate",
                "B, p. 3",
            ),
            Shown(
                "control_inadequate",
                f"HbA1c 8.4 ({days.said(520)}), 8.9 ({days.said(390)}), 8.6 % ({days.said(250)}); goal 7.0 %",
                "HbA1c above the goal set",
                "C",
            ),
            Shown(
                "monitoring",
                f"Continuous glucose monitor, 90 days to {days.said(245)}: 11 events under 54 mg/dL",
                "Documented",
                "D",
            ),
            Shown(
                "step_excused",
                f"Emergency visit of {days.said(262)} after a severe low on injections",
                "Unsafe for this patient",
                "E",
                _EXCEPTION,
            ),
            Shown(
                "able_to_use_pump", f"training arranged for {days.said(-24)}, not yet given", "", "", _OPEN
            ),
        ),
        gathered=("glucose_data", "inadequate_control", "claim_file", "denial_notice", "prescriber_letter"),
        contact=ContactInput(
            email="walter.brandt@example.org",
            phone="555-0142",
            address="210 Mesquite Lane\nAustin, TX 78702",
            timezone=_CENTRAL,
            sender_name="Rosa",
        ),
    )


def _lactation(now: datetime) -> Story:
    days = Days(now, _CENTRAL)
    return Story(
        denial=DenialInput(
            patient_name="Amara Okafor",
            patient_born_on="1994-01-23",
            patient_phone="555-0147",
            patient_address="77 Lantern Court\nHouston, TX 77004",
            insurer="Cigna",
            plan_name="Bayou Example Schools Health Plan",
            member_id="0555-9014-02",
            claim_number="9014-26-1116",
            sponsor="private_employer",
            funding="insured",
            grandfathered="no",
            appeal_levels="1",
            policy_state="TX",
            service="Lactation counseling by an IBCLC",
            service_kind="preventive_service",
            stated_reason="nurse education and a peer counselor must be tried before visits with an IBCLC",
            reason_kind="step_therapy",
            claim_type="pre_service",
            urgency="expedited",
            expedite_codes=("breastfeeding_failing", "infant_intake"),
            physician="Dr. Ruth Abernathy",
            physician_phone="555-0163",
            timezone=_CENTRAL,
            notice_on=days.ago(6),
            received_on=days.ago(5),
            parties=(_claims_administrator("Example Health Insurance", "Expedited Appeals", "555-0189"),),
            forms=(
                FormInput("representative", "Rosa Delgado", "patient advocate", days.ago(4), days.ahead(361)),
            ),
        ),
        events=(
            happening(
                EventKind.INTERNAL_APPEAL_FILED,
                filed_by="representative",
                channel="fax",
                sent_on=days.hours_ago(65),
                received_by_plan=days.hours_ago(65),
                expedited="yes",
                telephoned_at=days.hours_ago(65.5),
                telephone_name="Dana, Expedited Appeals",
                telephone_reference="5550771",
                physician_certified="yes",
                tracking="Fax confirmation, 14 pages",
            ),
            happening(
                EventKind.CALL_LOGGED,
                called_at=days.hours_ago(20),
                with_whom="Expedited Appeals",
                reference="5550790",
                said="The appeal is with a reviewer.",
            ),
        ),
        files=(
            _letter(
                "Denial letter.txt",
                "Lactation counseling: not approved",
                days,
                6,
                "Nurse education and a peer counselor must be tried before visits with an IBCLC.",
            ),
            File(
                "Feeding assessment.txt",
                "medical_record",
                f"{days.said(9)} and {days.said(8)}, hospital nurse: education given, latch difficulty remains. "
                f"{days.said(7)}: weight gain below target.\n",
                "B",
                4,
            ),
            File(
                "Log of calls.txt",
                "medical_record",
                f"{days.said(5)}: the plan names two consultants; neither has an appointment within six weeks. The "
                "peer program opens to new families in four weeks.\n",
                "C",
                2,
            ),
            _clinician(
                "Dr. Abernathy's letter and certification",
                "D",
                2,
                "Breastfeeding is at immediate risk of failing, and milk supply that is lost may not return.",
            ),
        ),
        shown=(
            Shown(
                "nurse_education_first",
                f"Hospital nurse education, {days.said(9)} and {days.said(8)}; latch difficulty remained",
                "Given: difficulty remained",
                "B, p. 1",
            ),
            Shown(
                "complication_documented",
                f"Feeding assessment of {days.said(7)}: weight gain below target",
                "Documented",
                "B, pp. 2–4",
            ),
            Shown(
                "network_provider_available",
                f"Two consultants that the plan named, called on {days.said(5)}: no appointment within six weeks",
                "None available in time",
                "C, p. 1",
            ),
            Shown(
                "peer_counseling_first",
                f"Called on {days.said(5)}: the peer program takes new families in four weeks",
                "Not available in time",
                "C, p. 2",
                _EXCEPTION,
            ),
        ),
        gathered=("breastfeeding_complication", "ibclc_assessment", "network_consultants", "denial_notice"),
    )


def _checkpoint_inhibitor(now: datetime) -> Story:
    days = Days(now, _CENTRAL)
    return Story(
        denial=DenialInput(
            patient_name="Ines Carvalho",
            patient_born_on="1959-11-30",
            patient_phone="555-0149",
            patient_address="31 Oleander Street\nCorpus Christi, TX 78401",
            insurer="Cigna",
            plan_name="Example Shipping Welfare Plan",
            member_id="0555-3308-01",
            group_number="55540",
            claim_number="3308-26-1120",
            sponsor="private_employer",
            funding="self_funded",
            grandfathered="no",
            appeal_levels="1",
            policy_state="TX",
            service="Checkpoint inhibitor, first infusion and three more",
            service_kind="drug",
            stated_reason="platinum chemotherapy must be tried first",
            reason_kind="step_therapy",
            claim_type="pre_service",
            urgency="expedited",
            expedite_codes=("cancer_progressing",),
            treatment_on=days.ahead(12),
            physician="Dr. Marcus Feld",
            physician_phone="555-0164",
            timezone=_CENTRAL,
            notice_on=days.ago(2),
            received_on=days.ago(1),
            parties=(
                _claims_administrator("Example Claims Administrator", "Appeals Unit", "555-0199"),
                PartyInput(
                    "pharmacy_manager",
                    "Example Pharmacy Services",
                    "Prior authorization",
                    "PO Box 5551\nScranton, PA 18505",
                ),
                PartyInput(
                    "plan_administrator",
                    "Example Shipping Company",
                    "Employee Benefits",
                    "8 Dock Road\nCorpus Christi, TX 78401",
                ),
            ),
            forms=(
                FormInput("representative", "Rosa Delgado", "patient advocate", days.ago(1), days.ahead(364)),
            ),
        ),
        files=(
            _letter(
                "Denial letter.txt",
                "Checkpoint inhibitor: not approved",
                days,
                2,
                "Platinum chemotherapy must be tried first. You may appeal within 180 days.",
            ),
            _record(
                "Pathology and biomarker report",
                "B",
                4,
                f"Biopsy of {days.said(20)}: stage, histology, biomarkers.",
            ),
            _record("Kidney function", "C", 2, f"Creatinine clearance of {days.said(12)}: 38 mL/min."),
            _clinician(
                "Dr. Feld's letter",
                "D",
                2,
                "Platinum is not advised with this kidney function; delay lets it grow.",
            ),
        ),
        shown=(
            Shown(
                "histology_and_biomarkers",
                f"Pathology and biomarker report of the biopsy of {days.said(20)}",
                "Documented",
                "B",
            ),
            Shown(
                "step_excused",
                f"Creatinine clearance 38 mL/min ({days.said(12)}): platinum not advised, Dr. Feld",
                "Organ dysfunction",
                "C",
                _EXCEPTION,
            ),
        ),
        gathered=("biomarker_report", "denial_notice"),
    )


def _cimt(now: datetime) -> Story:
    zone = "America/New_York"
    days = Days(now, zone)
    return Story(
        denial=DenialInput(
            patient_name="June Halvorsen",
            patient_born_on="1957-03-19",
            patient_phone="555-0151",
            patient_address="4 Birch Hill\nBurlington, VT 05401",
            insurer="Cigna",
            plan_name="Lake Example Cooperative Health Plan",
            member_id="0555-2217-01",
            group_number="55560",
            claim_number="2217-26-0715",
            sponsor="private_employer",
            funding="self_funded",
            grandfathered="no",
            appeal_levels="1",
            policy_state="VT",
            service="Constraint-induced movement therapy (CIMT) after stroke",
            service_kind="therapy",
            stated_reason="conventional occupational therapy must be completed first",
            reason_kind="step_therapy",
            claim_type="pre_service",
            physician="Dr. Paul Ettinger",
            physician_phone="555-0165",
            timezone=zone,
            notice_on=days.ago(130),
            received_on=days.ago(127),
            parties=(
                _claims_administrator("Example Claims Administrator", "Appeals Unit", "555-0199"),
                PartyInput(
                    "iro", "Example Independent Review", "External review", "", "555-0166", "555-0167"
                ),
            ),
            forms=(
                FormInput(
                    "representative", "Rosa Delgado", "patient advocate", days.ago(120), days.ahead(245)
                ),
            ),
        ),
        events=(
            happening(
                EventKind.INTERNAL_APPEAL_FILED,
                filed_by="representative",
                channel="portal",
                sent_on=days.ago(100),
                received_by_plan=days.ago(100),
            ),
            happening(
                EventKind.APPEAL_DECIDED,
                notice_on=days.ago(74),
                received_on=days.ago(71),
                outcome="upheld",
                final="yes",
                said="the record does not show a completed course of conventional occupational therapy",
            ),
            happening(
                EventKind.EXTERNAL_REVIEW_REQUESTED,
                filed_by="representative",
                channel="certified_mail",
                sent_on=days.ago(21),
                received_by_plan=days.ago(17),
                tracking="7020 0555 0188",
            ),
            happening(EventKind.EXTERNAL_REVIEW_ACCEPTED, notice_on=days.ago(11), received_on=days.ago(9)),
            happening(
                EventKind.IRO_ASSIGNED,
                assigned_on=days.ago(5),
                received_by_iro=days.ago(5),
                iro="Example Independent Review",
                reference="EIR-5550-22",
            ),
            happening(EventKind.IRO_NOTICE_RECEIVED, notice_on=days.ago(4), received_on=days.ago(2)),
            happening(
                EventKind.INFORMATION_SENT_TO_IRO,
                channel="fax",
                sent_on=days.ago(1),
                received_by_iro=days.ago(1),
                tracking="Fax confirmation, 22 pages",
            ),
        ),
        files=(
            File(
                "Therapy records.txt",
                "medical_record",
                f"Conventional occupational therapy, 18 visits, {days.said(215)} to {days.said(152)}; Fugl-Meyer 31 "
                "to 33: plateau.\n",
                "B",
                22,
            ),
            File(
                "Rehabilitation guideline, the section quoted.txt",
                "policy",
                "The section that Dr. Ettinger quotes, with its date.\n",
                "C",
                2,
            ),
            _record("Motor Activity Log", "D", 3, f"{days.said(140)}: amount of use 1.4 of 5."),
            _clinician(
                "Dr. Ettinger's letter",
                "E",
                2,
                "More conventional therapy would not do what this protocol does.",
            ),
        ),
        shown=(
            Shown(
                "conventional_therapy_tried",
                f"18 visits of conventional occupational therapy, {days.said(215)} to {days.said(152)}",
                "Completed: plateau",
                "B, pp. 1–18",
            ),
            Shown(
                "recovery_inadequate",
                f"Fugl-Meyer 31 to 33 ({days.said(152)}); cannot button or lift a cup",
                "Residual deficit documented",
                "B, pp. 19–22",
            ),
            Shown(
                "guideline_next_step", "Rehabilitation guideline, section quoted", "Guideline enclosed", "C"
            ),
            Shown(
                "current_deficit",
                f"Motor Activity Log of {days.said(140)}: 1.4 of 5",
                "Deficit measured",
                "D",
            ),
        ),
        gathered=("step_history", "functional_assessment", "rehabilitation_guideline", "prescriber_letter"),
    )
