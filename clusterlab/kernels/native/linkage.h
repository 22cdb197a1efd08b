/* Ward's hierarchy by the nearest-neighbor chain: the native implementation of linkage.py.
 *
 * Clusters are at positions in spatial order, with a bounding box and the least size of every few of them,
 * and of every few boxes: lower bounds of the costs of merging any of these. They are computed as costs are,
 * and rounding is monotone, so they exclude clusters without a margin. Of equal costs the lowest slot of the
 * reference decides, which is kept for each cluster. A position that a merge leaves free is infinitely far
 * away. */

#define PER_BOX 16 /* positions with one box, and boxes with one outer box; PER_BOX of linkage.py */

/* The bounds of PER_BOX clusters or boxes: of each column, and the least size. Free ones do not count. */
static void NAME(enclose)(const clusters *all, const int64_t *numbers, const double *low, const double *high,
    int64_t stride, const double *sizes, box_table *boxes, int64_t box) {
    double size = INFINITY;
    for (int64_t c = 0; c < all->d; c++) {
        double least = INFINITY, most = -INFINITY;
        for (int64_t i = 0; i < PER_BOX; i++) {
            const int counts = !numbers || numbers[i] >= 0;
            least = counts && low[c * stride + i] < least ? low[c * stride + i] : least;
            most = counts && high[c * stride + i] > most ? high[c * stride + i] : most;
        }
        boxes->low[c * boxes->stride + box] = least;
        boxes->high[c * boxes->stride + box] = most;
    }
    for (int64_t i = 0; i < PER_BOX; i++)
        size = (!numbers || numbers[i] >= 0) && sizes[i] < size ? sizes[i] : size;
    boxes->sizes[box] = size;
}

/* Computes a box, and the one around it, again. */
static void NAME(update_box)(clusters *all, int64_t box) {
    const int64_t first = box * PER_BOX, outer = box / PER_BOX * PER_BOX;
    NAME(enclose)(all, all->numbers + first, all->x + first, all->x + first, all->stride, all->sizes + first,
        &all->boxes, box);
    NAME(enclose)(all, 0, all->boxes.low + outer, all->boxes.high + outer, all->boxes.stride,
        all->boxes.sizes + outer, &all->outer, box / PER_BOX);
}

/* Adds the squared gaps between a number and some intervals to `bounds`. */
TARGET static void NAME(add_gaps)(int64_t boxes, double x, const double *RESTRICT low,
    const double *RESTRICT high, double *RESTRICT bounds) {
    for (int64_t box = 0; box < boxes; box++) {
        const double below = low[box] - x, above = x - high[box], gap = below > above ? below : above;
        bounds[box] += gap > 0 ? gap * gap : 0;
    }
}

/* Makes squared distances from a cluster of some size half the costs of merging it, divided by that size. */
TARGET static void NAME(weigh_costs)(
    int64_t m, const double *RESTRICT sizes, double size, double *RESTRICT costs) {
    for (int64_t i = 0; i < m; i++)
        costs[i] *= sizes[i] / (sizes[i] + size);
}

/* The lower bounds of the costs of merging a cluster with those of m boxes. */
TARGET static void NAME(bound_costs)(const clusters *all, int64_t position, const box_table *boxes,
    int64_t first, int64_t m, double *bounds) {
    memset(bounds, 0, (size_t)m * sizeof *bounds);
    for (int64_t c = 0; c < all->d; c++)
        NAME(add_gaps)(m, all->x[c * all->stride + position], boxes->low + c * boxes->stride + first,
            boxes->high + c * boxes->stride + first, bounds);
    NAME(weigh_costs)(m, boxes->sizes + first, all->sizes[position], bounds);
}

/* Compares the clusters of a box with the nearest one so far. */
TARGET static void NAME(compare_box)(const clusters *all, int64_t box, nearest_cluster *nearest) {
    const int64_t first = box * PER_BOX, own = nearest->own;
    double costs[PER_BOX] = {0}, least, most;
    for (int64_t c = 0; c < all->d; c++) {
        const double x = all->x[c * all->stride + own], *others = all->x + c * all->stride + first;
        for (int64_t i = 0; i < PER_BOX; i++)
            costs[i] += (others[i] - x) * (others[i] - x);
    }
    NAME(weigh_costs)(PER_BOX, all->sizes + first, all->sizes[own], costs);
    if (own / PER_BOX == box)
        costs[own % PER_BOX] = INFINITY;
    NAME(range_of)(PER_BOX, costs, &least, &most);
    nearest->work += PER_BOX * all->d;
    if (!(least < INFINITY) || least > nearest->cost)
        return;
    for (int64_t i = 0; i < PER_BOX; i++)
        if (costs[i] == least &&
            (least < nearest->cost || all->slots[first + i] < all->slots[nearest->found])) {
            nearest->cost = least;
            nearest->found = first + i;
        }
}

/* Compares the clusters of those of some boxes that may be nearer than the nearest so far. */
TARGET static void NAME(compare_boxes)(const clusters *all, int64_t first, nearest_cluster *nearest) {
    double bounds[PER_BOX];
    NAME(bound_costs)(all, nearest->own, &all->boxes, first, PER_BOX, bounds);
    nearest->work += PER_BOX * all->d;
    for (int64_t i = 0; i < PER_BOX; i++)
        if (bounds[i] <= nearest->cost)
            NAME(compare_box)(all, first + i, nearest);
}

