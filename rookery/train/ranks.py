"""The processes of a run and the mesh of their devices: one, or as many as `torchrun` starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh

from rookery.errors import BadInput


@dataclass(frozen=True)
class Ranks:
    """This process among `count`; `data` and `tensor` are the mesh's two dimensions."""

    rank: int
    count: int
    device: torch.device
    data: DeviceMesh | None  # over which batches and state are shared out; none for one process
    tensor: DeviceMesh | None  # over which matrices are shared out; none where none are

    @property
    def first(self) -> bool:
        """Whether this process speaks for all."""
        return self.rank == 0

    @property
    def data_rank(self) -> int:
        return self.data.get_local_rank() if self.data is not None else 0

    @property
    def data_ways(self) -> int:
        return self.data.size() if self.data is not None else 1

    def summed(self, value: torch.Tensor) -> torch.Tensor:
        """The sum over the ranks that see different batches."""
        if self.data is not None:
            dist.all_reduce(value, group=self.data.get_group())
        return value


@contextmanager
def ranks(tensor_ways: int = 1) -> Iterator[Ranks]:
    """Join the processes that `torchrun` started, or be the only one."""
    count = int(os.environ.get("WORLD_SIZE", "1"))
    rank = int(os.environ.get("RANK", "0"))
    if count % tensor_ways:
        raise BadInput(f"{count} processes cannot be shared out in groups of {tensor_ways}.")
    cuda = torch.cuda.is_available()
    device = (
        torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        if cuda
        else torch.device("cpu")
    )
    if cuda:
        torch.cuda.set_device(device)
    # a group even of one: asynchronous checkpoints need it, on CPUs beside the GPUs' own
    backend = "cpu:gloo,cuda:nccl" if cuda else "gloo"
    if count > 1:
        dist.init_process_group(backend)
    else:
        dist.init_process_group(backend, store=dist.HashStore(), rank=0, world_size=1)
    try:
        if count == 1:
            yield Ranks(0, 1, device, None, None)
            return
        mesh = init_device_mesh(
            device.type, (count // tensor_ways, tensor_ways), mesh_dim_names=("data", "tensor")
        )
        yield Ranks(rank, count, device, mesh["data"], mesh["tensor"] if tensor_ways > 1 else None)
    finally:
        dist.destroy_process_group()
