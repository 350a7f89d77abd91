/* SPDX-License-Identifier: Apache-2.0 */
/* Our PCG against the reference C++ implementation, bit for bit. */
#include <cinttypes>
#include <cstdio>

#include <pcg_random.hpp>

#include "random/pcg.h"

namespace
{

int compare(std::uint64_t state, std::uint64_t sequence)
{
    pcg_engines::setseq_rxs_m_xs_64_64 reference(state, sequence);
    brink_i_stream ours;
    ours.inc = (sequence << 1) | 1;
    ours.state = (state + ours.inc) * BRINK_I_PCG_MULTIPLIER + ours.inc;
    for (int i = 0; i < 100000; i++) {
        const std::uint64_t expected = reference();
        const std::uint64_t got = brink_i_stream_next(&ours);
        if (expected != got) {
            std::fprintf(stderr,
                         "state %" PRIu64 ", sequence %" PRIu64 ", draw %d: expected %016" PRIx64
                         ", got %016" PRIx64 "\n",
                         state, sequence, i, expected, got);
            return 1;
        }
    }
    return 0;
}

} // namespace

int main()
{
    const std::uint64_t all = ~std::uint64_t{0};
    return compare(42, 54) | compare(0, 0) | compare(all, all >> 1) |
           compare(0x0123456789abcdef, 0x7edcba9876543210);
}
