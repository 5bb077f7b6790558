"""Why an account could not be opened or changed."""


class AccountsError(Exception):
    """Anything that the accounts' services refuse."""


class AccountExistsError(AccountsError):
    """Somebody has this acronym already."""

    def __init__(self, acronym: str) -> None:
        super().__init__(f"{acronym} has an account already; it was left as it is.")


class ConferenceExistsError(AccountsError):
    """The tenant's database has a conference of this code already."""

    def __init__(self, acronym: str, code: str) -> None:
        super().__init__(
            f"The database of {acronym} has a conference {code!r} already; it was left as it is. "
            "Open the account with another code."
        )


class AccountMissingError(AccountsError):
    """There is no account of this acronym."""

    def __init__(self, acronym: str, hint: str = "Open one with `manage.py open_account`.") -> None:
        super().__init__(f"{acronym} has no account. {hint}")
