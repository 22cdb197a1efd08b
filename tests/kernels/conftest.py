"""What the tests of compiled kernels share."""

import pytest

from clusterlab.kernels.native import loader


@pytest.fixture(scope="module", params=loader.LEVELS)
def level(request):
    """Each compiled level that there is."""
    if request.param not in loader.levels():
        pytest.skip(f"There is no compiled {request.param} here.")
    return request.param
