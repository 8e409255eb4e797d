"""Health check of a web container: does /livez answer on this port, under the site's own name?"""

from __future__ import annotations

import os
import sys
import urllib.request
from urllib.parse import urlsplit

# A host name that is not ours would be refused, as it should be.
request = urllib.request.Request(
    f"http://127.0.0.1:{sys.argv[1]}/livez",
    headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc},
)
with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310  our own address
    sys.exit(answer.status != 200)
