"""Which addresses are taken, and what is advised instead of the others (semantics row 71)."""

import pytest

from rules.address import LONGEST_LOCAL_PART, advice, is_plain_address, refuse_unless_plain
from rules.problems import BadInput
from rules.text import quoted

SINGLE = "write a single one such as name@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "pat.o'brien@council.example",
        "pat+plans@council.example",
        "pat@xn--mnchen-3ya.example",
        f"{'p' * LONGEST_LOCAL_PART}@council.example",
    ],
)
def test_a_plain_address_is_taken(address: str) -> None:
    assert is_plain_address(address)
    refuse_unless_plain(address)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        pytest.param("a@x.gov.uk&bcc=b@y.example", SINGLE, id="row-071"),
        ("a@x.example\r\nBcc: b@y.example", SINGLE),
        ("a@x.example, b@y.example", SINGLE),
        ("a b@x.example", SINGLE),
        ("A <a@x.example>", SINGLE),
        ('"a b"@x.example', SINGLE),
        ("a@x", SINGLE),
        ("a@x..example", SINGLE),
        (".a@x.example", SINGLE),
        ("\u00fc@x.example", SINGLE),
        ("@", SINGLE),
        (f"{'p' * (LONGEST_LOCAL_PART + 1)}@x.example", SINGLE),
        (f"a@{'x' * 64}.example", SINGLE),
        ("a@m\u00fcnchen.example", "write its domain in ASCII: a@xn--mnchen-3ya.example"),
    ],
)
def test_anything_else_is_refused_with_what_to_write(text: str, instead: str) -> None:
    assert not is_plain_address(text)
    assert advice(text) == instead
    with pytest.raises(BadInput) as refused:
        refuse_unless_plain(text)
    assert refused.value.problems == (
        f"{quoted(text)} is not one plain e-mail address; {instead}.",
    )
