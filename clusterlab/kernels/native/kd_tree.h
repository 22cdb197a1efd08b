/* K-d trees (Bentley 1975), one for each cell of a grid that has points.
 *
 * The grid divides the first two columns of the points; points are sorted by its cells. With a single cell it
 * is one tree. Points are in tree order, column-major, with LANES more rows than there are points. Nodes are
 * in preorder, one tree after the other: ends[u] is the first node after the subtree of u, so the children of
 * u are u + 1 and ends[u + 1], and a leaf ends at u + 1. The parent of the root of cell c is -1 - c. The
 * points of u are starts[u] .. starts[ends[u]]. A leaf has at most MAX_LEAF points, or equal ones. */

#define READ_PACK(from) (*(const NAME(pack) *)(from))

/* The cell of a position. */
INLINE int64_t NAME(cell_at)(const grid *grid, const double *position, int64_t stride) {
    int64_t cell = 0;
    for (int64_t c = 0; c < 2; c++)
        if (grid->counts[c] > 1) {
            const int64_t at = (int64_t)((position[c * stride] - grid->low[c]) * grid->scale);
            cell = cell * grid->counts[c] + (at < grid->counts[c] ? at : grid->counts[c] - 1);
        }
    return cell;
}

/* Adds to `counts`, by cell, how many of n points lie in each. */
TARGET EXPORT void NAME(kern_count_cells)(
    const double *x, int64_t stride, int64_t n, const grid *grid, int64_t *counts) {
    for (int64_t i = 0; i < n; i++)
        counts[NAME(cell_at)(grid, x + i, stride)]++;
}

/* Copies the points `from` .. `stop`, and then their rows, to where their cells have reached in `next`. */
TARGET EXPORT void NAME(kern_sort_cells)(const double *x, int64_t stride, int64_t d, int64_t from,
    int64_t stop, const grid *grid, int64_t *next, double *sorted, int64_t sorted_stride) {
    for (int64_t i = from; i < stop; i++) {
        const int64_t to = next[NAME(cell_at)(grid, x + i, stride)]++;
        for (int64_t c = 0; c < d; c++)
            sorted[c * sorted_stride + to] = x[c * stride + i];
        sorted[d * sorted_stride + to] = (double)i;
    }
}

/* The least and the greatest of m numbers. */
TARGET static void NAME(range_of)(int64_t m, const double *values, double *low, double *high) {
    double least[WIDTH], most[WIDTH];
    NAME(pack) lesser, greater;
    int64_t rest = m;
    *low = *high = values[0];
    if (m >= WIDTH) {
        lesser = greater = READ_PACK(values);
        for (; rest >= WIDTH; rest -= WIDTH) {
            const NAME(pack) other = READ_PACK(values + rest - WIDTH);
            lesser = SELECT(other < lesser, other, lesser);
            greater = SELECT(other > greater, other, greater);
        }
        memcpy(least, &lesser, sizeof least);
        memcpy(most, &greater, sizeof most);
        for (int j = 0; j < WIDTH; j++) {
            *low = least[j] < *low ? least[j] : *low;
            *high = most[j] > *high ? most[j] : *high;
        }
    }
    for (int64_t i = 0; i < rest; i++) {
        *low = values[i] < *low ? values[i] : *low;
        *high = values[i] > *high ? values[i] : *high;
    }
}

/* The bounding box of m points: the lower corner (d,) and the upper. */
TARGET static void NAME(box_of)(int64_t m, const double *x, int64_t stride, int64_t d, double *box) {
    for (int64_t c = 0; c < d; c++)
        NAME(range_of)(m, x + c * stride, box + c, box + d + c);
}

/* Moves the points whose value in a column is at most `split` before the others, in order, and returns how
 * many they are. `spare` is scratch memory for m numbers and m bytes. */
TARGET static int64_t NAME(partition)(
    int64_t m, double *x, int64_t stride, int64_t columns, int64_t column, double split, double *spare) {
    uint8_t *left = (uint8_t *)(spare + m);
    int64_t found = 0;
    for (int64_t i = 0; i < m; i++)
        left[i] = x[column * stride + i] <= split;
    for (int64_t c = 0; c < columns; c++) {
        double *values = x + c * stride;
        int64_t others = 0;
        found = 0;
        for (int64_t i = 0; i < m; i++) {
            const double value = values[i];
            values[found] = spare[others] = value;
            found += left[i];
            others += 1 - left[i];
        }
        memcpy(values + found, spare, (size_t)others * sizeof *spare);
    }
    return found;
}

/* Splits m points in the middle of the longest side of their box; returns the size of the first part, m
 * where they are a leaf. The last column, the rows of the points, moves with the d others. */
