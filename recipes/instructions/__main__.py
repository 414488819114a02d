"""Says what is in the instruction data, and what is wrong.

python -m recipes.instructions [--check]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from recipes.instructions import Example, apart, examples, multiplied
from recipes.instructions.checked import counts, problems


def write(made: Iterable[Example], path: Path) -> None:
    """Conversations, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for example in made:
            turns = [{"role": t.role, "content": t.content} for t in example.turns]
            turns.append({"role": "assistant", "content": example.reply})
            file.write(json.dumps({"messages": turns}, ensure_ascii=False) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 where something is wrong")
    parser.add_argument("--write", type=Path, help="those to learn from, multiplied")
    parser.add_argument("--times", type=int, default=12, help="as many of each")
    arguments = parser.parse_args()
    found = examples()
    learned, kept = apart(found)
    if arguments.write:
        write(multiplied(learned, arguments.times, seed=1), arguments.write)
        return 0
    print(counts(found))
    print(f"{len(learned)} to learn from, {len(kept)} kept back")
    wrong = problems(found)
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
