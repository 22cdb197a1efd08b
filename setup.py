"""What pyproject.toml cannot say: the resources belong into the package, and what compiles the kernels."""

import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py


class BuildWithResources(build_py):
    """Takes the resources along, all but the pictures of the README."""

    def run(self) -> None:
        """Builds the package; one that is installed in place finds its resources where they are."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib, "clusterlab", "resources")
            shutil.rmtree(target, ignore_errors=True)  # what an earlier build left is not of this one
            shutil.copytree("resources", target, ignore=shutil.ignore_patterns("pictures"))


class BuildKernels(build_ext):
    """Compiles with gcc on Windows, where it is there: the vectors in use are unknown to Microsoft's."""

    def finalize_options(self) -> None:
        """Chooses the compiler, unless one is chosen."""
        super().finalize_options()
        if self.compiler is None and sys.platform == "win32" and shutil.which("gcc"):
            self.compiler = "mingw32"

    def build_extension(self, ext) -> None:
        """Compiles; on Windows gcc takes the stack for better aligned than it is."""
        if self.compiler.compiler_type == "mingw32":
            ext.extra_compile_args.append("-Wa,-muse-unaligned-vector-move")
        super().build_extension(ext)


setup(cmdclass={"build_py": BuildWithResources, "build_ext": BuildKernels})
