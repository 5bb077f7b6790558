"""Private database servers, filled for a run, and gone with it."""
