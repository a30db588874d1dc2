/**
 * Places of the RVE plan in WASM memory, shared word for word by TypeScript (which lays it out) and AssemblyScript (which reads it).
 * The header is a row of 32-bit integers: counts, then byte addresses. Written in the common subset of both languages.
 */
export const DIMENSION = 0;
/** Nodes per cell N: 4 (quad4) or 8 (hex8). */
export const NODES = 1;
/** Gauss points per cell: as many. */
export const POINTS = 2;
export const CELLS = 3;
/** Rows of the sparse system: unknowns, then the d² macroscopic degrees of freedom. */
export const SIZE = 4;
/** Retained unknowns in front of the macroscopic ones (boundary `minimal`): solved densely at the root. */
export const ROOT = 5;
/** Number of entries of the sparse matrix; one more is a bin for entries of fixed nodes. */
export const ENTRIES = 6;
/** Constant entries (the constraint of boundary `minimal`): how many. */
export const CONSTANTS = 7;
/** i32 [cells, d N]: unknown of (component, node); SIZE, the bin behind the unknowns, where the fluctuation is fixed at zero. */
export const DOFS = 8;
/** i32 [cells]: phase number. */
export const PHASE_OF_CELL = 9;
/** i32 [phases, PHASE_WORDS]: slots of the law for two points (stress, tangent), addresses of parameters and directions, slot of the tangent of one point. */
export const PHASES = 10;
export const PHASE_WORDS = 8;
/** f64 [d, 2^d]: slopes of the modes of a voxel (assembly/rve/cell.ts). */
export const SLOPES = 11;
/** i32 [terms]: byte offset of each term of the stiffness of two modes among the modes of A. */
export const TERM_PLACES = 12;
/** i32 [cells, entries]: place in the matrix of each entry of SCATTER_OFFSETS. */
export const SCATTER = 13;
/** i32 [cells, d², d N]: place of the coupling with the macroscopic deformation gradient. */
export const SCATTER_MACRO = 14;
/** i32 [d², d²]: place of the macroscopic block (lower half). */
export const MACRO_ENTRIES = 15;
/** i32 [constants] places, f64 [constants] values. */
export const CONSTANT_PLACES = 16;
export const CONSTANT_VALUES = 17;
/** i32 [constants, 2]: (unknown, multiplier) of each constant entry. */
export const CONSTANT_PAIRS = 18;
export const SYMBOLIC = 19;
export const VALUES = 20;
export const FACTOR = 21;
export const WORK = 22;
/** f64 [size] each: present unknowns, trial unknowns, residual, correction; the first three with a bin for fixed nodes behind. */
export const UNKNOWNS = 23;
export const TRIAL = 24;
export const RESIDUAL = 25;
export const CORRECTION = 26;
/** f64: scratch of one cell. */
export const SCRATCH = 27;
/** f64 [root, root], i32 [root]: dense factor of the root and its row exchanges. */
export const ROOT_MATRIX = 28;
export const ROOT_PIVOTS = 29;
/** f64 [9] each: target F, F of the accepted state, F of the present sub-step. */
export const F_TARGET = 30;
export const F_ACCEPTED = 31;
export const F_PRESENT = 32;
/** f64 [size], with a bin for fixed nodes behind: unknowns of the accepted state, where a walk in sub-steps begins. */
export const ACCEPTED = 33;
/** f64 [RESULT_SIZE]: answer: W, P (9), A (81). */
export const RESULT = 34;
/** f64 [2]: volume of one Gauss point, volume of the RVE. */
export const VOLUMES = 35;
/** i32: Newton iterations spent on the present point. */
export const ITERATIONS = 36;
/** Lagrange multipliers among the root unknowns (its last ones). */
export const MULTIPLIERS = 37;
/** Places of the matrix-free solver on periodic grids. SIZE then counts the doubles of one field `[d, nz, ny, ROW]`. */
export const GRID_X = 38;
export const GRID_Y = 39;
export const GRID_Z = 40;
/** Doubles of one line of a field: nx, padded to even; and of a line with ghosts: two more on either side. */
export const ROW = 41;
export const GHOST_ROW = 42;
/** Lane pairs in the stencil of a node: half of the symmetric coupling with its 3^d neighbours. */
export const STENCIL = 43;
/** i32 [cells, N]: byte offset of the stencil of each node of a cell in VALUES. */
export const STENCIL_BASES = 44;
/** i32 [N + 1] starts, then i32 [entries, 2]: byte offsets of an entry in the cell's stiffness and in the stencil. */
export const STENCIL_LIST = 45;
/** Descriptions of the transforms along x, y, z (fft-layout.ts). */
export const AXIS_X = 46;
export const AXIS_Y = 47;
export const AXIS_Z = 48;
/** f64 [nz/2 + 1, ny/2 + 1, nx/2 + 1, d(d+1)/2]: Green operator of the reference material: xx yy (zz), xy (xz yz). */
export const GREEN = 49;
/** Lines of the transform along x that are gathered at once, in groups of ±ky (±kz). */
export const GROUP = 50;
export const FFT_SCRATCH = 51;
/** f64 fields of conjugate gradients: residual, preconditioned residual; with ghosts: direction, its product with K. */
export const CG_RESIDUAL = 52;
export const CG_PRECONDITIONED = 53;
export const DIRECTION = 54;
export const PRODUCT = 55;
/** f64 [d², SIZE]: forces of a unit of macroscopic F; f64 [d(d+1)/2, SIZE]: fluctuations that answer symmetric directions of it. */
export const COUPLING = 56;
export const CORRECTORS = 57;
/** f64 field: inverse square root of the diagonal of K, for the Jacobi–Green preconditioner. */
export const SCALING = 58;
/** 0: Green, 1: Jacobi–Green, 2: multigrid. */
export const PRECONDITIONER = 59;
/**
 * Multigrid: the finest level, or 0 where there are none. A level is a plan of its own with the words of a field on its grid, and: the next coarser level
 * (0: none); the grid that its matrix is first halved to along one axis, whether that is x, and which entries it sums (assembly/pcg/levels.ts).
 */
