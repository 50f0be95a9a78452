"""Catalogues, one file per subject, and what checks them."""
