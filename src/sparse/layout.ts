/**
 * Places in the serialised symbolic factorisation, shared word for word by TypeScript (which writes it) and AssemblyScript (which reads it).
 * All words are 32-bit integers. Addresses inside it are word offsets from its start. Written in the common subset of both languages.
 */
export const SYMBOLIC_SIZE = 0;
export const SYMBOLIC_RETAINED = 1;
export const SYMBOLIC_FRONTS = 2;
/** i32 [size]: matrix row at each position. */
export const SYMBOLIC_PERMUTATION = 3;
/** i32 [fronts, FRONT_WORDS]. */
export const SYMBOLIC_FRONT_TABLE = 4;
/** i32: for each front the positions of its rows that are no pivots. */
export const SYMBOLIC_ROWS = 5;
/** i32: for each of these rows its place in the parent front (padded pivots first). */
export const SYMBOLIC_RELATIVE = 6;
/** i32 [entries, 2]: place in the values, place in the front. */
export const SYMBOLIC_SCATTER = 7;
/** i32 [size - retained]: place in the values of the diagonal entry of each position. */
export const SYMBOLIC_DIAGONAL = 8;
/** Doubles of the work area used by update matrices; what follows is scratch. */
export const SYMBOLIC_ARENA = 9;
/** Panels of the largest front. */
export const SYMBOLIC_LARGEST = 10;
/** Panels of the largest pivot block. */
export const SYMBOLIC_WIDEST = 11;
export const SYMBOLIC_HEADER = 16;

/** Pivots of the front; 0 = the last front, which gathers the retained rows. */
export const FRONT_PIVOTS = 0;
/** Panels of four pivots. */
export const FRONT_PIVOT_PANELS = 1;
/** Rows that are no pivots. */
export const FRONT_ROWS = 2;
export const FRONT_ROW_PANELS = 3;
/** Position of the first pivot. */
export const FRONT_FIRST = 4;
/** Start in SYMBOLIC_ROWS and SYMBOLIC_RELATIVE. */
export const FRONT_ROW_START = 5;
export const FRONT_SCATTER_START = 6;
export const FRONT_SCATTER_END = 7;
/** Doubles from the start of the factor. */
export const FRONT_FACTOR = 8;
/** Doubles from the start of the work area. */
export const FRONT_UPDATE = 9;
/** First child and next sibling, -1 = none. */
export const FRONT_CHILD = 10;
export const FRONT_SIBLING = 11;
export const FRONT_WORDS = 12;

/** Rows (or columns) of a panel: the width of the dense kernels. */
export const PANEL = 4;
/** Pivot panels eliminated together before the rest of the front is updated. */
export const BLOCK_PANELS = 12;
