"""Who may use the cores: chunked work calls BLAS with small matrices, on which its threads only wait."""

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")


def on_one_blas_thread(work: Callable[P, R]) -> Callable[P, R]:
    """The same work with BLAS held to the calling thread: small products are many times as fast so."""

    @wraps(work)
    def held(*args: P.args, **kwargs: P.kwargs) -> R:
        with _pools().limit(limits=1, user_api="blas"):
            return work(*args, **kwargs)

    return held


@cache
def _pools() -> "ThreadpoolController":
    """The thread pools of this process; finding them takes milliseconds, so it is done once."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
