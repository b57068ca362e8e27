"""What the words of a plan say of the plan itself: sentences of our own, each told or not told."""

import pytest

from rules.plans.wording import (
    has_yardstick,
    is_endless,
    is_event,
    is_several,
    names_one,
    only_counts_activity,
)


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("Completion", True),
        ("In progress", True),
        ("Number of meetings held", True),
        ("Regular supervision sessions", True),
        ("No. of staff trained", True),
        ("Minutes of meetings", True),
        ("Update to the Board", True),
        ("Training delivered", True),
        ("Number of workshops; progress reported", True),
        ("Performance is monitored monthly", True),
        ("Completion of the audit tool", True),
        ("Completion of a strategy approved by Cabinet", False),
        ("95% of visits within ten working days", False),
        ("Fewer children come back within a year", False),
        ("Number of meetings held; rate of re-referral below 20%", False),
        ("Strategy published by June", False),
        ("Number of foster carers approved", False),
        ("Reduction in the time that children wait", False),
        ("Percentage of staff who attended training", False),
        ("", False),
    ],
)
def test_a_measure_that_only_counts_work_is_told(measure: str, told: bool) -> None:  # noqa: FBT001 - a table
    assert only_counts_activity(measure) is told


@pytest.mark.parametrize(
    ("title", "has"),
    [
        ("Recruit six social workers", True),
        ("Publish the neglect strategy", True),
        ("Write guidance on thresholds", True),
        ("95% of plans are reviewed in time", True),
        ("Improve practice", False),
        ("Strengthen management oversight of visits", False),
        ("Work more closely with schools", False),
        ("Signs of harm are looked into", False),
        ("Better delivery of services", False),
    ],
)
def test_a_yardstick_is_a_figure_or_a_product(title: str, has: bool) -> None:  # noqa: FBT001 - a table
    assert has_yardstick(title) is has


@pytest.mark.parametrize(
    ("owner", "is_one"),
    [
        ("Jo Smith", True),
        ("Head of Safeguarding and Quality", True),
        ("Director of Business, Performance and Change", True),
        ("Department for Health and Social Care", True),
        ("Tees, Esk and Wear Valley NHS Foundation Trust", True),
        ("Health and Wellbeing Board", True),
        ("UI/UX", True),
        ("Jo Smith with Pat O'Brien", True),
        ("Early Help Team", True),
        ("", False),
        ("Jo Smith and Pat O'Brien", False),
        ("Jo Smith; Pat O'Brien", False),
        ("Jo Smith / Pat O'Brien", False),
        ("Head of Safeguarding and Director of Education", False),
        ("County Council, NHS North ICB", False),
        ("All agencies", False),
        ("Partners", False),
        ("Social workers", False),
        ("HoS", True),
        ("CDOs", False),
        (", and", False),
    ],
)
def test_one_owner_is_one_person_or_one_body(owner: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    assert names_one(owner) is is_one


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Recruit six social workers and review the referral form", True),
        ("Publish the policy; train all managers in it", True),
        ("Write the policy. Brief every team on neglect by May.", True),
        ("The panel has been set up and two reviews have been held", True),
        ("Introduction of weekly panels and the introduction of case audits", True),
        ("Carry out an audit of cases, then publish a report", True),
        ("Review and agree the threshold document", False),
        ("Publish the policy and the guidance", False),
        ("Audit twenty cases and report the findings", False),
        ("Write the plan and share it with partners", False),
        ("Set up a panel to review and update plans", False),
        ("Replace the form. If it can't be replaced, withdraw it.", False),
        ("Recruit to all posts", False),
        ("Invite parents to try the form and give their views", False),
    ],
)
def test_several_things_to_do_are_told(title: str, told: bool) -> None:  # noqa: FBT001 - a table
    assert is_several(title) is told


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Continue to hold panels", True),
        ("Ensure good practice", True),
        ("Engage parents to shape the offer", True),
        ("Engage a firm for the audit", False),
        ("We will strengthen the use of the threshold document", True),
        ("Embedding of restorative practice", True),
        ("Raise awareness of neglect", True),
        ("Improve the quality of plans", True),
        ("Further support for newly qualified workers", True),
        ("Hold regular meetings with schools", True),
        ("Ensure every child in care has a named worker", False),
        ("Improve timeliness of visits to 95%", False),
        ("Increase the number of foster carers to 40", False),
        ("Publish the strategy", False),
        ("Recruit a head of service to improve practice", False),
    ],
)
def test_what_has_no_end_is_told(title: str, told: bool) -> None:  # noqa: FBT001 - a table
    assert is_endless(title) is told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("When the post is filled", True),
        ("After the review", True),
        ("Ongoing", True),
        ("Alongside the budget", True),
        ("See annex B", False),
        ("TBC", False),
        ("//", False),
        ("#REF!", False),
        ("", False),
    ],
)
def test_a_date_that_is_an_event_is_told(words: str, told: bool) -> None:  # noqa: FBT001 - a table
    assert is_event(words) is told
