"""Responsible for the invented people of the example plans: each the same person in every plan."""

INVENTED = "invented"
COUNCIL = "Middlesbrough Council"
HEALTH = "Teesmouth Health Trust (invented)"
POLICE = "Teesmouth Police (invented)"
DOMAINS = {
    COUNCIL: "middlesbrough.example",
    HEALTH: "teesmouth-health.example",
    POLICE: "teesmouth-police.example",
}
HEADINGS = ("Name", "Address", "Role", "Agency", "Director", "Source")


def person(name: str, role: str, agency: str, director: str = "") -> tuple[str, ...]:
    """Return a row of the sheet People; the address is made of the name."""
    address = f"{name.lower().replace(' ', '.')}@{DOMAINS[agency]}"
    return (name, address, role, agency, director, INVENTED)


PEOPLE = (
    person("Janet Lowe", "Action Plan Co-ordinator", COUNCIL),
    person("Susan Barker", "Head of Safeguarding", COUNCIL),
    person("David Hughes", "Head of Resources", COUNCIL),
    person("Karen Whitfield", "Chief Nurse", HEALTH),
    person("Ian Mercer", "Superintendent", POLICE),
    person("Alison Reid", "Partnerships Manager", COUNCIL, "David Hughes"),
    person("Mark Dobson", "Front Door Service Manager", COUNCIL, "Susan Barker"),
    person("Rachel Owens", "Human Resources Manager", COUNCIL, "David Hughes"),
    person("Paul Ramsey", "Detective Inspector, Safeguarding", POLICE, "Ian Mercer"),
    person("Claire Dunn", "Named Nurse, Safeguarding", HEALTH, "Karen Whitfield"),
    person("Pat O'Brien", "Systems Manager", COUNCIL, "David Hughes"),
    person("Joanne Fletcher", "Social Work Capacity Manager", COUNCIL, "Susan Barker"),
    person("Simon Archer", "Conference and Review Manager", COUNCIL, "Susan Barker"),
    person("Lesley Grant", "Practice Improvement Lead", COUNCIL, "Susan Barker"),
    person("Brian Tate", "Democratic Services Officer", COUNCIL),
    person("Wendy Clarke", "Safeguarding Board Officer", COUNCIL),
    person("Tom Baxter", "Partnership Board Officer", COUNCIL),
)
