"""Responsible for asking the journal, a folder with a copy of all that was sent, about one mail."""

from followthrough.returns import SETTING
from notifications.mail_folder import FolderUnavailable, Token, opened, read_account
from rules.problems import BadInput


def found_in_journal(url: str, message_id: str, *, token: Token | None = None) -> bool | None:
    """Say whether a mail was sent, by its copy; None if there is no journal, or it can't be asked.

    A copy may come some minutes later than the mail server's answer would have.
    """
    try:
        account = read_account(url, SETTING, with_token=token is not None)
        if not account.journal:
            return None
        with opened(account, account.journal, read_only=True, token=token) as folder:
            return folder.holds(message_id)
    except (BadInput, FolderUnavailable):  # the flow that reads the mailbox says so
        return None
