/* DBSCAN over k-d trees, one for each cell of a grid: the native implementations of density.py.
 *
 * Bounds of distances between boxes are computed as distances between points are, column by column. Rounding
 * is monotone, so no computed distance is beyond them: they decide without a margin. */

#if defined(__GNUC__)
#define WITHIN(distances, limit) (-((distances) <= (limit)))
#else
#define WITHIN(distances, limit) ((distances) <= (limit))
#endif
#define INTEGERS(from) (*(NAME(bits) *)(from))
#define READ_PACK(from) (*(const NAME(pack) *)(from))
#define TREE_ARGUMENTS                                                                                       \
    const double *x, int64_t stride, int64_t d, int64_t nodes, const double *boxes, const int64_t *ends,     \
        const int64_t *parents, const int64_t *starts, const int64_t *first, const grid *grid, double limit
#define TREE {x, stride, d, nodes, boxes, ends, parents, starts, first, grid, limit}

/* Bounds of the squared distances between the points of two boxes. */
TARGET static void NAME(box_distances)(
    int64_t d, const double *one, const double *other, double *nearest, double *farthest) {
    double near = 0, far = 0;
    for (int64_t c = 0; c < d; c++) {
        const double above = one[c] - other[d + c], below = other[c] - one[d + c];
        const double gap = above > below ? above : below, reach = above < below ? above : below;
        near += gap > 0 ? gap * gap : 0;
        far += reach * reach;
    }
    *nearest = near, *farthest = far;
}

/* Adds to `counts`, for each of eight points (lanes), how many of m others are within the limit. */
INLINE TARGET void NAME(count_close_columns)(int64_t d, const double *lanes, const double *others, int64_t m,
    int64_t stride, int64_t other_stride, double limit, int64_t *counts) {
    for (int j = 0; j < LANES / WIDTH; j++) {
        NAME(bits) found = INTEGERS(counts + j * WIDTH);
        for (int64_t i = 0; i < m; i++) {
            NAME(pack) difference = READ_PACK(lanes + j * WIDTH) - others[i], total = difference * difference;
            for (int64_t c = 1; c < d; c++) {
                difference = READ_PACK(lanes + c * stride + j * WIDTH) - others[c * other_stride + i];
                total += difference * difference;
            }
            found += WITHIN(total, limit);
        }
        INTEGERS(counts + j * WIDTH) = found;
    }
}

TARGET static void NAME(count_close)(int64_t d, const double *lanes, const double *others, int64_t m,
    int64_t stride, int64_t other_stride, double limit, int64_t *counts) {
    if (d == 2)
        NAME(count_close_columns)(2, lanes, others, m, stride, other_stride, limit, counts);
    else if (d == 3)
        NAME(count_close_columns)(3, lanes, others, m, stride, other_stride, limit, counts);
    else
        NAME(count_close_columns)(d, lanes, others, m, stride, other_stride, limit, counts);
}

/* Whether every source has enough neighbors. */
static int NAME(is_finished)(const neighbor_count *count) {
    int64_t below = 0;
    for (int64_t i = 0; i < count->m; i++)
        below += count->counts[i] < count->needed;
    return !below;
}

/* Counts the neighbors among the points of the nodes u .. stop; returns whether it is finished. */
TARGET static int NAME(count_among)(const tree *tree, neighbor_count *count, int64_t u, int64_t stop) {
    const int64_t d = tree->d;
    while (u < stop) {
        const int64_t start = tree->starts[u], end = tree->ends[u], size = tree->starts[end] - start;
        double nearest, farthest;
        NAME(box_distances)(d, count->box, tree->boxes + u * 2 * d, &nearest, &farthest);
        count->work += d;
        if (farthest <= tree->limit)
            for (int64_t i = 0; i < MAX_LEAF; i++)
                count->counts[i] += size;
        else if (nearest <= tree->limit && end > u + 1) {
            u++;
            continue;
        } else if (nearest <= tree->limit) {
            for (int64_t i = 0; i < count->m; i += LANES)
                NAME(count_close)(d, count->sources + i, tree->x + start, size, count->stride, tree->stride,
                    tree->limit, count->counts + i);
            count->work += size * d * LANES;
        }
        if (nearest <= tree->limit && NAME(is_finished)(count))
            return 1;
        u = end;
    }
    return 0;
}

/* Counts the neighbors of the m points of a leaf, from the nearest subtrees to the farthest. */
TARGET static void NAME(count_around)(const tree *tree, neighbor_count *count, int64_t leaf) {
    int64_t u = leaf;
    int finished = NAME(count_among)(tree, count, leaf, leaf + 1);
    for (; tree->parents[u] >= 0 && !finished; u = tree->parents[u]) {
        const node_range near = NAME(sibling_of)(tree, u);
        finished = NAME(count_among)(tree, count, near.from, near.stop);
    }
    for (int64_t i = 0; i < NAME(ranges_around)(tree) && !finished; i++) {
        const node_range near = NAME(nodes_around)(tree, u, i);
        finished = NAME(count_among)(tree, count, near.from, near.stop);
    }
}

