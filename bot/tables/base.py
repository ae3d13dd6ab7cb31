"""What all tables share."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows only in an INTEGER primary key.
RowId = BigInteger().with_variant(Integer, "sqlite")


def of_student() -> Column[int]:
    """The student that a row belongs to; gone with the student."""
    return Column(
        "student_id", BigInteger, ForeignKey("students.id", ondelete="CASCADE"), nullable=False
    )
