"""E-mail addresses: what is taken, what is refused, and the one form in which they are stored."""

import json

import pytest
from django.core.exceptions import ValidationError

from newsletter import addresses
from newsletter.forms import SignupForm


def is_taken(address: str) -> bool:
    try:
        addresses.normalise(address)
    except ValidationError:
        return False
    return True


def test_every_known_case_is_judged_rightly(material, db):
    cases = json.loads((material / "email" / "cases.json").read_text(encoding="utf-8"))
    assert len(cases) > 50
    wrong = [case for case in cases if is_taken(case["address"]) != (case["expect"] == "accept")]
    assert wrong == []
    by_form = [
        case
        for case in cases
        if SignupForm({"email": case["address"]}).is_valid() != (case["expect"] == "accept")
    ]
    assert by_form == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Reader@Example.ORG", "Reader@example.org"),
        ("  reader@example.org\t", "reader@example.org"),
        ("\u200freader@example.org\u200e", "reader@example.org"),
        ("\u00a0reader@example.org", "reader@example.org"),
        ("reader@أخبار.example", "reader@xn--igbicxr.example"),
        ("reader@XN--IGBICXR.example", "reader@xn--igbicxr.example"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
        ("reader@BÜCHER.example", "reader@xn--bcher-kva.example"),
        ("reader@މިހާރު.example.mv", "reader@xn--hqbgq5jdp.example.mv"),
    ],
)
def test_an_address_has_one_stored_form(typed, stored):
    assert addresses.normalise(typed) == stored
    assert addresses.normalise(stored) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("قارئ@example.org", "local_part_not_ascii"),
        ("reader@example.org\n", "invalid"),
        ("reader@exam ple.org", "invalid"),
        ("reader", "invalid"),
        ("", "invalid"),
        ("a@b.com, c@d.com", "invalid"),
        ("reader@" + "ا" * 70 + ".example", "invalid"),
        ("reader@example\uff0fpath.org", "invalid"),
    ],
)
def test_what_cannot_be_mailed_is_refused_with_a_reason(typed, code):
    with pytest.raises(ValidationError) as caught:
        addresses.normalise(typed)
    assert caught.value.code == code
    assert caught.value.messages[0]


def test_people_read_a_domain_in_its_own_script():
    assert addresses.readable("reader@xn--igbicxr.example") == "reader@أخبار.example"
    assert addresses.readable("reader@example.org") == "reader@example.org"


def test_the_hash_is_the_same_for_one_address_however_written():
    assert addresses.address_hash("A@b.org") == addresses.address_hash("a@b.org")
    assert addresses.address_hash("a@b.org") != addresses.address_hash("c@b.org")
    assert "a@b.org" not in addresses.address_hash("a@b.org")
