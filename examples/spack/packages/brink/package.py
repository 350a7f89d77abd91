# SPDX-License-Identifier: Apache-2.0
# From Brink's source tree:
#   spack repo add examples/spack
#   spack dev-build --source-path "$PWD" brink@0.1.0 +mpi
from spack.package import *


class Brink(CMakePackage):
    """Monte Carlo simulation of political-military crises: a C library and a command."""

    maintainers = []
    version("0.1.0")

    variant("mpi", default=False, description="build brink-mpi")
    variant("openmp", default=True, description="ask OpenMP how many threads are meant")
    variant("shared", default=True, description="build libbrink as a shared library")

    depends_on("c", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("gsl")
    depends_on("libfyaml@0.7.12:")
    depends_on("udunits")
    depends_on("sleef")
    depends_on("jansson")
    depends_on("mpi", when="+mpi")

    def cmake_args(self):
        return [
            self.define_from_variant("BUILD_SHARED_LIBS", "shared"),
            self.define_from_variant("BRINK_WITH_OPENMP", "openmp"),
            self.define_from_variant("BRINK_WITH_MPI", "mpi"),
            self.define("BRINK_BUILD_TESTS", False),
        ]