/* The cluster whose merge with that at a position costs least; of equals the one at `last`, unless -1. */
TARGET static nearest_cluster NAME(nearest_cluster)(const clusters *all, int64_t position, int64_t last) {
    const int64_t per_outer = PER_BOX * PER_BOX, n = (all->state->n_positions + per_outer - 1) / per_outer;
    nearest_cluster nearest = {position, -1, n * all->d, INFINITY};
    double before = 0;
    NAME(compare_box)(all, position / PER_BOX, &nearest);
    if (last >= 0) {
        for (int64_t c = 0; c < all->d; c++) {
            const double difference = all->x[c * all->stride + last] - all->x[c * all->stride + position];
            before += difference * difference;
        }
        NAME(weigh_costs)(1, all->sizes + last, all->sizes[position], &before);
        NAME(compare_box)(all, last / PER_BOX, &nearest);
    }
    NAME(bound_costs)(all, position, &all->outer, 0, n, all->bounds);
    NAME(compare_boxes)(all, position / per_outer * PER_BOX, &nearest);
    for (int64_t outer = 0; outer < n; outer++)
        if (all->bounds[outer] <= nearest.cost && outer != position / per_outer)
            NAME(compare_boxes)(all, outer * PER_BOX, &nearest);
    if (last >= 0 && before <= nearest.cost)
        nearest.found = last, nearest.cost = before;
    return nearest;
}

/* Removes free positions: fewer are left, in the same order. */
static void NAME(compact)(clusters *all) {
    chain_state *state = all->state;
    const int64_t before = state->n_positions;
    int64_t kept = 0;
    for (int64_t i = 0; i < state->n_chain; i++)
        all->chain[i] = all->slots[all->chain[i]];
    for (int64_t p = 0; p < before; p++) {
        if (all->numbers[p] < 0)
            continue;
        for (int64_t c = 0; c < all->d; c++)
            all->x[c * all->stride + kept] = all->x[c * all->stride + p];
        all->sizes[kept] = all->sizes[p], all->costs[kept] = all->costs[p];
        all->numbers[kept] = all->numbers[p], all->slots[kept] = all->slots[p];
        all->at[all->slots[kept]] = kept;
        kept++;
    }
    for (int64_t p = kept; p < before; p++)
        all->x[p] = INFINITY, all->numbers[p] = -1;
    for (int64_t i = 0; i < state->n_chain; i++)
        all->chain[i] = all->at[all->chain[i]];
    state->n_positions = kept;
    for (int64_t box = 0; box * PER_BOX < before; box++)
        NAME(update_box)(all, box);
}

/* Merges the clusters at two positions into the first, and in the reference's slots the last cluster moves
 * to that of the second. A column in which both means are equal keeps its mean. */
static void NAME(merge_clusters)(clusters *all, int64_t first, int64_t second, int64_t number) {
    const int64_t last = all->at[--all->state->n_active], slot = all->slots[second];
    const double size = all->sizes[first] + all->sizes[second];
    for (int64_t c = 0; c < all->d; c++) {
        double *x = all->x + c * all->stride;
        const double total = all->sizes[first] * x[first] + all->sizes[second] * x[second];
        x[first] = x[first] == x[second] ? x[first] : total / size;
    }
    all->sizes[first] = size, all->numbers[first] = number;
    all->x[second] = INFINITY, all->numbers[second] = -1;
    all->slots[last] = slot, all->at[slot] = last;
    NAME(update_box)(all, first / PER_BOX);
    NAME(update_box)(all, second / PER_BOX);
}

/* Merges clusters until one is left or about `budget` numbers are compared; returns the number of merges so
 * far. A row of `merges` holds the numbers of two clusters, twice the rise of the inertia, and the size. */
TARGET EXPORT int64_t NAME(kern_link)(double *x, int64_t stride, int64_t n, int64_t d, double *sizes,
    double *costs, int64_t *numbers, int64_t *slots, int64_t *at, int64_t *chain, double *boxes,
    double *bounds, int64_t *state, double *merges, int64_t budget) {
    chain_state *now = (chain_state *)state;
    const int64_t n_boxes = stride / PER_BOX, n_outer = n_boxes / PER_BOX;
    double *outer = boxes + (2 * d + 1) * n_boxes;
    clusters all = {x, stride, d, sizes, costs, numbers, slots, at, chain,
        {boxes, boxes + d * n_boxes, boxes + 2 * d * n_boxes, n_boxes},
        {outer, outer + d * n_outer, outer + 2 * d * n_outer, n_outer}, bounds, now};
    if (!now->has_boxes)
        NAME(compact)(&all);
    now->has_boxes = 1;
    while (now->n_active > 1 && budget > 0) {
        if (!now->n_chain)
            chain[now->n_chain++] = at[0];
        const int64_t top = chain[now->n_chain - 1], last = now->n_chain > 1 ? chain[now->n_chain - 2] : -1;
        const nearest_cluster nearest = NAME(nearest_cluster)(&all, top, last);
        double *merge = merges + 4 * (n - now->n_active), cost = 2 * sizes[top] * nearest.cost;
        budget -= nearest.work;
        if (nearest.found != last) {
            chain[now->n_chain++] = nearest.found;
            continue;
        }
        cost = costs[top] > cost ? costs[top] : cost;
        costs[top] = costs[last] > cost ? costs[last] : cost;
        merge[0] = (double)numbers[top], merge[1] = (double)numbers[last];
        merge[2] = costs[top], merge[3] = sizes[top] + sizes[last];
        NAME(merge_clusters)(&all, top, last, 2 * n - now->n_active);
        now->n_chain -= 2;
        if (now->n_active > 4 * PER_BOX && 2 * now->n_active < now->n_positions)
            NAME(compact)(&all);
    }
    return n - now->n_active;
}

#undef PER_BOX
