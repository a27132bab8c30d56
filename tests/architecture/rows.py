"""Every row of every table of addresses: a part of the portal with a table of its own is named here, once."""

from tests.architecture import (
    matrix,
    matrix_audits,
    matrix_documents,
    matrix_records,
    matrix_reviews,
    matrix_visits,
    matrix_voice,
)

PARTS = (matrix, matrix_documents, matrix_records, matrix_voice, matrix_reviews, matrix_audits)
PLAIN = [row for part in PARTS for row in part.ROWS]  # where it makes no difference how a visit stands
OURS = [*PLAIN, *matrix_visits.ROWS]
ALL = [*OURS, *matrix.ACCOUNTS]
