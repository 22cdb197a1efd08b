/* Single transfers of k-means: the native implementation of single_transfers.py.
 *
 * A row may leave its cluster for the one where it costs least, by Hartigan's rule, or for the one with the
 * nearest center. What leaving and joining each cluster multiplies the squared distance by is kept beside
 * the counts. WIDTH rows are compared as one pack; rows that are no whole pack one by one, to the same
 * bits. */

/* The squared distance of a row to a center, summed column by column. */
TARGET INLINE double NAME(square_to)(const transfers *all, int64_t row, int64_t j) {
    double square = 0;
    for (int64_t c = 0; c < all->d; c++) {
        const double difference = all->x[c * all->stride + row] - all->centers[j * all->d + c];
        square += difference * difference;
    }
    return square;
}

/* The best cluster of a row that is in `own`, and the gain; `own` where nothing is gained. */
TARGET static int64_t NAME(best_cluster)(
    const transfers *all, int64_t row, int64_t own, int64_t nearest_only, double *gain) {
    const double saving = NAME(square_to)(all, row, own) * all->leaving[own];
    double least = nearest_only ? NAME(square_to)(all, row, own) : INFINITY, cost = INFINITY;
    int64_t found = own;
    for (int64_t j = 0; j < all->k; j++) {
        if (j == own)
            continue;
        const double square = NAME(square_to)(all, row, j), own_cost = square * all->joining[j],
                     rank = nearest_only ? square : own_cost;
        if (rank < least || (nearest_only && rank == least && j < found)) {
            least = rank;
            cost = own_cost;
            found = j;
        }
    }
    *gain = saving - cost;
    return *gain > MIN_RELATIVE_GAIN * saving ? found : own;
}

/* Whether each of WIDTH rows with known labels gains by a transfer. */
TARGET INLINE NAME(bits) NAME(gaining_pack)(
    const transfers *all, int64_t row, const double *labels, const int64_t nearest_only) {
    const PACK own = LOAD(labels);
    PACK saving = BROADCAST(0.0), least = BROADCAST(INFINITY), cost = BROADCAST(INFINITY);
    for (int64_t j = 0; j < all->k; j++) {
        const double *center = all->centers + j * all->d;
        const NAME(bits) is_own = own == BROADCAST((double)j);
        PACK square = BROADCAST(0.0), joining;
        for (int64_t c = 0; c < all->d; c++) {
            const PACK difference = LOAD(all->x + c * all->stride + row) - center[c];
            square += difference * difference;
        }
        saving = SELECT(is_own, square * all->leaving[j], saving);
        joining = SELECT(is_own, BROADCAST(INFINITY), square * all->joining[j]);
        if (nearest_only) {
            const NAME(bits) is_nearer = square < least;
            least = SELECT(is_nearer, square, least);
            cost = SELECT(is_nearer, joining, cost);
        } else
            cost = SELECT(joining < cost, joining, cost);
    }
    return saving - cost > saving * MIN_RELATIVE_GAIN;
}

/* Which of m rows with known labels gain by a transfer. */
TARGET static void NAME(flag_gaining)(const transfers *all, int64_t row, int64_t m, const double *labels,
    int64_t nearest_only, uint8_t *flags) {
    int64_t i = 0, gains[WIDTH];
    double gain;
    for (; i + WIDTH <= m; i += WIDTH) {
        const NAME(bits) found = nearest_only ? NAME(gaining_pack)(all, row + i, labels + i, 1)
                                              : NAME(gaining_pack)(all, row + i, labels + i, 0);
        memcpy(gains, &found, sizeof gains);
        for (int64_t j = 0; j < WIDTH; j++)
            flags[i + j] = gains[j] != 0;
    }
    for (; i < m; i++) {
        const int64_t own = (int64_t)labels[i];
        flags[i] = NAME(best_cluster)(all, row + i, own, nearest_only, &gain) != own;
    }
}

/* The factors of leaving a cluster, 0 for its only row, and of joining it. */
static void NAME(update_factors)(const transfers *all, int64_t j) {
    all->leaving[j] = all->counts[j] > 1 ? all->counts[j] / (all->counts[j] - 1) : 0;
    all->joining[j] = all->counts[j] / (all->counts[j] + 1);
}

static transfers NAME(transfers_of)(const double *x, int64_t stride, int64_t n, int64_t d, double *centers,
    double *counts, int64_t k, double *factors) {
    const transfers all = {x, stride, n, d, centers, counts, k, factors, factors + k};
    for (int64_t j = 0; j < k; j++)
        NAME(update_factors)(&all, j);
    return all;
}

/* Flags the rows that gain by a transfer. */
TARGET EXPORT void NAME(kern_flag_gaining)(const double *x, int64_t stride, int64_t n, int64_t d,
    const void *labels, int64_t width, double *centers, double *counts, int64_t k, double *factors,
    int64_t nearest_only, uint8_t *flags) {
    const transfers all = NAME(transfers_of)(x, stride, n, d, centers, counts, k, factors);
    double own[BLOCK];
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        NAME(read_labels)(at, m, labels, width, own);
        NAME(flag_gaining)(&all, at, m, own, nearest_only, flags + at);
    }
}

/* Transfers those of m rows that still gain when it is their turn, and updates both means at once. Writes
 * them over the rows, with their gains, and returns how many there are. */
