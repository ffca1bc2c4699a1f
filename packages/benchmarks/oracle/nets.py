"""Parameter counts and first losses of the PyTorch networks in peers/python, for src/nets/nets.test.ts: `python oracle/nets.py`."""

import json
import sys
from pathlib import Path

package = Path(__file__).parent.parent
sys.path.insert(0, str(package / "peers" / "python"))

import torch

from pattern import starting_values
from torch_nets import nets

# The sizes of quickWorks in src/works.ts.
sizes = {
    "mlp": {"widths": [8, 16, 4], "batch": 4},
    "cnn": {"channels": [4, 8], "image": 8, "batch": 2},
    "gpt": {"layers": 1, "heads": 2, "width": 8, "context": 4, "batch": 2},
    "unet": {"channels": 8, "image": 8, "batch": 1},
    "lstm": {"layers": 2, "inputs": 3, "width": 4, "time": 3, "batch": 2},
    "critic": {"channels": [4, 8], "image": 8, "batch": 2},
}
cases = []
for name, size in sizes.items():
    model, batch, loss = nets[name](**size)
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.from_numpy(starting_values(p.shape)))
    cases.append({"name": name, "parameters": sum(p.numel() for p in model.parameters()), "loss": loss(model, batch).item()})
fixture = {"torch": torch.__version__, "cases": cases}
(package / "src" / "fixtures" / "nets.json").write_text(json.dumps(fixture, indent=1) + "\n")
