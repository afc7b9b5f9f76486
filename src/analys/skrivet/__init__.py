"""What people write beside the figures (``data/skrivet/<region>/``): read strictly, and never a part of the cube."""
