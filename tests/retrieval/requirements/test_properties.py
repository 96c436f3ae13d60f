"""Each property that a question may ask for, and the ways in which documents state it."""

from __future__ import annotations

import pytest

from retrieval.searching.requirements.unmet import PROPERTIES, narrowed_to, unmet

# The property, a question for it, and sentences of which each states it.
STATED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("half-life", "What is the half-life?", ("The half life is 12 hours.", "t½ = 9 h")),
    ("absorption", "What is its bioavailability?", ("Cmax is reached after 2 h.",)),
    ("levels in the blood", "Is it detectable in the serum?", ("The half-life is 20 days.",)),
    ("metabolism", "How is it excreted?", ("It is eliminated by the kidneys.",)),
    ("the molecule", "What is the molecular weight?", ("An antibody of 145 kDa.",)),
    ("excipients", "Which excipients are in it?", ("Other ingredients: sucrose.",)),
    ("latex", "Is there latex in the cap?", ("The cap contains natural rubber.",)),
    ("appearance", "What colour is the tablet?", ("A round, pink tablet.",)),
    ("the needle", "Which needle does it have?", ("A 27 g needle.",)),
    ("efficacy", "How effective is it?", ("It lowered the rate by 40 %.", "Superior to placebo.")),
    (
        "size of a study",
        "How many patients took part?",
        ("A trial in 120 patients.", "In 1,204 adult outpatients", "n = 85", "85 older adults"),
    ),
    ("reconstitution", "What dissolves the powder?", ("Use sodium chloride 0.9 %.",)),
    ("onset", "What is the onset of action?", ("It starts working after an hour.",)),
    ("an antidote", "Is there an antidote?", ("Idarucizumab reverses it.",)),
    ("the greatest dose", "What is the maximum dose?", ("Up to 40 mg.", "Do not exceed 40 mg.")),
    ("into a muscle", "May it go into the muscle?", ("Give it i.m. or i.v.",)),
    (
        "size of a pack",
        "How many tablets are in a box?",
        ("Packs of 30.", "30 tablets per blister"),
    ),
    ("fertility", "Does it impair fertility?", ("Infertility was not seen: fertile.",)),
    ("mechanism", "What is the mechanism of action?", ("It inhibits TYK2.",)),
    (
        "dose by weight",
        "What is the dose by body weight?",
        ("Give 5 mg/kg.", "Give 0.5 mg per kg.", "Above 30 kg take two."),
    ),
    ("volume", "How many ml are injected?", ("Inject 10 ml.", "Inject 1.5 mL.")),
    ("concentration", "What concentration does it have?", ("100mg/mL", "50 units per 5 ml")),
    ("humidity", "Up to what humidity is it stable?", ("Below 60 % RH.",)),
    ("storage", "How is it stored?", ("Keep it in a refrigerator.", "At 2 to 8 °C.")),
    ("side effects", "What are the side effects?", ("Frequent reactions were nausea and rash.",)),
    ("vomiting", "He vomited after the dose. Again?", ("If you vomit, do not repeat it.",)),
    (
        "price",
        "What does a night cost?",
        ("190 CHF", "CHF 190", "$1,200", "US$ 5", "It is free of charge.", "12 million dollars"),
    ),
    ("the maker", "Who manufactures it?", ("Made by Example Ltd", "Distributed by: Example")),
    ("the patent", "When does the patent expire?", ("Exclusivity ends in 2031.",)),
    (
        "keeping of records",
        "How long are records kept?",
        ("They are archived for 15 years.", "15 years after the study"),
    ),
    (
        "a phone number",
        "What is the phone number?",
        ("+41 61 123 45 67", "Call 061 123 45 67", "(202) 555-0100", "Dial 4711."),
    ),
    ("an e-mail address", "What is the e-mail address?", ("Write to hr@example.com.",)),
    ("meals", "What may dinner cost me?", ("Food: 40 CHF a day.",)),
    ("anti-virus", "Which antivirus do we use?", ("Endpoint protection is on.",)),
    ("room on a drive", "How many gigabytes do I get?", ("100 GB for each person", "50GB")),
    ("a data centre", "In which data centre is it?", ("Hosted in Zurich.",)),
    ("a fee", "What fee is charged?", ("EUR 12,500",)),
    ("the bonus", "When is the bonus paid?", ("Variable pay comes in March.",)),
    ("notice", "What is the notice period?", ("Staff may resign with 3 months' warning.",)),
    ("probation", "How long is probation?", ("An introductory period of 3 months.",)),
    ("sick pay", "Is there sick pay?", ("Sick leave: ten paid days.", "Salary for 6 weeks.")),
    ("a wedding", "Do I get a day for my wedding?", ("Marriage: 2 days.",)),
    ("pension", "What goes into my pension?", ("The second pillar is 10 %.",)),
    ("overtime", "How is overtime paid?", ("Additional hours count 125 %.",)),
    ("parking", "Where is the car park?", ("Parking: level 2.",)),
    ("clothing", "What is the dress code?", ("Business attire.",)),
    ("bandwidth", "Which bandwidth is there?", ("100 Mbit/s", "50Mbps")),
    ("guarantee", "How long is the warranty?", ("A guarantee of 2 years.",)),
    ("a PIN", "What is the PIN?", ("Set a passcode.",)),
    (
        "a date",
        "On which date did it begin?",
        ("2024-02-12", "12.02.2024", "12/31/2023", "31 Mar", "Mar 31", "12 March", "by 3 May"),
    ),
    ("a month", "In which month is it paid?", ("It is paid every quarter.", "in April")),
    ("food", "Is it taken with food?", ("Take it on an empty stomach.",)),
    ("crushing", "May it be crushed?", ("Swallow it whole.",)),
    ("disposal", "How do I dispose of it?", ("It goes to the sharps box.",)),
    ("length of treatment", "What is the duration of treatment?", ("A course of 10 doses.",)),
    ("where to inject", "Where is it injected?", ("Into the abdomen.",)),
    ("a starting dose", "What is the loading dose?", ("The first dose is 80 mg.",)),
    ("generics", "Is there a generic?", ("Biosimilars exist.",)),
    ("insurance", "Is it covered by insurance?", ("It is reimbursed.",)),
    ("sleep", "Does it affect sleep?", ("Insomnia was rare.",)),
    ("weight", "Does it cause weight gain?", ("Body weight rose by 1 kg.",)),
    ("mood", "Can it cause depression?", ("Psychiatric effects were rare.",)),
    ("sunlight", "Can it stand in the sun?", ("Protect it from light.",)),
    ("taste", "How does it taste?", ("It is flavoured.",)),
    ("travel with it", "May it go in hand luggage?", ("For transport use a cool bag.",)),
    ("self-injection", "Can patients self-inject?", ("A caregiver may give it.",)),
    ("salary", "When are salaries paid?", ("Pay comes on the 25th.",)),
    ("a pay rise", "When do I get a raise?", ("The merit increase comes in April.",)),
    ("promotion", "How do I get promoted?", ("Career steps are decided in May.",)),
    ("working hours", "What are the core hours?", ("Staff work 40 hours a week.",)),
    ("a sick note", "When do I need a sick note?", ("A certificate is due on day 3.",)),
    ("unpaid leave", "Can I take a sabbatical?", ("Unpaid leave is possible.",)),
    ("bereavement", "Do I get leave for a funeral?", ("On the death of a parent: 3 days.",)),
    ("moving house", "Is there a day off to move house?", ("Relocation: one day.",)),
    ("military service", "Is military service paid?", ("Jury duty is paid.",)),
    ("child care", "Is there a nursery?", ("Childcare costs are shared.",)),
    ("the canteen", "When does the canteen open?", ("The cafeteria is on level 1.",)),
    ("sport", "Is there a gym?", ("Fitness courses are free.",)),
    ("a company car", "Do I get a company car?", ("A pool car can be booked.",)),
    ("a car's costs", "What is paid per kilometre?", ("Mileage: CHF 0.70.",)),
    ("taxis", "May I take a taxi?", ("A cab is allowed at night.",)),
    ("a visa", "Who gets me a visa?", ("The work permit is requested by HR.",)),
    ("a home office", "Is a desk at home paid?", ("Home office equipment: CHF 300.",)),
    ("public holidays", "How many public holidays are there?", ("Bank holidays are listed.",)),
    ("Christmas", "Are we closed at Christmas?", ("The year-end break begins on 24.",)),
    ("shares", "Are there stock options?", ("The share plan opens in May.",)),
    ("a mentor", "Do I get a mentor?", ("A coach is offered.",)),
    ("harassment", "Where do I report bullying?", ("Harassment is reported to HR.",)),
    (
        "an accident at work",
        "What do I do after a workplace accident?",
        ("Injuries are reported.",),
    ),
    ("working part time", "Can I reduce my hours?", ("Part-time work is possible.",)),
    ("leaving the company", "What if I resign?", ("On departure all is returned.",)),
    ("printing", "How do I use the printer?", ("Printing needs a badge.",)),
    ("wireless", "What is the wifi password?", ("The WLAN is open.",)),
    ("a mailbox", "How big may an attachment be?", ("Mailbox: 50 GB.",)),
    ("USB sticks", "May I use a USB stick?", ("Removable media are blocked.",)),
    ("administrator rights", "Can I get admin rights?", ("Privileged accounts are rare.",)),
    ("video calls", "How do I set up a video call?", ("Videoconferencing is in Webex.",)),
    ("an operating system", "Which operating system do we use?", ("Laptops run Windows.",)),
    ("updates", "When are laptops patched?", ("Updates come on Tuesday.",)),
    ("encryption", "Is the disk encrypted?", ("Encryption is on.",)),
    ("a password manager", "Which password manager is there?", ("Use the vault.",)),
    ("phishing", "What do I do about phishing?", ("Spam is forwarded.",)),
    ("opening hours", "When is the desk open?", ("It is staffed from 8.",)),
    ("availability", "What is the uptime?", ("It is available 99.5 %.",)),
    ("a second screen", "Can I have a second screen?", ("Screens are ordered.",)),
    ("translations", "Who pays translations?", ("Texts are translated.",)),
    ("a recall", "When is a batch recalled?", ("A recall starts within a day.",)),
    ("product complaints", "Where do product complaints go?", ("Complaints go to QA.",)),
    ("periodic reports", "When is the PSUR due?", ("The periodic safety report is yearly.",)),
    ("risk management", "Where is the RMP?", ("The risk management plan is online.",)),
    ("release of batches", "Who does batch release?", ("Batches are released by QA.",)),
    ("orphan status", "Is it an orphan drug?", ("Orphan status was granted.",)),
    ("a root cause", "Which root-cause tool is used?", ("The root cause is written down.",)),
    ("the last revision", "When was it last revised?", ("It is effective since May.",)),
    ("death", "Has anybody died of it?", ("One fatal case was seen.",)),
    ("treatment at home", "Can it be given at home?", ("Home infusion is possible.",)),
    ("blood tests", "Is a blood test needed?", ("Check serum levels.",)),
    (
        "withdrawal from the market",
        "When was the licence of it withdrawn?",
        ("The approval was revoked.",),
    ),
    (
        "withdrawal from the market",
        "Was it taken off the market?",
        ("The approval was revoked.",),
    ),
    ("a penalty", "What is the penalty for it?", ("Disciplinary action is taken.",)),
    ("selling leave", "Can I sell unused leave?", ("Leave is never paid out.",)),
    ("other devices", "Does it run on an iPad?", ("Use any device.",)),
    ("number of people", "How many people work in HR?", ("A team of 12 people.",)),
    ("numbers of a past time", "How many were lost last year?", ("In the last quarter: 7.",)),
    ("a year", "In which year was it?", ("in 2019", "FY23", "FY 2023")),
)


@pytest.mark.parametrize(
    ("name", "question", "text"),
    [(name, question, text) for name, question, texts in STATED for text in texts],
)
def test_what_states_a_property_meets_a_question_for_it(
    name: str, question: str, text: str
) -> None:
    assert name in narrowed_to(question)
    assert name not in unmet(question, ["Something else.", text])


@pytest.mark.parametrize(("name", "question"), [(name, asked) for name, asked, _ in STATED])
def test_a_text_of_something_else_does_not_meet_it(name: str, question: str) -> None:
    assert name in unmet(question, ["Keep it dry, and ask your manager about the next step."])


def test_each_property_is_tried() -> None:
    assert {name for name, _, _ in STATED} == set(PROPERTIES)
