"""From executed notebooks to a release: exporters, runner, read-back, manifest."""

import sys

# jsonschema (under nbformat) imports rfc3987_syntax when it finds it: 2 s of grammar building in every process, for a
# check of IRIs that no notebook has. None makes that import fail, which jsonschema allows for.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# A kernel loads debugpy: half a second in every report's process, for a debugger that none of them uses. ipykernel
# allows for its absence; JupyterLab's own kernels are other processes and keep theirs.
sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]
