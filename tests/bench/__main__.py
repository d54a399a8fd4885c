"""Runs the benchmarks and prints a table: `python -m tests.bench [name…]`, by default all, in order of name.

Each module `bench_<name>.py` beside this one has `run() -> list[Result]`. A benchmark reports; it does not fail.
"""

from __future__ import annotations

import importlib
import sys
import time
import traceback
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    names = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(names)}", file=sys.stderr)
        return 2
    failed = False
    print(f"{'what':<58} {'measured':>14}   {'reach':<18}")
    for name in wanted or names:
        began = time.perf_counter()
        try:
            results = importlib.import_module(f"tests.bench.bench_{name}").run()
        except Exception:
            failed = True
            print(f"{name}: could not be measured")
            traceback.print_exc()
            continue
        for result in results:
            print(result.line())
        print(f"  ({name}: {time.perf_counter() - began:.0f} s)", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