TARGET static int64_t NAME(split_points)(
    int64_t m, double *x, int64_t stride, int64_t d, const double *box, double *spare) {
    int64_t widest = 0;
    double middle;
    for (int64_t c = 1; c < d; c++)
        widest = box[d + c] - box[c] > box[d + widest] - box[widest] ? c : widest;
    if (m <= MAX_LEAF || box[widest] == box[d + widest])
        return m;
    middle = box[widest] + 0.5 * (box[d + widest] - box[widest]);
    middle = middle < box[d + widest] ? middle : box[widest];
    return NAME(partition)(m, x, stride, d + 1, widest, middle, spare);
}

/* The node after the u nodes of a tree that grows; `cells` are where the points of cells start. */
static new_node NAME(node_after)(int64_t u, const int64_t *ends, const int64_t *parents,
    const int64_t *starts, const int64_t *stops, const int64_t *cells) {
    new_node next = {u - 1, 0, 0};
    int64_t cell = 0;
    if (u && ends[u - 1] < stops[u - 1]) {
        next.start = starts[u - 1], next.stop = ends[u - 1];
        return next;
    }
    next.start = u ? stops[u - 1] : 0;
    while (next.parent >= 0 && stops[next.parent] == next.start)
        next.parent = parents[next.parent];
    if (next.parent >= 0) {
        next.stop = stops[next.parent];
        return next;
    }
    for (cell = u ? -1 - next.parent : 0; cells[cell + 1] <= next.start; cell++)
        ;
    next.parent = -1 - cell, next.stop = cells[cell + 1];
    return next;
}

/* Adds nodes to a tree of n points until it is complete, `capacity` is reached, or about `budget` numbers
 * were moved; returns the number of nodes. `stops` are where the points of nodes end, and until the tree is
 * finished `ends` where they are split, for a leaf the same. */
TARGET EXPORT int64_t NAME(kern_grow_tree)(double *x, int64_t stride, int64_t n, int64_t d, int64_t nodes,
    int64_t capacity, double *boxes, int64_t *ends, int64_t *parents, int64_t *starts, int64_t *stops,
    double *spare, const int64_t *cells, int64_t budget) {
    int64_t u = nodes;
    for (; u < capacity && budget > 0 && !(u && ends[u - 1] == n); u++) {
        const new_node next = NAME(node_after)(u, ends, parents, starts, stops, cells);
        const int64_t size = next.stop - next.start;
        double *box = boxes + u * 2 * d;
        NAME(box_of)(size, x + next.start, stride, d, box);
        parents[u] = next.parent, starts[u] = next.start, stops[u] = next.stop;
        ends[u] = next.start + NAME(split_points)(size, x + next.start, stride, d, box, spare);
        budget -= size * (d + 1);
    }
    return u;
}

/* Completes a tree: ends[u] becomes the first node after the subtree of u, and first[c] the first node of
 * the cells from c on; they are `n_cells`. */
TARGET EXPORT void NAME(kern_finish_tree)(
    int64_t nodes, int64_t *ends, const int64_t *parents, int64_t n_cells, int64_t *first) {
    int64_t cell = 0;
    for (int64_t u = 0; u < nodes; u++)
        for (; parents[u] < 0 && cell <= -1 - parents[u]; cell++)
            first[cell] = u;
    for (; cell <= n_cells; cell++)
        first[cell] = nodes;
    for (int64_t u = nodes - 1; u >= 0; u--)
        ends[u] = u + 1 < nodes && parents[u + 1] == u ? ends[ends[u + 1]] : u + 1;
}

/* The nodes of the cells in reach of one, in its row of the grid or one below or above it. */
static node_range NAME(nodes_of_row)(const tree *tree, int64_t cell, int64_t below) {
    const grid *grid = tree->grid;
    const int64_t width = grid->counts[1], row = cell / width + below, at = cell % width;
    const int64_t low = at > grid->reach ? at - grid->reach : 0;
    const int64_t high = width - at > grid->reach ? at + grid->reach + 1 : width;
    node_range found = {0, 0};
    if (row >= 0 && row < grid->counts[0])
        found.from = tree->first[row * width + low], found.stop = tree->first[row * width + high];
    return found;
}

/* The number of ranges of nodes around a cell; see `nodes_around`. */
static int64_t NAME(ranges_around)(const tree *tree) { return 2 * tree->grid->reach + 2; }

/* Of the nodes in reach of a cell the range `number`: those before and after its tree in its own row of the
 * grid, and then those of other rows from the nearest to the farthest. `root` is that of the tree. */
static node_range NAME(nodes_around)(const tree *tree, int64_t root, int64_t number) {
    const int64_t below = number < 2 ? 0 : number & 1 ? number / 2 : -(number / 2);
    node_range found = NAME(nodes_of_row)(tree, -1 - tree->parents[root], below);
    if (number == 0)
        found.stop = root;
    if (number == 1)
        found.from = tree->ends[root];
    return found;
}

/* The nodes of the other child of the parent of u. */
static node_range NAME(sibling_of)(const tree *tree, int64_t u) {
    const int64_t parent = tree->parents[u], is_left = u == parent + 1;
    const node_range left = {parent + 1, u}, right = {tree->ends[u], tree->ends[parent]};
    return is_left ? right : left;
}

#undef READ_PACK
