"""Says what is in the instruction data, and what is wrong.

python -m recipes.instructions [--check]
"""

from __future__ import annotations

import argparse
import sys

from recipes.instructions import apart, examples
from recipes.instructions.checked import counts, problems


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 where something is wrong")
    arguments = parser.parse_args()
    found = examples()
    learned, kept = apart(found)
    print(counts(found))
    print(f"{len(learned)} to learn from, {len(kept)} kept back")
    wrong = problems(found)
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
