"""Read exports strictly into the project's own tables; the only room that opens a delivery."""
