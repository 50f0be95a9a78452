"""A votation as everyone meets it: its pages, the booth, the public board, the result."""
