"""How fast a device could compute: by its data sheet, or a matrix product measured here."""

from __future__ import annotations

import time

import torch

_SIDE, _TRIES = 1536, 8
_PEAKS = {  # bf16 operations a second without sparsity, from NVIDIA's data sheets
    "H100": 989e12, "H200": 989e12, "H800": 989e12, "A100": 312e12, "L40S": 362e12,
}  # fmt: skip


def peak_flops(device: torch.device, precision: torch.dtype) -> float:
    """Operations a second that the device can do: its data sheet's, or a matrix product's here."""
    if device.type == "cuda":
        name = torch.cuda.get_device_name(device)
        for known, peak in _PEAKS.items():
            if known in name:
                return peak
    a = torch.randn(_SIDE, _SIDE, device=device, dtype=precision)
    best = float("inf")
    for _ in range(_TRIES):
        began = time.perf_counter()
        a @ a
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        best = min(best, time.perf_counter() - began)
    return 2 * _SIDE**3 / best
