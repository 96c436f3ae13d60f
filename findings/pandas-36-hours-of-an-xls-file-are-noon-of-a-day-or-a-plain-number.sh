#!/usr/bin/env bash
# pandas 3.1.1 with xlrd 2.0.2: a duration in an .xls file is read as a date, or as a number without its unit.
# Expected: a timedelta of 36 hours, as `read_excel` gives for the same sheet as .xlsx, and through calamine.
# Seen: xlrd leaves out what stands in brackets before it looks for letters of dates. So `[h]:mm` is a date
#   by its minutes, and pandas gives 12:00 on 1 January 1900; `[h]" h"` has no letter left, and 36 hours are 1.5.
#   pandas has deprecated xlrd in favour of calamine since 3.1, so whoever follows that gets other values.
# Here: retrieval/parsing/sheets/binary.py asks the format itself whether a cell holds a duration.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet pandas==3.1.1 xlrd==2.0.2 xlwt==1.3.0 openpyxl==3.1.5 python-calamine==0.9.1
seen=$("$folder/env/bin/python" -W ignore - "$folder" <<'PYTHON'
import importlib.metadata
import sys

import openpyxl
import pandas
import xlwt

FORMATS = ("[h]:mm", '[h]" h"', "[mm]")
folder = sys.argv[1]
binary, zipped = xlwt.Workbook(), openpyxl.Workbook()
sheet = binary.add_sheet("infusions")
for row, form in enumerate(FORMATS):
    sheet.write(row, 0, 1.5, xlwt.easyxf(num_format_str=form))
    zipped.active.cell(row + 1, 1, 1.5).number_format = form
binary.save(f"{folder}/a.xls")
zipped.save(f"{folder}/a.xlsx")
print(*(f"{name} {importlib.metadata.version(name)}" for name in ("pandas", "xlrd", "python-calamine")))
for name, engine in (("a.xls", None), ("a.xls", "calamine"), ("a.xlsx", None)):
    read = pandas.read_excel(f"{folder}/{name}", header=None, engine=engine)[0]
    print(name[2:], engine or "default", "|", *(f"{form} {read[n]} |" for n, form in enumerate(FORMATS)))
PYTHON
)
echo "$seen"
[ "$seen" = 'pandas 3.1.1 xlrd 2.0.2 python-calamine 0.9.1
xls default | [h]:mm 1900-01-01 12:00:00 | [h]" h" 1.5 | [mm] 1.5 |
xls calamine | [h]:mm 1 days 12:00:00 | [h]" h" 1 days 12:00:00 | [mm] 1 days 12:00:00 |
xlsx default | [h]:mm 1 days 12:00:00 | [h]" h" 1 days 12:00:00 | [mm] 1 days 12:00:00 |' ] || { echo "It behaves otherwise now." >&2; exit 1; }