TARGET EXPORT int64_t NAME(kern_transfer_rows)(const double *x, int64_t stride, int64_t n, int64_t d,
    void *labels, int64_t width, double *centers, double *counts, int64_t k, double *factors,
    int64_t nearest_only, int64_t *rows, int64_t m, double *gains) {
    const transfers all = NAME(transfers_of)(x, stride, n, d, centers, counts, k, factors);
    int64_t made = 0;
    for (int64_t i = 0; i < m; i++) {
        const int64_t row = rows[i], own = label_of(labels, width, row);
        double gain;
        const int64_t found = NAME(best_cluster)(&all, row, own, nearest_only, &gain);
        if (found == own)
            continue;
        counts[own] -= 1;
        counts[found] += 1;
        for (int64_t c = 0; c < d; c++) {
            const double place = x[c * stride + row];
            double *from = centers + own * d + c, *to = centers + found * d + c;
            *from += (*from - place) / counts[own];
            *to += (place - *to) / counts[found];
        }
        NAME(update_factors)(&all, own);
        NAME(update_factors)(&all, found);
        set_label(labels, width, row, found);
        rows[made] = row;
        gains[made++] = gain;
    }
    return made;
}

/* The mean of a cluster of at most CHUNK rows, from sums in the order of reductions.py. Lanes are packs here:
 * of numbers read on a condition in unrolled lanes, gcc 12.2 adds some to the wrong lane at avx2. */
TARGET static void NAME(mean_of)(const transfers *all, const double *labels, int64_t j) {
    for (int64_t c = 0; c < all->d; c++) {
        const double *column = all->x + c * all->stride, label = (double)j;
        double sum = 0;
        for (int64_t at = 0; at < all->n; at += BLOCK) {
            const int64_t end = all->n - at < BLOCK ? all->n : at + BLOCK;
            double lanes[LANES] = {0};
            int64_t i = at;
            for (; i + LANES <= end; i += LANES)
                for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
                    const NAME(bits) counts = LOAD(labels + i + lane) == BROADCAST(label);
                    STORE(lanes + lane, LOAD(lanes + lane) + MASKED(counts, LOAD(column + i + lane)));
                }
            for (; i < end; i++)
                lanes[i % LANES] += labels[i] == label ? column[i] : 0.0;
            sum += NAME(sum_by_halves)(lanes);
        }
        all->centers[j * all->d + c] = sum / all->counts[j];
    }
}

/* The first of m rows that gains by a transfer; m where none does. */
TARGET static int64_t NAME(first_gaining)(
    const transfers *all, int64_t row, int64_t m, const double *labels, int64_t nearest_only) {
    uint8_t flags[LANES];
    for (int64_t at = 0; at < m; at += LANES) {
        const int64_t size = m - at < LANES ? m - at : LANES;
        NAME(flag_gaining)(all, row + at, size, labels + row + at, nearest_only, flags);
        for (int64_t i = 0; i < size; i++)
            if (flags[i])
                return at + i;
    }
    return m;
}

/* The next row that gains, cyclically from the row after `last`; -1 where none does. */
TARGET static int64_t NAME(next_gaining)(
    const transfers *all, int64_t last, const double *labels, int64_t nearest_only) {
    const int64_t from = last + 1, rest = all->n - from,
                  after = NAME(first_gaining)(all, from, rest, labels, nearest_only);
    if (after < rest)
        return from + after;
    const int64_t before = NAME(first_gaining)(all, 0, from, labels, nearest_only);
    return before < from ? before : -1;
}

/* Moves a row between two clusters, whose means are then those of all of their rows. */
TARGET static void NAME(move_row)(const transfers *all, void *labels, int64_t width, double *own, int64_t row,
    int64_t donor, int64_t cluster, int64_t *rows) {
    int64_t other = 0;
    set_label(labels, width, row, cluster);
    own[row] = (double)cluster;
    all->counts[donor] -= 1;
    all->counts[cluster] += 1;
    while (own[other] != (double)donor)
        other++;
    rows[donor] = other;
    rows[cluster] = row;
    NAME(mean_of)(all, own, donor);
    NAME(mean_of)(all, own, cluster);
    correct_means(
        all->x, all->stride, labels, width, all->n, all->counts, all->k, all->d, rows, all->centers);
    rows[donor] = rows[cluster] = -1;
    NAME(update_factors)(all, donor);
    NAME(update_factors)(all, cluster);
}

/* Makes up to `limit` single transfers, cyclically from the row after `last`; returns how many. After each of
 * them the means are those of all rows. A sweep begins with the first transfer, and with one of no later row;
 * there are at most `max_sweeps`. `state` has the last row, the sweeps so far, and the donor and the cluster
 * of the last transfer; `own` is scratch memory for the labels, `rows` for a row of each cluster. */
TARGET EXPORT int64_t NAME(kern_single_transfers)(const double *x, int64_t stride, int64_t n, int64_t d,
    void *labels, int64_t width, double *centers, double *counts, int64_t k, double *factors,
    int64_t nearest_only, int64_t limit, int64_t max_sweeps, int64_t *state, double *gain, double *own,
    int64_t *rows) {
    const transfers all = NAME(transfers_of)(x, stride, n, d, centers, counts, k, factors);
    int64_t made = 0;
    NAME(read_labels)(0, n, labels, width, own);
    for (int64_t j = 0; j < k; j++)
        rows[j] = -1;
    for (; made < limit; made++) {
        const int64_t row = NAME(next_gaining)(&all, state[0], own, nearest_only),
                      sweeps = state[1] + (state[0] < 0 || row <= state[0]);
        if (row < 0 || sweeps > max_sweeps)
            break;
        state[2] = (int64_t)own[row];
        state[3] = NAME(best_cluster)(&all, row, state[2], nearest_only, gain);
        NAME(move_row)(&all, labels, width, own, row, state[2], state[3], rows);
        state[0] = row;
        state[1] = sweeps;
    }
    return made;
}
