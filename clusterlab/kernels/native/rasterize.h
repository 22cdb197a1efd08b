/* Points written into an image: the twins of squares and stamps in rasterize.py. Places lie column by column;
 * `sight` holds, for x and then y, the place at the image's corner and how many pixels a unit has. The image has a
 * border of twice `reach` pixels that nobody sees: so no pixel of a dot is tested, and what is no place or lies
 * elsewhere goes to pixel (nowhere, nowhere) of the border. See kernels.c. */

#define EVEN 0x00FF00FFu
#define ODD 0xFF00FF00u
#define HALVES 0x00800080u
#define PHASES 8 /* positions within a pixel, along each axis, that a stamp is drawn for */

/* The pixels that m places lie in, and their positions within those. */
TARGET static void NAME(pixels_of)(int64_t m, const double *RESTRICT x, const double *RESTRICT y,
    const double *RESTRICT sight, double w, double h, double reach, double nowhere, double *RESTRICT columns,
    double *RESTRICT rows) {
    const double left = sight[0], across = sight[1], top = sight[2], down = sight[3], margin = 2 * reach;
    for (int64_t i = 0; i < m; i++) {
        const double column = (x[i] - left) * across, row = (y[i] - top) * down;
        const int near = (column >= -reach) & (column < w + reach) & (row >= -reach) & (row < h + reach);
        columns[i] = near ? column + margin : nowhere;
        rows[i] = near ? row + margin : nowhere;
    }
}

TARGET static void NAME(numbers_of)(int64_t m, const double *RESTRICT columns, const double *RESTRICT rows,
    int32_t width, int32_t *RESTRICT numbers) {
    for (int64_t i = 0; i < m; i++)
        numbers[i] = (int32_t)rows[i] * width + (int32_t)columns[i];
}

#define NAMES(type)                                                                                          \
    for (int64_t i = 0; i < m; i++) {                                                                        \
        const int64_t label = (int64_t)((const type *)labels)[at + i];                                       \
        const int64_t own = label < 0 ? label + kinds : label;                                               \
        wrong |= (own < 0) | (own >= kinds);                                                                 \
        names[i] = (int32_t)own;                                                                             \
    }

/* The rows of a table that labels name, -1 its last; whether a label names none. */
TARGET static int NAME(names_of)(
    int64_t at, int64_t m, const void *RESTRICT labels, int64_t width, int64_t kinds, int32_t *RESTRICT names) {
    int64_t wrong = 0;
    if (width == 1)
        NAMES(int8_t)
    else if (width == 2)
        NAMES(int16_t)
    else if (width == 4)
        NAMES(int32_t)
    else
        NAMES(int64_t)
    return wrong != 0;
}

#undef NAMES

TARGET static void NAME(shades_of)(
    int64_t m, const uint32_t *RESTRICT colors, const int32_t *RESTRICT names, uint32_t *RESTRICT shades) {
    for (int64_t i = 0; i < m; i++)
        shades[i] = colors[names[i]];
}

/* A square at each place, later ones over earlier ones; -1 where a label names no color. Without labels every
 * place has a color of its own. */
TARGET EXPORT int64_t NAME(kern_squares)(const double *x, const double *y, int64_t n, const double *sight,
    const void *labels, int64_t width, const uint32_t *colors, int64_t kinds, int64_t side, int64_t w, int64_t h,
    uint32_t *image) {
    double columns[TILE], rows[TILE];
    int32_t numbers[TILE], names[TILE];
    uint32_t shades[TILE];
    const int64_t across = w + 4 * side, first = -(side / 2) * (across + 1);
    for (int64_t at = 0; at < n; at += TILE) {
        const int64_t m = n - at < TILE ? n - at : TILE;
        const uint32_t *own = labels ? shades : colors + at;
        NAME(pixels_of)(m, x + at, y + at, sight, (double)w, (double)h, (double)side, (double)side, columns, rows);
        NAME(numbers_of)(m, columns, rows, (int32_t)across, numbers);
        if (labels && NAME(names_of)(at, m, labels, width, kinds, names))
            return -1;
        if (labels)
            NAME(shades_of)(m, colors, names, shades);
        if (side == 1)
            for (int64_t i = 0; i < m; i++)
                image[numbers[i]] = own[i];
        else if (side == 2)
            for (int64_t i = 0; i < m; i++) {
                uint32_t *corner = image + numbers[i] + first;
                corner[0] = corner[1] = corner[across] = corner[across + 1] = own[i];
            }
        else
            for (int64_t i = 0; i < m; i++)
                for (int64_t row = 0; row < side; row++)
                    for (int64_t column = 0; column < side; column++)
                        image[numbers[i] + first + row * across + column] = own[i];
    }
    return 0;
}

