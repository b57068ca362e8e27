"""Responsible for an escalation policy as the database keeps it, in JSON."""

from collections.abc import Mapping

from rules.ladder.policy import LADDER, RUNG_AUDIENCES, Audience, Policy, Rung

_KEYS = {"name", "audience", "offset", "repeat", "after_previous", "role", "says"}


def policy_as_json(policy: Policy) -> dict[str, object]:
    """Return the policy as JSON can hold it, defaults included: they may change, it must not."""
    body = {"name": policy.name, "rungs": [_rung_as_json(rung) for rung in policy.rungs]}
    return body | (
        {"without": {str(who): why for who, why in policy.without}} if policy.without else {}
    )


def policy_from_json(body: object) -> Policy:
    """Return the policy that `policy_as_json` made, in this release or an older one.

    Raises ValueError with a sentence if `body` is anything else.
    """
    body = _mapping(body, "policy", {"name", "rungs", "without"})
    name, rungs = _text(body, "name", "policy"), body.get("rungs")
    if not name or not isinstance(rungs, list | tuple) or not rungs:
        raise ValueError("a policy needs a name and at least one rung")
    left_out = _mapping(body.get("without", {}), "policy without", set(LADDER))
    without = tuple((Audience(one), _text(left_out, one, "policy without")) for one in left_out)
    policy = Policy(name, tuple(_rung_from_json(rung) for rung in rungs), without)
    if len({rung.name.casefold() for rung in policy.rungs}) < len(policy.rungs):
        raise ValueError(f"two rungs of the policy {name} have one name")
    return policy


def _rung_as_json(rung: Rung) -> dict[str, object]:
    return {
        "name": rung.name,
        "audience": str(rung.audience),
        "offset": rung.offset,
        "repeat": rung.repeat,
        "after_previous": rung.after_previous,
        "role": rung.role,
        "says": rung.says,
    }


def _rung_from_json(body: object) -> Rung:
    body = _mapping(body, "rung", _KEYS)
    name = _text(body, "name", "rung")
    if not name:
        raise ValueError("a rung needs a name")
    what = f"rung {name}"
    audience, role = _text(body, "audience", what), _text(body, "role", what)
    if audience not in RUNG_AUDIENCES:
        raise ValueError(f"the {what} tells {audience or 'nobody'}")
    if bool(role) != (audience == Audience.ROLE):
        raise ValueError(f"the {what} tells {audience} and names the role {role or 'of nobody'}")
    return Rung(
        name=name,
        audience=Audience(audience),
        offset=_number(body, "offset", what),
        repeat=None if body.get("repeat") is None else _number(body, "repeat", what, 1),
        after_previous=_number({"after_previous": 1} | body, "after_previous", what, 1),
        role=role,
        says=_text(body, "says", what),
    )


def _mapping(body: object, what: str, keys: set[str]) -> dict[str, object]:
    if not isinstance(body, Mapping):
        raise ValueError(f"a {what} is a mapping, not a {type(body).__name__}")  # noqa: TRY004 - one kind for all
    unknown = [str(key) for key in body if key not in keys]
    if unknown:
        raise ValueError(f"a {what} has no {', '.join(unknown)}")
    return dict(body)


def _text(body: Mapping[str, object], key: str, what: str) -> str:
    """Return the text under `key`; empty if there is none."""
    text = body.get(key, "")
    if not isinstance(text, str):
        raise ValueError(f"{key} of the {what} is not text")  # noqa: TRY004 - one kind for all
    return text


def _number(body: Mapping[str, object], key: str, what: str, least: int | None = None) -> int:
    number = body.get(key)
    if type(number) is not int or (least is not None and number < least):
        raise ValueError(f"{key} of the {what} is not a whole number that it can be")
    return number