/* Writes whether the points of the nodes u .. stop are core, until about `budget` numbers are compared;
 * returns the next node. All points of a small box that holds enough of them are core. */
TARGET EXPORT int64_t NAME(kern_find_core)(
    TREE_ARGUMENTS, int64_t u, int64_t stop, int64_t needed, uint8_t *core, int64_t budget) {
    const tree tree = TREE;
    while (u < stop && budget > 0) {
        const int64_t start = starts[u], size = starts[ends[u]] - start;
        double nearest, diagonal;
        NAME(box_distances)(d, boxes + u * 2 * d, boxes + u * 2 * d, &nearest, &diagonal);
        budget -= d;
        if (size >= needed && diagonal <= limit)
            memset(core + start, 1, (size_t)size);
        else if (ends[u] > u + 1) {
            u++;
            continue;
        } else {
            neighbor_count count = {
                boxes + u * 2 * d, x + start, stride, size <= MAX_LEAF ? size : 1, needed, 0, {0}};
            NAME(count_around)(&tree, &count, u);
            for (int64_t i = 0; i < size; i++)
                core[start + i] = count.counts[count.m > 1 ? i : 0] >= needed;
            budget -= count.work;
        }
        u = ends[u];
    }
    return u;
}

/* The number of pairs of one of m positions (m, d) and a point within the limit, counted until there are
 * more than `enough`. `spare` is scratch memory for d (LANES + 2) numbers. */
TARGET EXPORT int64_t NAME(kern_count_pairs)(
    TREE_ARGUMENTS, const double *positions, int64_t m, int64_t enough, double *spare) {
    const tree tree = TREE;
    double *box = spare + d * LANES;
    int64_t total = 0;
    for (int64_t i = 0; i < m && total <= enough; i++) {
        neighbor_count count = {box, spare, LANES, 1, INT64_MAX, 0, {0}};
        for (int64_t c = 0; c < d; c++)
            box[c] = box[d + c] = spare[c * LANES] = positions[i * d + c];
        const int64_t cell = NAME(cell_at)(grid, box, 1);
        for (int64_t row = -grid->reach; row <= grid->reach; row++) {
            const node_range near = NAME(nodes_of_row)(&tree, cell, row);
            NAME(count_among)(&tree, &count, near.from, near.stop);
        }
        total += count.counts[0];
    }
    return total;
}

/* Lists a leaf for the next wave, once. */
static void NAME(list_leaf)(growth *growth, int64_t leaf) {
    growth_state *state = growth->state;
    if (growth->listed[leaf] == state->wave + 1)
        return;
    growth->listed[leaf] = state->wave + 1;
    growth->leaves[(1 - state->turn) * growth->capacity + state->n_next++] = leaf;
}

/* Adds the free points of a leaf that have neighbors to the next wave; `counts` is 0 where all have. */
static void NAME(reach_points)(
    const tree *tree, growth *growth, int64_t leaf, int64_t start, int64_t stop, const int64_t *counts) {
    const growth_state *state = growth->state;
    int64_t reached = 0, core = 0;
    for (int64_t i = start; i < stop; i++) {
        if (growth->labels[i] >= 0 || (counts && !counts[i - start]))
            continue;
        growth->labels[i] = state->cluster, growth->waves[i] = state->wave + 1;
        reached++, core |= growth->core[i];
    }
    if (!reached)
        return;
    growth->state->reached += reached;
    for (int64_t u = leaf; u >= 0; u = tree->parents[u])
        growth->n_free[u] -= reached;
    if (core)
        NAME(list_leaf)(growth, leaf);
}

/* Adds the free points of the nodes u .. stop that are within the limit of a source to the next wave. */
TARGET static void NAME(reach_among)(
    const tree *tree, growth *growth, neighbor_count *sources, int64_t u, int64_t stop) {
    const int64_t d = tree->d;
    int64_t all_before = 0; /* the subtree all of whose points are within the limit ends here */
    while (u < stop) {
        const int64_t start = tree->starts[u], end = tree->ends[u], leaf_stop = tree->starts[end];
        double nearest = 0, farthest = 0;
        if (growth->n_free[u] && u >= all_before)
            NAME(box_distances)(d, sources->box, tree->boxes + u * 2 * d, &nearest, &farthest);
        sources->work += d;
        if (!growth->n_free[u] || nearest > tree->limit) {
            u = end;
            continue;
        }
        all_before = farthest <= tree->limit && end > all_before ? end : all_before;
        if (end == u + 1 && u < all_before)
            NAME(reach_points)(tree, growth, u, start, leaf_stop, 0);
        else if (end == u + 1)
            for (int64_t i = start; i < leaf_stop; i += LANES) {
                int64_t counts[LANES] = {0};
                NAME(count_close)(d, tree->x + i, sources->sources, sources->m, tree->stride, sources->stride,
                    tree->limit, counts);
                NAME(reach_points)(tree, growth, u, i, leaf_stop - i < LANES ? leaf_stop : i + LANES, counts);
                sources->work += sources->m * d * LANES;
            }
        u++;
    }
}

