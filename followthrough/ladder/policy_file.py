"""Responsible for an escalation policy as people write it, in YAML."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from followthrough.reading.file import name_of
from followthrough.reading.yaml_file import inline, read_text, read_yaml, scalar
from followthrough.reading.yaml_value import Problems, Value
from rules.ladder.policy import LADDER, RUNG_AUDIENCES, WITHIN, Audience, Policy, Rung, left_out
from rules.text import quoted

DEFAULT = Path(__file__).parent / "policy.yaml"
MOST_RUNGS = 50
LONGEST_NAME = 60
LONGEST_RUNG_NAME = 20
LONGEST_ROLE = 120
LONGEST_SENTENCE = 500
FURTHEST = 250
"""Working days: about a year."""

_POLICY = {"name": "P2", "rungs": "[{name: L0, tells: owner, working_days: 1}]"}
_RUNG = {"name": "L1", "tells": "director", "working_days": "5"}
_RUNG_MAY_HAVE = ("repeat", "after_previous", "says")
_ROLE = {"role": "Chief Executive"}
_TELLS = {str(audience): audience for audience in RUNG_AUDIENCES if audience != Audience.ROLE}
_RUNG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _-]*")
_RESERVED = re.compile(r"(?:extension|validation|decision|mend)(?: [0-9]+)?", re.IGNORECASE)
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def read_policy(path: Path) -> Policy:
    """Return the policy in the YAML file at `path`.

    Raises BadInput with a sentence for every problem, each naming file and line.
    """
    return parse_policy(read_text(path), name_of(path.name))


def parse_policy(text: str, file: str) -> Policy:
    """Return the policy that `text` says; raises BadInput as `read_policy` does, naming `file`."""
    problems = Problems(file)
    top = read_yaml(text, problems).fields(_POLICY, ["without"])
    without = _without(top["without"])
    policy = Policy(top["name"].text(LONGEST_NAME), _rungs(top["rungs"]), without)
    problems.tell()
    _check_left_out(policy, top["rungs"], top["without"])
    problems.tell()
    return policy


@cache
def default_policy() -> Policy:
    """Return the policy of every plan that has none of its own."""
    return read_policy(DEFAULT)


def policy_as_yaml(policy: Policy) -> str:
    """Return the policy as a file that reads back as the same policy."""
    lines = [f"name: {scalar(policy.name)}", "rungs:", *map(_rung_as_yaml, policy.rungs)]
    if policy.without:
        lines += ["without:", *(f"  {who}: {scalar(why)}" for who, why in policy.without)]
    return "\n".join(lines) + "\n"


def _rung_as_yaml(rung: Rung) -> str:
    tells = f"role: {rung.role}" if rung.audience is Audience.ROLE else str(rung.audience)
    pairs: dict[str, str | int] = {"name": rung.name, "tells": tells, "working_days": rung.offset}
    if rung.repeat is not None:
        pairs["repeat"] = rung.repeat
    if rung.after_previous != 1:
        pairs["after_previous"] = rung.after_previous
    if rung.says:
        pairs["says"] = rung.says
    return f"  - {inline(pairs)}"


def _without(value: Value) -> tuple[tuple[Audience, str], ...]:
    """Return whom the file says that its ladder leaves out, and why."""
    if not value.is_mapping:
        if value.node:
            value.complain(
                'without names nobody; write whom and why, such as {board: "It has none."}'
            )
        return ()
    named = value.fields({}, LADDER)
    return tuple((one, named[one].text(LONGEST_SENTENCE)) for one in LADDER if named[one].node)


def _check_left_out(policy: Policy, rungs: Value, without: Value) -> None:
    """Complain of whom the ladder leaves out and the file does not, and the other way round."""
    named, found = dict(policy.without), left_out(policy)
    for audience in LADDER:
        if audience in found and audience not in named:
            rungs.complain(
                f"no rung tells the {audience} within {WITHIN} working days after the due date; add "
                f'one, or say why not, such as without: {{{audience}: "They are told by telephone."}}'
            )
        elif audience in named and audience not in found:
            without.complain(f"without names the {audience}, whom a rung tells; take it out")


def _rungs(value: Value) -> tuple[Rung, ...]:
    entries = value.items("rung", 1, MOST_RUNGS)
    named: dict[str, str] = {}
    rungs = [_rung(entry, named) for entry in entries]
    _check_order(zip(entries, rungs, strict=True))
    return tuple(rungs)


def _rung(entry: Value, named: dict[str, str]) -> Rung:
    """Return one rung; where something is wrong with it, a stand-in that is never used."""
    fields = entry.fields(_RUNG, _RUNG_MAY_HAVE)
    audience, role = _tells(fields["tells"])
    offset = fields["working_days"].whole(-FURTHEST, FURTHEST)
    return Rung(
        name=_name(fields["name"], named),
        audience=audience,
        offset=offset or 0,
        repeat=_repeat(fields["repeat"], offset),
        after_previous=fields["after_previous"].whole(1, FURTHEST) or 1,
        role=role,
        says=fields["says"].text(LONGEST_SENTENCE),
    )


def _name(value: Value, named: dict[str, str]) -> str:
    """Return the name of a rung, which is added to those `named` with its line."""
    name = value.text(LONGEST_RUNG_NAME)
    if not name:
        return ""
    first = named.get(name.casefold())
    named.setdefault(name.casefold(), value.place)
    if not _RUNG_NAME.fullmatch(name):
        value.complain(
            f"name {quoted(name)} can't name a rung; begin with a letter from A to Z, "
            "then write letters, digits, spaces, hyphens and underscores"
        )
    elif _RESERVED.fullmatch(name):
        value.complain(f"name {quoted(name)} is the service's own; write another, such as L1")
    elif first is not None:
        value.complain(f"name {quoted(name)} is used already on {first}; write another")
    return name


def _tells(value: Value) -> tuple[Audience, str]:
    """Return whom a rung tells, and the role if it is one."""
    if value.is_mapping:
        return Audience.ROLE, value.fields(_ROLE)["role"].text(LONGEST_ROLE)
    text = value.text(LONGEST_SENTENCE)
    kind, _, role = (part.strip() for part in text.partition(":"))
    if kind.casefold() != Audience.ROLE:
        known = [*_TELLS, "role: Chief Executive"]
        return _TELLS.get(value.choice(text, known), Audience.OWNER), ""
    if not role:
        value.complain('tells names no role; write it, such as "role: Chief Executive"')
    elif len(role) > LONGEST_ROLE:
        value.complain(
            f"the role is {len(role)} characters long; shorten it to {LONGEST_ROLE} at most"
        )
    return Audience.ROLE, role


def _repeat(value: Value, offset: int | None) -> int | None:
    is_number = _DECIMAL.fullmatch(value.written.seen)
    if is_number and float(value.written.seen) < 1:
        value.complain(
            f"repeat {quoted(value.written.seen)} is shorter than a working day; "
            f"write a whole number from 1 to {FURTHEST}, or leave it out"
        )
        return None
    repeat = value.whole(1, FURTHEST)
    if repeat and offset is not None and offset < 1:
        value.complain(
            "a reminder lapses with its day and has no repeat; "
            "leave it out, or write working_days of 1 or more"
        )
    return repeat


def _check_order(rungs: Iterable[tuple[Value, Rung]]) -> None:
    """Complain of each rung of the ladder that is listed after one of a later day."""
    latest = 1
    for entry, rung in rungs:
        if not rung.is_reminder and rung.offset < latest:
            entry.complain(
                f"working day {rung.offset} comes before {latest}, which a rung above has; "
                "list the rungs after the due date in the order of their days"
            )
        latest = max(latest, rung.offset)
