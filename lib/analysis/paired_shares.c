/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "analysis/paired.h"

brink_status brink_i_paired_shares_init(brink_i_paired_shares *shares, const brink_variant *variants, int n)
{
    *shares = (brink_i_paired_shares){.variants = variants, .n = n};
    brink_status status = brink_i_paired_init(&shares->stays.paired, variants, n);
    if (status != BRINK_OK) {
        return status;
    }
    if (pthread_mutex_init(&shares->lock, NULL) != 0) {
        brink_i_paired_free(&shares->stays.paired);
        return BRINK_ERR_MEMORY;
    }
    shares->stays.of = shares;
    shares->stays.users = 1; /* our own, until the end */
    return BRINK_OK;
}

void brink_i_paired_shares_free(brink_i_paired_shares *shares)
{
    brink_i_paired_free(&shares->stays.paired);
    while (shares->others) {
        brink_i_paired_share *share = shares->others;
        shares->others = share->next;
        brink_i_paired_free(&share->paired);
        free(share);
    }
    pthread_mutex_destroy(&shares->lock);
}

/* The share of a stretch, with one user more; NULL when out of memory. */
static brink_i_paired_share *use_share(brink_i_paired_shares *shares, uint64_t stretch)
{
    brink_i_paired_share *share = stretch == 0 ? &shares->stays : shares->others;
    while (share && share->stretch != stretch) {
        share = share->next;
    }
    if (!share && (share = calloc(1, sizeof *share)) != NULL) {
        if (brink_i_paired_init(&share->paired, shares->variants, shares->n) != BRINK_OK) {
            free(share);
            return NULL;
        }
        share->of = shares;
        share->stretch = stretch;
        share->next = shares->others;
        shares->others = share;
    }
    if (share) {
        share->users++;
    }
    return share;
}

brink_status brink_i_paired_open(void *context, uint64_t stretch, void **out)
{
    brink_i_paired_shares *shares = context;
    pthread_mutex_lock(&shares->lock);
    brink_i_paired_share *share = use_share(shares, stretch);
    pthread_mutex_unlock(&shares->lock);
    *out = share;
    return share ? BRINK_OK : BRINK_ERR_MEMORY;
}

/* One user less; what the last one leaves goes to `into`, if there is one. */
static brink_status leave(brink_i_paired_share *share, brink_i_paired_share *into)
{
    brink_i_paired_shares *shares = share->of;
    brink_status status = BRINK_OK;
    pthread_mutex_lock(&shares->lock);
    if (--share->users == 0) {
        status = into ? brink_i_paired_merge(&into->paired, &share->paired) : BRINK_OK;
        brink_i_paired_share **link = &shares->others;
        while (*link != share) {
            link = &(*link)->next;
        }
        *link = share->next;
        brink_i_paired_free(&share->paired);
        free(share);
    }
    pthread_mutex_unlock(&shares->lock);
    return status;
}

brink_status brink_i_paired_join(void *into, void *from) { return leave(from, into); }

void brink_i_paired_close(void *share) { leave(share, NULL); }
