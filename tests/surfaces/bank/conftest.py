"""The bank's pages stand on the same shop as those of cash."""

from tests.surfaces.cash.conftest import as_a, shop, shop_once

__all__ = ["as_a", "shop", "shop_once"]
