"""claimx: quantitative efficacy claims with their attributed sources, from health articles to a Parquet table.

>>> import claimx
>>> claims = claimx.extract("Magnesium reduced TEWL by 25% (Lind et al., 2017).")
"""

from __future__ import annotations

__version__ = "0.1.0"
