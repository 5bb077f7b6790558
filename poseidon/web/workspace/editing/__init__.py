"""Pages that change rows: forms that write what was touched, and pages for what two people changed."""
