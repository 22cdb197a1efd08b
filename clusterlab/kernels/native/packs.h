/* Packs of WIDTH numbers as C operators see them, and masks of them: without gcc or clang, of one number. */

#if defined(__GNUC__)
typedef int64_t NAME(bits) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
#define BROADCAST(value) ((NAME(pack)){0} + (value)) /* of a constant: the addition is done at compile time */
#define MASKED(mask, yes) ((NAME(pack))((NAME(bits))(yes) & (mask)))
#define SELECT(mask, yes, no) ((NAME(pack))(((NAME(bits))(yes) & (mask)) | ((NAME(bits))(no) & ~(mask))))
#define TIMES_POWER_OF_2(value, turns) ((NAME(pack))((NAME(bits))(value) + ((NAME(bits))(turns) << 52)))
#else /* packs of one row */
typedef int64_t NAME(bits);
static double NAME(times_power_of_2)(double value, double shifted) {
    uint64_t result, by;
    memcpy(&result, &value, sizeof result);
    memcpy(&by, &shifted, sizeof by);
    result += by << 52;
    memcpy(&value, &result, sizeof value);
    return value;
}
#define BROADCAST(value) (value)
#define MASKED(mask, yes) ((mask) ? (yes) : 0.0)
#define SELECT(mask, yes, no) ((mask) ? (yes) : (no))
#define TIMES_POWER_OF_2(value, turns) NAME(times_power_of_2)(value, turns)
#endif
#define PACK NAME(pack)
#define LOAD(from) (*(const PACK *)(from))
#define STORE(to, value) (*(PACK *)(to) = (value))
