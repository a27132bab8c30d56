"""Every row of every table of addresses: a part of the portal with a table of its own is named here, once."""

from tests.architecture import matrix, matrix_documents, matrix_records, matrix_visits, matrix_voice

PLAIN = [
    *matrix.ROWS,
    *matrix_documents.ROWS,
    *matrix_records.ROWS,
    *matrix_voice.ROWS,
]  # where it makes no difference how a visit stands
OURS = [*PLAIN, *matrix_visits.ROWS]
ALL = [*OURS, *matrix.ACCOUNTS]
