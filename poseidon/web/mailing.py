"""Mail to people: a subject and a text, both of templates."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

_logger = logging.getLogger(__name__)


def send_text(address: str, template: str, context: dict[str, Any]) -> bool:
    """Sends `template`, whose first line is the subject; False, and an error in the log, where the mail
    server takes no mail."""
    subject, _, body = render_to_string(template, context).strip().partition("\n")
    message = EmailMessage(subject=" ".join(subject.split()), body=body.strip() + "\n", to=[address])
    try:
        message.send()
    except (SMTPException, OSError):
        _logger.exception("Mail from %s could not be sent.", template)
        return False
    return True
