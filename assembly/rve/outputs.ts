// Named outputs of an RVE: the mean of a quantity over phases, or its largest value, and what their derivatives by the macroscopic F are made of.
// With q the output at fixed w, its derivative along the solutions is dq/dF - b·K⁻¹·(force of a unit of F), b = dq/dw. The vector b is assembled as
// the forces of a stress: dq/dF_m of each point, times its share. Who solves K decides how the product is formed.
import { scatterForces } from "./assemble";
import { deformPair, formForces } from "./cell";
import { effectiveStress, isMixed, keptOf, stretchPoints } from "./dilatation";
import { GRADIENT_AT, measure } from "./measure";
import { address, clear, get, set, word } from "./plan";
import { evaluatePoint, F_AT } from "./point";
import { clearSums, F_AT as PAIR_F_AT, F_BYTES, foldSums, POINT_BYTES, POINTS_AT, SINGLE_AT } from "./scratch";
import {
  CELLS, DIMENSION, LARGEST, NODES, OUTPUT_CELL, OUTPUT_COMPONENTS, OUTPUT_COUNT, OUTPUT_DOUBLES, OUTPUT_FAMILY, OUTPUT_LIST, OUTPUT_PHASES, OUTPUT_POINT,
  OUTPUT_QUANTITY, OUTPUT_REDUCTION, OUTPUT_VALUES, OUTPUT_WORDS, OUTPUT_WORK, OUTPUTS, PAIR_COUNT, PHASE_OF_CELL, PHASE_WORDS, PHASES, RESIDUAL, SCRATCH, SIZE, UNKNOWNS, VOLUMES,
} from "../../src/kernels/rve-layout";

/** Words of an output. */
export function outputAt(plan: usize, n: i32): usize {
  return address(plan, OUTPUT_LIST) + (<usize>(n * OUTPUT_WORDS) << 2);
}

/** Value and derivative of an output. */
export function outputValues(plan: usize, n: i32): usize {
  return address(plan, OUTPUT_VALUES) + (<usize>(n * OUTPUT_DOUBLES) << 3);
}

function phaseOf(plan: usize, cell: i32): i32 {
  return load<i32>(address(plan, PHASE_OF_CELL) + (<usize>cell << 2));
}

/** Fibre directions of a cell that count; 0 when its phase does not. */
function families(plan: usize, output: usize, cell: i32): i32 {
  return load<i32>(address(output, OUTPUT_PHASES) + (<usize>phaseOf(plan, cell) << 3));
}

/** Value at point `q` of the cell at hand; the derivative by F stays in the scratch. A status of the law cannot occur at a solution. */
function valueAt(plan: usize, output: usize, cell: i32, q: i32, family: i32): f64 {
  const point = address(plan, SCRATCH) + SINGLE_AT, phase = phaseOf(plan, cell), law = address(plan, PHASES) + (<usize>(phase * PHASE_WORDS) << 2);
  const F = address(plan, SCRATCH) + PAIR_F_AT + <usize>q * F_BYTES;
  for (let n = 0; n < 9; n++) set(point + F_AT, n, get(F, 2 * n));
  evaluatePoint(point, load<i32>(law, 16), <usize>load<u32>(law, 8), <usize>load<u32>(law, 12));
  const directions = <usize>load<u32>(address(output, OUTPUT_PHASES) + (<usize>phase << 3), 4);
  return measure(point, word(output, OUTPUT_QUANTITY), address(output, OUTPUT_COMPONENTS), directions + <usize>family * 24, address(plan, OUTPUT_WORK));
}

function deform(plan: usize, cell: i32): void {
  deformPair(plan, cell, cell, address(plan, UNKNOWNS));
  if (isMixed(plan, cell)) stretchPoints(plan, keptOf(plan, word(plan, PAIR_COUNT)));
}

function remember(output: usize, cell: i32, q: i32, family: i32): void {
  store<i32>(output + (<usize>OUTPUT_CELL << 2), cell);
  store<i32>(output + (<usize>OUTPUT_POINT << 2), q);
  store<i32>(output + (<usize>OUTPUT_FAMILY << 2), family);
}

