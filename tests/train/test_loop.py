"""The loop gives one curve: on one process or two, and across a kill."""

import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rookery.train import metrics
from rookery.train.loop import Progress, train
from tests.command import REPO
from tests.train import two_runs

PROGRAM = REPO / "tests/train/two_runs.py"
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(REPO)}


def command(ranks: int, *arguments: object, program: Path = PROGRAM) -> list[str]:
    spread = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(ranks)]
    return [sys.executable, *(spread if ranks > 1 else []), str(program), *map(str, arguments)]


def losses(said: str) -> dict[int, float]:
    lines = [line.split() for line in said.splitlines() if line[:1].isdigit()]
    return {int(step): float(loss) for step, loss in lines}


def curve(ranks: int, *arguments: object) -> dict[int, float]:
    done = subprocess.run(
        command(ranks, *arguments), check=False, env=ENVIRONMENT, capture_output=True,
        text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return losses(done.stdout)


@pytest.mark.parametrize("optimiser", ["muon", pytest.param("adamw", marks=pytest.mark.long)])
def test_two_processes_give_the_losses_of_one(tmp_path: Path, optimiser: str) -> None:
    one = curve(1, optimiser, 20, tmp_path / "one")
    two = curve(2, optimiser, 20, tmp_path / "two")
    assert list(one) == list(two) == list(range(1, 21))
    assert max(abs(one[step] - two[step]) for step in one) <= 1e-5
    assert one[20] < 0.7 * one[1]


@pytest.mark.long
def test_matrices_shared_out_give_the_losses_of_whole_ones(tmp_path: Path) -> None:
    whole = curve(1, "muon", 12, tmp_path / "whole")
    shared = curve(2, "muon", 12, tmp_path / "shared", 2)
    assert max(abs(whole[step] - shared[step]) for step in whole) <= 1e-4


def test_a_run_of_two_that_is_killed_goes_on_as_one(tmp_path: Path) -> None:
    whole = curve(1, "muon", 30, tmp_path / "whole")
    with subprocess.Popen(
        command(2, "muon", 30, tmp_path / "killed"), env=ENVIRONMENT, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        workers = []
        for line in process.stdout:
            if line.startswith("process "):
                workers.append(os.pidfd_open(int(line.split()[1])))
            if line.startswith("15 "):
                break
        assert len(workers) == 2
        os.killpg(process.pid, signal.SIGKILL)
        for worker in workers:  # they have sessions of their own, and would run on
            signal.pidfd_send_signal(worker, signal.SIGKILL)
        for worker in workers:
            assert select.select([worker], [], [], 60)[0], "it has ended"
            os.close(worker)
    rest = curve(1, "muon", 30, tmp_path / "killed")
    assert min(rest) in (1, 11)  # from the checkpoint at 10, unless the kill came before its end
    assert max(rest) == 30
    assert max(abs(whole[step] - rest[step]) for step in rest) <= 1e-5
    told = [line["step"] for line in metrics.read(tmp_path / "killed") if line["kind"] == "step"]
    assert told == list(range(30))


def test_a_checkpoint_counts_before_the_next_one_is_due(tmp_path: Path) -> None:
    done = tmp_path / "checkpoints/00000050/done"

    def stop(progress: Progress) -> None:
        if progress.step > 50:
            time.sleep(0.1)  # of a step in the cluster: what is written has time to be
            if done.exists() or progress.step == 99:
                raise KeyboardInterrupt

    run = replace(two_runs.settings("adamw", 100), save_every=50, look_every=100)
    with pytest.raises(KeyboardInterrupt):
        train(run, two_runs.Made(), tmp_path, report=stop)
    assert done.exists()
    steps = []
    train(run, two_runs.Made(), tmp_path, report=lambda p: steps.append(p.step))
    assert steps[0] == 51


@pytest.mark.long
def test_a_batch_that_ranks_cannot_share_is_said(tmp_path: Path) -> None:
    done = subprocess.run(
        command(3, "adamw", 2, tmp_path), check=False, env=ENVIRONMENT, capture_output=True,
        text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode != 0
    assert "cannot be shared out evenly among 3 ranks" in done.stderr