export const LEVELS = 63;
export const COARSE = 64;
export const HALVED = 65;
export const HALVES_X = 66;
export const HALVE = 67;
/** Entries of both rows of a node. */
export const GATHER = 68;
/** Chebyshev steps, and f64 [DEGREE, 2]: factor of the scaled residual, share of the direction before. */
export const DEGREE = 69;
export const SMOOTHER = 87;
/** f64 [ROW] scratch; f64 [SIZE, SIZE] factors of the coarsest level. */
export const LINE = 88;
export const DENSE = 89;
/** Iterations of conjugate gradients spent on the present point. */
export const CG_ITERATIONS = 60;
/** f64 [terms]: their factors. */
export const TERM_FACTORS = 61;
/** f64 [252]: bases of the macroscopic F while the tangent is formed (assembly/pcg/tangent.ts). */
export const TANGENT_WORK = 62;
/** Pairs of voxels of one phase that are evaluated together: how many, and i32 [pairs, 2]; a pair of one voxel names it twice. */
export const PAIR_COUNT = 80;
export const PAIRS = 81;
/** Entries of a voxel's stiffness that go to the matrix: how many, and u32 [entries]: byte offsets among its pairs of doubles. */
export const SCATTER_COUNT = 82;
export const SCATTER_OFFSETS = 83;
/** Named outputs: how many; i32 [outputs, OUTPUT_WORDS]; f64 [outputs, OUTPUT_DOUBLES]: value, derivative by the macroscopic F (9); scratch of a point. */
export const OUTPUTS = 70;
export const OUTPUT_LIST = 71;
export const OUTPUT_VALUES = 72;
export const OUTPUT_WORK = 73;
/** i32 [phases]: 0 displacements alone, 1 mean dilatation; scratch of the latter. */
export const FORMULATIONS = 74;
export const DILATATION = 75;
/** f64 [pairs + 1, 57, 2]: θ, pressure and what belongs to them; whether they are unknowns of Newton's method (1) or condensed (0). */
export const DILATATION_PAIRS = 78;
export const DILATATION_FREE = 79;
/** Newton steps that may raise the residual; f64 [2]: lowest residual, steps since. */
export const PATIENCE = 76;
export const WATCH = 77;
export const WATCH_BEST = 0;
export const WATCH_SINCE = 1;
/** Plan of the same cell for the direct solver, which makes the tangent (assembly/pcg/hybrid.ts); i32 [count]: place here of each of its unknowns. */
export const DIRECT = 84;
export const DIRECT_COUNT = 85;
export const DIRECT_PLACES = 86;
/** Place of the node of a periodic grid whose fluctuation is zero, in the first component of a field. */
export const HELD = 92;
/** Negative pivots of the last factorisation. */
export const NEGATIVE_PIVOTS = 93;
/** f64 [d(d+1)/2, SIZE]: correctors that another solver has found (assembly/pcg/mixed.ts). */
export const GIVEN = 95;
/** 1 where the fluctuation is zero on the faces of a grid that is periodic otherwise (linear boundary). */
export const RIM = 94;
/** Whether the iteration begins at START (1) or at the accepted state (0). */
export const STARTS = 96;
/** f64 [STATE_SIZE]: fluctuation from which it is predicted, in the order of the state; f64 [9]: the macroscopic F that it belongs to. */
export const START = 97;
export const F_START = 98;
/** Unknowns of the state: how many, how many of them are fluctuations, and i32 [STATE_SIZE]: place of each among those of the solver. */
export const STATE_SIZE = 99;
export const STATE_FLUCTUATIONS = 100;
export const STATE_PLACES = 101;
/** Correctors that are kept from one answer to the next: how many, and f32 [KEPT, STATE_SIZE]: fluctuations by symmetric directions of F (directions.ts). */
export const KEPT = 102;
export const KEPT_FIELDS = 103;
/** f64 [KEPT, SIZE]: the same while the direct solver forms them. */
export const KEPT_WORK = 104;
/** f64 [18]: the change of the macroscopic F as B F (9), one direction (9). */
export const PREDICTION = 105;
/** Whether the prediction is so short that it is expected to be the solution. */
export const NEAR = 106;
/** f64 [2]: relative residual that is asked for, and the one of the present Newton solve. */
export const GOALS = 107;
export const GOAL_ASKED = 0;
export const GOAL_NOW = 1;
/** Whether the answer meets the tolerance of the residual. */
export const SETTLED = 108;
/** Whether the direct plan of a hybrid holds the present unknowns assembled. */
export const DIRECT_READY = 109;
/** Whether multigrid has coarse matrices of this Newton solve. */
export const LEVELS_READY = 110;
/** f64 [84]: tangent of the last factorisation of the direct solver, its change since the one before, norm of the correction, expected error of the tangent. */
export const FACTORED = 111;
export const FACTORED_CHANGE = 81;
export const FACTORED_STEP = 82;
export const FACTORED_ERROR = 83;
export const HEADER_SIZE = 112;
/** Relative residual at which Newton stops; quadratic convergence leaves the answer far below. */
export const TOLERANCE = 1e-10;

