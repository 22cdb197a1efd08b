"""One table in every format that the program reads without an extra: the name of a file, and its bytes."""

import base64
import gzip
import io
import zipfile
import zlib

import numpy as np
import polars as pl

ROWS = "length;width;name\n1,5;2,25;a\n1,25;2,5;b\n7,5;8,25;c\n7,75;8,5;d\n1,75;2,75;ä\n"
FRAME = pl.DataFrame(
    {
        "length": [1.5, 1.25, 7.5, 7.75, 1.75],
        "width": [2.25, 2.5, 8.25, 8.5, 2.75],
        "name": ["a", "b", "c", "d", "ä"],
    }
)
ATTRIBUTES = "@relation some\n@attribute length real\n@attribute width real\n@attribute name string\n@data\n"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
OLD_WORKBOOK = (  # by xlwt; a package that writes such files is nowhere needed to build the program
    "eNrtmE1oE0EUx/+zH/kySZOaCq1QQ8GqtRfRg5d2raA9iLV6UVSoSRNsaUwlBEQvVmvwJAieFC+FXrxUvfhBFfXmQaioIAhCooKH"
    "ngRFD23WNy+7Na05NKClyvzDvJl9s7+d2Z03k9l9ORMtTtxtKWGJuqGjbPvhqfIJSn73IAKqt21ZdHMfJVvpn5LfRwPpMTEdeuGV"
    "YyjHuwQNd4xnZIEPlI7jNPpGs+n4Cmo39yEhZB+6yArcJE8YzdyrRraDbNeyvc1nPmK7iz1X2HbRuUVxFDNWX8dOJ4qPaG1cF4a8"
    "7n1m3rFnG5rwXEbx+auicq6JntxwIrM6K1qNICZB49abzqZziUwRMRrASXyz48BXd6Y+jSv/yvoFyP9jsd9bw39NM4Ax2Cc4wAu0"
    "uL7RKwPcM4cdvJ76KnMyk86ezA+ZwJnhVH6IqGziVJqCIUEpSWmQUorSp4Bco3lORxbN6RDHepBsCg1cjnLER6iFuVtfXu1P9lsD"
    "7BnjNiur/UbZQdi4IAmCw3CvB8iedjCxle1Fvup6LrewjVGcUt7e3+QU9o7zOZe4tp3a2c56bW2qKm+mcmH24IPWwkdrC5Wnekvn"
    "YlNvrQm00QNKES9/4+gUneLGdamHlpsLZ2V4z7b5t1XCp0WcvtvOX1oD5hHgYpRt5Ug+HbFwpDnPStJiCf2YWhRMH9OkvaxLWnKC"
    "Od3htBqcxtx3Ie3sAqcxZzicXoPTmZteI+3noMvpzJkOZ9TgDOY2BKXdF3I5gzmPw5k1OJO5J3x/BwyXM5mTAdatNeKevBlaeX8p"
    "ACUlJSUlJSUlpdUnwfvbym5e7g9NZ3/vdb7rzFMqq88k/60OYZR+eXox3YMs5TmcrSt+1sEU7rXEMhn3e6HUYWo9hxEkuR8jdccv"
    "vUWJ6vtZNhj5c1Oo3vbL9fTzL7f/E1ZV10U="
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def workbook() -> bytes:
    """An XLSX workbook."""
    rows = "".join(
        f'<row r="{i}">' + "".join(_cell("ABC"[j] + str(i), value) for j, value in enumerate(row)) + "</row>"
        for i, row in enumerate([FRAME.columns, *FRAME.rows()], 1)
    )
    target = f'<Relationship Id="r1" Type="{DOCUMENT}/{{}}" Target="{{}}"/>'
    return zipped(
        {
            "_rels/.rels": _relations(target.format("officeDocument", "xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": _relations(target.format("worksheet", "worksheets/sheet1.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{DOCUMENT}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}">'
            f"<sheetData>{rows}</sheetData></worksheet>",
        }
    )


def _relations(content: str) -> str:
    return f'<Relationships xmlns="{RELATIONS}">{content}</Relationships>'


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def open_document() -> bytes:
    """An ODS spreadsheet."""
    rows = "".join(
        f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>"
        for row in [FRAME.columns, *FRAME.rows()]
    )
    names = " ".join(f'xmlns:{name}="{OPEN_DOCUMENT}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}:manifest:1.0"/>'
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _open_cell(value: str | float) -> str:
    kind = 'string"' if isinstance(value, str) else f'float" office:value="{value}"'
    text = f"<text:p>{value}</text:p>"
    return f'<table:table-cell office:value-type="{kind}>{text}</table:table-cell>'


def written(write) -> bytes:
    """What a function writes to a file."""
    packed = io.BytesIO()
    write(packed)
    return packed.getvalue()


NUMBERS = FRAME.select("length", "width").to_numpy()
POINTS = FRAME.write_csv()
TABLES = {
    "semicolons.csv": ROWS.encode(),
    "tabs.tsv": ROWS.replace(",", ".").replace(";", "\t").encode(),
    "commas.csv": ROWS.replace(",", ".").replace(";", ",").encode("utf-8-sig"),
    "spaces.txt": ROWS.replace(",", ".").replace(";", "   ").encode(),
    "wide.csv": ROWS.encode("utf-16"),
    "old.csv": ROWS.encode("cp1252"),
    "quoted.csv": b'"a","b"\n"1.5","2"\n"1.25","2.5"\n"7","8"\n',
    "gaps.dat": b"# a comment\na,b\n1,?\n2,3\n2.5,3.5\n9,8\n8,9\n",
    "table.csv.gz": gzip.compress(POINTS.encode()),
    "table.zip": zipped({"table.csv": POINTS}),
    "table.xlsx": workbook(),
    "table.xls": zlib.decompress(base64.b64decode(OLD_WORKBOOK)),
    "table.ods": open_document(),
    "table.parquet": written(FRAME.write_parquet),
    "table.feather": written(FRAME.write_ipc),
    "table.jsonl": FRAME.write_ndjson().encode(),
    "table.npy": written(lambda packed: np.save(packed, NUMBERS)),
    "table.npz": written(lambda packed: np.savez(packed, points=NUMBERS)),
    "table.arff": (ATTRIBUTES + POINTS.split("\n", 1)[1]).encode(),
}
