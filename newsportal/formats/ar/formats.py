"""Arabic as the press of the Levant writes it; the month names come from the catalogue."""

from newsportal.formats.typed import DATE_INPUT_FORMATS as DATE_INPUT_FORMATS
from newsportal.formats.typed import DATETIME_INPUT_FORMATS as DATETIME_INPUT_FORMATS
from newsportal.formats.typed import TIME_INPUT_FORMATS as TIME_INPUT_FORMATS

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j/n/Y"
SHORT_DATETIME_FORMAT = "j/n/Y، H:i"
FIRST_DAY_OF_WEEK = 1

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
