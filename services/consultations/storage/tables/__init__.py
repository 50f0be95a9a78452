"""The tables as queries see them; their constraints stand in the migrations."""

from sqlalchemy import MetaData

metadata = MetaData()
