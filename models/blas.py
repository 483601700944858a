"""For `spacy train --code`: dot products by numpy's BLAS, which is three times as fast as thinc's own where that was
built without kernels for the processor at hand. The trained weights do not need it.
"""

from typing import Any

from thinc.api import NumpyOps, registry


@registry.ops("ClaimxNumpyOps")  # of two classes with one name thinc takes the one registered last
class BlasOps(NumpyOps):
    """thinc's operations on numpy arrays without BLIS."""

    name = "numpy"

    def __init__(self, device_type: Any = "cpu", device_id: int = -1, **_: Any) -> None:
        super().__init__(device_type, device_id, use_blis=False)
