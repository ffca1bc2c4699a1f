"""torch's CTC in double precision. Writes src/fixtures/sequence.json."""

import torch
import torch.nn.functional as F
from cases import case, wave, write

logits = wave([3, 7, 4])
labels = torch.tensor([[1, 2, 2], [3, 1, 3], [2, 2, 1]])
steps, counts = torch.tensor([7, 5, 6]), torch.tensor([3, 2, 1])


def ctc(z, y, steps, counts, blank=0):
    return F.ctc_loss(F.log_softmax(z, 2).transpose(0, 1), y, steps, counts, blank=blank, reduction="none")


write(
    "sequence",
    {
        "ctc": case(lambda z, y: ctc(z, y, torch.tensor([7, 7, 7]), torch.tensor([3, 3, 3])), logits, labels),
        "ctc lengths": case(ctc, logits, labels, steps, counts),
        "ctc blank": case(lambda z, y: ctc(z, y, torch.tensor([7, 7, 7]), torch.tensor([3, 3, 3]), 3), logits, labels % 3),
    },
)
