"""Print the result.json that an archive should hold: `python -m votation.tests.oracle ARCHIVE`."""

import sys

from votation.tests.oracle.archive import read_archive
from votation.tests.oracle.result import result_bytes

sys.stdout.buffer.write(result_bytes(read_archive(sys.argv[1])))