/* Lays n pixels over others: those that hold nothing leave what was there. */
TARGET EXPORT void NAME(kern_cover)(int64_t n, const uint32_t *RESTRICT over, uint32_t *RESTRICT image) {
    for (int64_t i = 0; i < n; i++)
        image[i] = over[i] ? over[i] : image[i];
}

/* `over` laid on `under`, `share` of 256 of it: two of the four bytes at a time. */
static inline uint32_t NAME(mixed)(uint32_t under, uint32_t over, uint32_t share) {
    const uint32_t rest = 256 - share;
    const uint32_t even = ((over & EVEN) * share + (under & EVEN) * rest + HALVES) >> 8 & EVEN;
    const uint32_t odd = ((over >> 8 & EVEN) * share + (under >> 8 & EVEN) * rest + HALVES) & ODD;
    return even | odd;
}

TARGET static void NAME(lay)(
    int64_t m, uint32_t color, const uint32_t *RESTRICT whole, uint32_t *RESTRICT pixels) {
    for (int64_t i = 0; i < m; i++)
        pixels[i] = NAME(mixed)(pixels[i], color, whole[i]);
}

TARGET static void NAME(lay_rimmed)(int64_t m, uint32_t color, uint32_t rim, const uint32_t *RESTRICT whole,
    const uint32_t *RESTRICT inner, uint32_t *RESTRICT pixels) {
    for (int64_t i = 0; i < m; i++)
        pixels[i] = NAME(mixed)(pixels[i], NAME(mixed)(rim, color, inner[i]), whole[i]);
}

/* An antialiased dot in each pixel that places lie in, farther up and farther left ones over the others. `seen`
 * comes as zeros and is left with the dot of each pixel, counted from 1: the one of the largest kind, of equals the
 * last. `which` (n,) names the kinds; of each kind `ranks` tells its size among the others and `reaches` how many
 * pixels it reaches; the tables hold a stamp of (2 reach + 1) squared shares for each kind and phase. */
TARGET EXPORT void NAME(kern_stamps)(const double *x, const double *y, int64_t n, const double *sight,
    const uint32_t *colors, const uint32_t *rims, const int64_t *which, const int64_t *ranks, const int64_t *reaches,
    const uint32_t *whole, const uint32_t *inner, int64_t reach, int64_t w, int64_t h, int32_t *seen, uint32_t *image) {
    double columns[TILE], rows[TILE];
    int32_t numbers[TILE];
    const int64_t across = w + 4 * reach, side = 2 * reach + 1;
    for (int64_t at = 0; at < n; at += TILE) {
        const int64_t m = n - at < TILE ? n - at : TILE;
        NAME(pixels_of)(m, x + at, y + at, sight, (double)w, (double)h, (double)reach, 0, columns, rows);
        NAME(numbers_of)(m, columns, rows, (int32_t)across, numbers);
        for (int64_t i = 0; i < m; i++) {
            const int32_t before = seen[numbers[i]];
            if (!which || !before || ranks[which[at + i]] >= ranks[which[before - 1]])
                seen[numbers[i]] = (int32_t)(at + i + 1);
        }
    }
    for (int64_t row = h + 3 * reach - 1; row >= reach; row--)
        for (int64_t column = w + 3 * reach - 1; column >= reach; column--) {
            const int64_t i = (int64_t)seen[row * across + column] - 1;
            int64_t kind, own, stamp;
            double right, down;
            if (i < 0)
                continue;
            NAME(pixels_of)(1, x + i, y + i, sight, (double)w, (double)h, (double)reach, 0, &right, &down);
            kind = which ? which[i] : 0;
            own = reaches[kind];
            stamp = (kind * PHASES + (int64_t)((down - (double)row) * PHASES)) * PHASES +
                    (int64_t)((right - (double)column) * PHASES);
            for (int64_t away = -own; away <= own; away++) {
                const int64_t from = (stamp * side + reach + away) * side + reach - own;
                uint32_t *pixels = image + (row + away) * across + column - own;
                if (rims)
                    NAME(lay_rimmed)(2 * own + 1, colors[i], rims[i], whole + from, inner + from, pixels);
                else
                    NAME(lay)(2 * own + 1, colors[i], whole + from, pixels);
            }
        }
}

#undef EVEN
#undef ODD
#undef HALVES
#undef PHASES
