"""A sheet of paper as the smallest PDF that can be opened: the files of the fictional council."""

from __future__ import annotations

from core.uploads import Checked, check


def sheet(*lines: str) -> Checked:
    """One page with these lines (letters of ASCII), checked as what people hand in is checked."""
    words = "".join(f"({line}) Tj T* " for line in lines)
    text = f"BT /F1 14 Tf 72 770 Td 20 TL {words}ET".encode("ascii", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return check(made + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end)