/* Collects the core points of this wave in a leaf, of equal ones the first, with their box. */
TARGET static void NAME(collect_sources)(
    const tree *tree, const growth *growth, int64_t leaf, neighbor_count *sources, double *spare) {
    const int64_t d = tree->d, start = tree->starts[leaf], size = tree->starts[leaf + 1] - start;
    sources->m = 0;
    for (int64_t i = start; i < start + size && (size <= MAX_LEAF || !sources->m); i++) {
        if (!growth->core[i] || growth->waves[i] != growth->state->wave)
            continue;
        for (int64_t c = 0; c < d; c++)
            spare[c * MAX_LEAF + sources->m] = tree->x[c * tree->stride + i];
        sources->m++;
    }
    NAME(box_of)(sources->m, spare, MAX_LEAF, d, spare + d * MAX_LEAF);
}

/* Adds the free points within the limit of the core points of this wave in a leaf to the next wave; returns
 * the work done. */
TARGET static int64_t NAME(grow_leaf)(const tree *tree, growth *growth, int64_t leaf, double *spare) {
    neighbor_count sources = {spare + tree->d * MAX_LEAF, spare, MAX_LEAF, 0, 0, 0, {0}};
    int64_t u = leaf;
    NAME(collect_sources)(tree, growth, leaf, &sources, spare);
    NAME(reach_among)(tree, growth, &sources, leaf, leaf + 1);
    for (; tree->parents[u] >= 0; u = tree->parents[u])
        if (growth->n_free[tree->parents[u]] > growth->n_free[u]) {
            const node_range near = NAME(sibling_of)(tree, u);
            NAME(reach_among)(tree, growth, &sources, near.from, near.stop);
        }
    for (int64_t i = 0; i < NAME(ranges_around)(tree); i++) {
        const node_range near = NAME(nodes_around)(tree, u, i);
        NAME(reach_among)(tree, growth, &sources, near.from, near.stop);
    }
    return sources.work;
}

/* Begins the next wave, or where nothing was reached the next cluster; returns whether there is one. Of the
 * core points `seeds` (m,) the first that is free begins a cluster. */
static int NAME(begin_wave)(const tree *tree, growth *growth, const int64_t *seeds, int64_t m) {
    growth_state *state = growth->state;
    int64_t low = 0, high = tree->nodes;
    state->turn = 1 - state->turn;
    state->at = 0, state->n_listed = state->n_next, state->n_next = 0;
    if (state->reached) {
        state->wave++, state->reached = 0;
        return 1;
    }
    while (state->seed < m && growth->labels[seeds[state->seed]] >= 0)
        state->seed++;
    if (state->seed == m)
        return 0;
    while (high - low > 1) { /* the leaf of the seed is the last node that starts no later */
        const int64_t middle = low + (high - low) / 2;
        *(tree->starts[middle] <= seeds[state->seed] ? &low : &high) = middle;
    }
    state->cluster++;
    NAME(reach_points)(tree, growth, low, seeds[state->seed], seeds[state->seed] + 1, 0);
    return 1;
}

/* Grows clusters from `seeds` (m,), the core points in the order of the caller's rows, until about `budget`
 * numbers are compared; returns whether there is more to do. `state` begins as wave and cluster -1 and
 * zeros. `spare` is scratch memory for d (MAX_LEAF + 2) numbers. */
TARGET EXPORT int64_t NAME(kern_grow_clusters)(TREE_ARGUMENTS, const uint8_t *core, const int64_t *seeds,
    int64_t m, int64_t *labels, int64_t *waves, int64_t *n_free, int64_t *leaves, int64_t *listed,
    int64_t *state, double *spare, int64_t budget) {
    const tree tree = TREE;
    growth growth = {core, labels, waves, n_free, leaves, listed, nodes, (growth_state *)state};
    while (budget > 0) {
        growth_state *now = growth.state;
        if (now->at == now->n_listed && !NAME(begin_wave)(&tree, &growth, seeds, m))
            return 0;
        budget--;
        if (now->at < now->n_listed)
            budget -= NAME(grow_leaf)(&tree, &growth, leaves[now->turn * nodes + now->at++], spare);
    }
    return 1;
}

#undef WITHIN
#undef INTEGERS
#undef READ_PACK
#undef TREE_ARGUMENTS
#undef TREE
