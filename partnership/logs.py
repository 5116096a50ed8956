"""Logs that tell where something failed without telling about whom."""

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutTraceback(logging.Filter):
    """Makes one line of warning of what was refused by a rule: its sender was told, and there is no fault to find."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
        return True


class FormatterWithoutValues(logging.Formatter):
    """Writes tracebacks without the messages of the exceptions.

    The message of an error may quote what a person typed: "Key (email)=(...) already exists". The kinds of the errors
    and the lines of code say enough to find the fault.
    """

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 -- the name is logging's
        parts = []
        error = ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nraised after\n".join(parts)