/** Value of an output at the solution; where the largest is, the first of equals is remembered. */
function evaluateOutput(plan: usize, output: usize): f64 {
  const points = word(plan, NODES), count = <f64>word(output, OUTPUT_COUNT), largest = word(output, OUTPUT_REDUCTION) == LARGEST;
  let sum = 0.0, best = -Infinity;
  for (let cell = 0; cell < word(plan, CELLS); cell++) {
    const directions = families(plan, output, cell);
    if (directions == 0) continue;
    deform(plan, cell);
    for (let q = 0; q < points; q++) {
      for (let family = 0; family < directions; family++) {
        const value = valueAt(plan, output, cell, q, family);
        sum += value / <f64>directions;
        if (!largest || !(value > best)) continue;
        best = value;
        remember(output, cell, q, family);
      }
    }
  }
  return largest ? best : sum / count;
}

/** Values of all outputs at the solution; derivatives become zero. */
export function evaluateOutputs(plan: usize): void {
  for (let n = 0; n < word(plan, OUTPUTS); n++) {
    clear(outputValues(plan, n), OUTPUT_DOUBLES);
    set(outputValues(plan, n), 0, evaluateOutput(plan, outputAt(plan, n)));
  }
}

/** Share of a point in the output, over its volume. */
function shareOf(plan: usize, output: usize, cell: i32, q: i32, family: i32, directions: i32): f64 {
  const volume = get(address(plan, VOLUMES), 0);
  if (word(output, OUTPUT_REDUCTION) != LARGEST) return 1.0 / (volume * <f64>word(output, OUTPUT_COUNT) * <f64>directions);
  return word(output, OUTPUT_POINT) == q && word(output, OUTPUT_FAMILY) == family ? 1.0 / volume : 0.0;
}

/** Whether a cell has a share at all. */
function counts(plan: usize, output: usize, cell: i32): bool {
  if (word(output, OUTPUT_REDUCTION) == LARGEST) return word(output, OUTPUT_CELL) == cell;
  return families(plan, output, cell) > 0;
}

/** Entries of P in the plane: 00, 01, 10, 11, 22. */
const PLANE_STRESSES: usize = memory.data<u8>([0, 1, 3, 4, 8]);

/** Adds derivative times share of a point to what stands for its stress. */
function addGradient(plan: usize, q: i32, share: f64): void {
  const solid = word(plan, DIMENSION) == 3, count = solid ? 9 : 5, gradient = address(plan, OUTPUT_WORK) + GRADIENT_AT;
  const stress = address(plan, SCRATCH) + POINTS_AT + <usize>q * POINT_BYTES;
  for (let n = 0; n < count; n++) {
    const entry = solid ? n : <i32>load<u8>(PLANE_STRESSES + <usize>n);
    set(stress, 2 * n, get(stress, 2 * n) + share * get(gradient, entry));
  }
}

function clearStresses(plan: usize): void {
  let stress = address(plan, SCRATCH) + POINTS_AT;
  for (let q = 0; q < word(plan, NODES); q++) {
    clear(stress, 18);
    stress += POINT_BYTES;
  }
}

/** Leaves dq/dw in RESIDUAL, dq/dF at fixed w in the sums of P, and the squares of the cells' shares in SUM_FORCES. */
export function formSource(plan: usize, output: usize): void {
  const points = word(plan, NODES);
  clear(address(plan, RESIDUAL), word(plan, SIZE) + 1);
  clearSums(plan);
  for (let cell = 0; cell < word(plan, CELLS); cell++) {
    if (!counts(plan, output, cell)) continue;
    const directions = families(plan, output, cell);
    deform(plan, cell);
    clearStresses(plan);
    for (let q = 0; q < points; q++) {
      for (let family = 0; family < directions; family++) {
        const share = shareOf(plan, output, cell, q, family, directions);
        if (share == 0.0) continue;
        valueAt(plan, output, cell, q, family);
        addGradient(plan, q, share);
      }
    }
    if (isMixed(plan, cell)) effectiveStress(plan, keptOf(plan, word(plan, PAIR_COUNT)));
    formForces(plan);
    scatterForces(plan, cell, 0);
  }
  foldSums(plan, false);
}
