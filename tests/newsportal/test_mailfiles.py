"""Mail as files: whole messages or none."""

import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives

from newsportal import mailfiles


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "deep" / "mail"
    return settings.MAIL_DIR


def test_each_message_is_one_file_with_both_parts(folder):
    message = EmailMultiAlternatives("عنوان", "نص", "from@example.org", ["to@example.org"])
    message.attach_alternative("<p>نص</p>", "text/html")
    backend = mailfiles.EmailBackend()
    assert backend.send_messages([message, EmailMessage("b", "c", None, ["d@example.org"])]) == 2
    files = sorted(folder.iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert read["Subject"] == "عنوان"
    assert [part.get_content().strip() for part in read.iter_parts()] == ["نص", "<p>نص</p>"]
    assert folder.stat().st_mode & 0o077 == 0


def test_a_message_to_nobody_is_no_file(folder):
    assert mailfiles.EmailBackend().send_messages([EmailMessage("a", "b")]) == 0
    assert not folder.exists()


def test_no_half_message_is_ever_seen(folder, monkeypatch):
    seen = []

    def fail(descriptor):
        seen.extend(path.name for path in folder.iterdir())
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    message = EmailMessage("a", "b", None, ["c@example.org"])
    with pytest.raises(OSError, match="disk full"):
        mailfiles.EmailBackend().send_messages([message])
    assert [Path(name).suffix for name in seen] == [".part"]
    assert list(folder.iterdir()) == []
    assert mailfiles.EmailBackend(fail_silently=True).send_messages([message]) == 0