/** Words of an output: quantity, reduction, then addresses: f64 [9] weights of the stress components, i32 [phases, 2]. */
export const OUTPUT_QUANTITY = 0;
export const OUTPUT_REDUCTION = 1;
export const OUTPUT_COMPONENTS = 2;
/** i32 [phases, 2]: fibre directions (0: the phase does not count, 1: counted once), address of the directions. */
export const OUTPUT_PHASES = 3;
/** Where the largest value is: cell, point, direction. */
export const OUTPUT_CELL = 4;
export const OUTPUT_POINT = 5;
export const OUTPUT_FAMILY = 6;
/** Gauss points that count. */
export const OUTPUT_COUNT = 7;
export const OUTPUT_WORDS = 8;
export const OUTPUT_DOUBLES = 10;

/** Quantities of a Gauss point. */
export const FIBRE_STRETCH = 0;
export const VOLUME_RATIO = 1;
export const ENERGY = 2;
export const NOMINAL_STRESS = 3;
export const CAUCHY_STRESS = 4;
export const VON_MISES = 5;
/** How one number is made of those of many points. */
export const MEAN = 0;
export const LARGEST = 1;

/** Places in RESULT. */
export const RESULT_W = 0;
export const RESULT_P = 1;
export const RESULT_A = 10;
export const RESULT_SIZE = 91;
