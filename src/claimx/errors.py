"""Every error that claimx raises on purpose.

::

    ClaimxError              one line for a user: what was given and what is wrong with it
    ├── UsageError           the call itself is wrong (exit status 2)
    │   └── ModelNotFoundError   a spaCy model that is not installed; names the command that installs it
    ├── IngestError          one article cannot be read; it is quarantined and the batch goes on
    │   └── SkippedError         it can be read, but is not for us (not in English): skipped
    └── TableError           the claims table cannot be read or written (exit status 3)
        └── LockedError      another run is writing this table

    ClaimxWarning            something a user should hear of that does not stop the work
"""


class ClaimxError(Exception):
    """Base of all expected errors; the message is one line that names the input and the reason."""


class UsageError(ClaimxError):
    """The command or call cannot be carried out as given."""


class ModelNotFoundError(UsageError):
    """A spaCy model that is not installed was asked for."""


class IngestError(ClaimxError):
    """An article that cannot be read. ``str(error)`` is the reason kept in the ``articles`` table."""


class SkippedError(IngestError):
    """An article that can be read but is not for us; its status is ``skipped``."""


class TableError(ClaimxError):
    """The table folder cannot be read or written."""


class LockedError(TableError):
    """Another run holds the lock of this table."""


class ClaimxWarning(UserWarning):
    """Something a user should hear of that does not stop the work."""
