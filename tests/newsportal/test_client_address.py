"""Whose request it is: only trusted proxies are believed."""

import ipaddress

import pytest
from django.test import RequestFactory

from newsportal.client_address import client_address, client_network, login_address
from newsportal.origin import is_foreign


def request(peer: str, forwarded: str = "", **headers: str):
    """A request as the server hands it over."""
    if forwarded:
        headers["HTTP_X_FORWARDED_FOR"] = forwarded
    return RequestFactory().post("/", REMOTE_ADDR=peer, **headers)


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("192.0.2.1", "", [], "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", [], "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "nonsense", ["10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, nonsense", ["10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", "", ["10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7:4711", ["10.0.0.1"], "198.51.100.7"),
        ("::1", "[2001:db8::7]:443", ["::1/128"], "2001:db8::7"),
        ("::ffff:192.0.2.1", "", [], "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", ["::/0"], "192.0.2.1"),
        ("", "198.51.100.7", ["10.0.0.0/8"], ""),
        ("unix:", "198.51.100.7", [], ""),
    ],
)
def test_only_trusted_hops_are_believed(settings, peer, forwarded, trusted, address):
    settings.TRUSTED_PROXIES = trusted
    assert client_address(request(peer, forwarded)) == address


def test_a_neighbourhood_is_a_24_or_a_56():
    assert client_network(request("192.0.2.200")) == "192.0.2.0/24"
    assert client_network(request("2001:db8:1:aff::1")) == "2001:db8:1:a00::/56"
    assert client_network(request("")) == ""


def test_wrong_passwords_count_for_a_neighbourhood_that_cannot_be_read(settings, time_machine):
    time_machine.move_to("2026-03-01 12:00Z")
    kept = login_address(request("192.0.2.200"))
    assert kept == login_address(request("192.0.2.1")) == login_address(request("::ffff:192.0.2.7"))
    assert kept != login_address(request("192.0.3.200"))
    assert ipaddress.ip_address(kept).is_private
    line = login_address(request("2001:db8:1:2:3::1"))
    assert line == login_address(request("2001:db8:1:2:ffff::9"))
    assert line != login_address(request("2001:db8:1:3:3::1"))
    time_machine.move_to("2026-03-02 12:00Z")
    assert login_address(request("192.0.2.200")) != kept
    assert login_address(request("")) == ""
    assert settings.AXES_CLIENT_IP_CALLABLE.endswith(".login_address")


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"HTTP_ORIGIN": "http://testserver"}, False),
        ({"HTTP_ORIGIN": "https://news.example.org"}, False),
        ({"HTTP_ORIGIN": "https://news.example.org.evil.example"}, True),
        ({"HTTP_ORIGIN": "http://testserver:81"}, True),
        ({"HTTP_ORIGIN": "null"}, True),
        ({"HTTP_ORIGIN": "http://["}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, False),
        ({"HTTP_SEC_FETCH_SITE": "none"}, False),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, True),
        ({"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "cross-site"}, True),
    ],
)
def test_what_another_site_sent_is_foreign(settings, headers, foreign):
    settings.SITE_URL = "https://news.example.org"
    assert is_foreign(request("192.0.2.1", **headers)) is foreign
