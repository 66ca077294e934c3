"""Load: all bars in one run, one table at the end. `make bench`; docs/benchmarks.md tells more."""

import asyncio
import sys

from tests.load import bench_batch, bench_growth, bench_http, bench_relay, bench_size
from tests.load.figures import report


def main() -> int:
    measured = [
        *asyncio.run(bench_http.figures()),
        *asyncio.run(bench_relay.figures()),
        *asyncio.run(bench_batch.figures()),
        *asyncio.run(bench_growth.figures()),
        *bench_size.figures(),
    ]
    return report(measured)


if __name__ == "__main__":
    sys.exit(main())
