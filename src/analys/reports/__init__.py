"""From executed notebooks to a release: exporters, runner, read-back, manifest."""
