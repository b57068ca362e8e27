"""Responsible for delivery by django-post-office, as a comparison: the same mails, its own queue."""

import logging
import tempfile
from pathlib import Path

from benchmarks.measure import Measured, timed


def by_post_office(port: int, subject: str, text: str, html: str, number: int) -> Measured:
    """Queue as many mails in SQLite, then send them; only sending is measured."""
    import django  # noqa: PLC0415 - only here
    from django.conf import settings  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        settings.configure(
            DATABASES={
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": str(Path(folder) / "post_office.db"),
                }
            },
            INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
            TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port,
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
            POST_OFFICE={"BATCH_SIZE": 100, "THREADS_PER_PROCESS": 4},
            USE_TZ=True,
        )
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from post_office import mail  # noqa: PLC0415

        logging.disable(logging.INFO)  # two lines for each hundred
        call_command("migrate", verbosity=0)
        sender = "followthrough@invented.example"
        for n in range(number):
            to = f"person.{n}@invented.example"
            mail.send(to, sender, subject=subject, message=text, html_message=html, commit=True)
        return timed(lambda: mail.send_queued_mail_until_done(log_level=0))
