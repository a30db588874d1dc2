/**
 * Places in the header of a multigrid level, shared word for word by TypeScript (which writes it) and AssemblyScript (which reads it).
 * All words are 32-bit; unless said otherwise they are byte addresses. A *block* is 3 by 3 doubles; a *pair* of blocks is stored
 * entry by entry, [3, 3, 2], so that both take part in one vector. Written in the common subset of both languages.
 */

/** Number of block rows. */
export const LEVEL_ROWS = 0;
/** i32 [rows + 1]: first pair of each row. Pairs below the diagonal come first; a padded lane is zero. */
export const LEVEL_STARTS = 1;
/** i32 [rows]: first pair above the diagonal. */
export const LEVEL_MIDDLES = 2;
/** u32 [pairs, 2]: byte offset of the block of x that meets each lane. */
export const LEVEL_COLUMNS = 3;
/** f64 [pairs, 3, 3, 2]. */
export const LEVEL_VALUES = 4;
/** f32 [pairs, 3, 3, 2]: the same, rounded, for the smoother. */
export const LEVEL_ROUNDED = 5;
/** f64 [rows, 3, 3]. */
export const LEVEL_DIAGONAL = 6;
/** f64 [rows, 3, 3]: inverses of the diagonal blocks. */
export const LEVEL_INVERSE = 7;
/** Number of aggregates: block rows 2 I (translations) and 2 I + 1 (rotations) of the next level. */
export const LEVEL_COARSE = 8;
/** i32 [rows]: aggregate of each block row. */
export const LEVEL_AGGREGATES = 9;
/** f64 [rows, 3, 3, 2]: the modes of its aggregate at each block row, orthonormal. */
export const LEVEL_TENTATIVE = 10;
/** i32 [rows + 1], i32 [entries], f64 [entries, 3, 3, 2]: prolongation, by aggregate. */
export const LEVEL_P_STARTS = 11;
export const LEVEL_P_COLUMNS = 12;
export const LEVEL_P = 13;
/** The same for the product of matrix and prolongation. */
export const LEVEL_AP_STARTS = 14;
export const LEVEL_AP_COLUMNS = 15;
export const LEVEL_AP = 16;
/** i32 [aggregates + 1], i32 [entries, 2]: rows of P that an aggregate takes part in, with their entry. */
export const LEVEL_USER_STARTS = 17;
export const LEVEL_USERS = 18;
/** i32 [aggregates]: scratch. */
export const LEVEL_SLOTS = 19;
export const LEVEL_WORDS = 20;
