"""What schemathesis has to be told of the API's questions; `bin.audit` names this module to it."""

from typing import Any

import schemathesis


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out words that are said to break the pattern of `q` and do not: the tool reads \\p{L} as Latin letters."""
    data = case.meta.phase.data if case.meta else None
    breaks_pattern = getattr(data, "parameter", None) == "q" and "pattern" in (data.description or "")
    return not (breaks_pattern and any(map(str.isalnum, str((case.query or {}).get("q", "")))))
