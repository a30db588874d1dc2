// The preconditioners of conjugate gradients; which of them a cell takes is chosen by trial (src/kernels/rve-pcg.ts).
import { address, get, set, word } from "../rve/plan";
import { CG_PRECONDITIONED, CG_RESIDUAL, DIMENSION, LEVELS, LEVELS_READY, PRECONDITIONER, ROW, SCALING, SIZE, STENCIL, VALUES } from "../../src/kernels/rve-layout";
import { applyGreen } from "./green";
import { formLevels, formRowSums } from "./levels";
import { holdRim, multiplyFields } from "./lines";
import { applyMultigrid } from "./multigrid";

const JACOBI_GREEN: i32 = 1;
export const MULTIGRID: i32 = 2;

/** Diagonal entries of the stencil, in lane pairs: xx, yy, zz of the node's own block. */
function diagonalPlace(dimension: i32, component: i32): usize {
  if (dimension == 2) return component == 0 ? 0 : 32;
  return component == 0 ? 0 : component == 1 ? 48 : 80;
}

/** SCALING = 1 / sqrt(diagonal of K), zero at the padding. */
function formScaling(plan: usize): void {
  const dimension = word(plan, DIMENSION), pairs = (word(plan, SIZE) / dimension) >> 1;
  const stencil = <usize>word(plan, STENCIL) << 4;
  let out = address(plan, SCALING);
  for (let i = 0; i < dimension; i++) {
    let k = address(plan, VALUES) + diagonalPlace(dimension, i);
    for (let pair = 0; pair < pairs; pair++) {
      for (let lane = 0; lane < 2; lane++) {
        const entry = get(k, lane);
        set(out, lane, entry > 0.0 ? 1.0 / Math.sqrt(entry) : 0.0);
      }
      k += stencil;
      out += 16;
    }
  }
}

/** What the preconditioner needs of a new matrix. */
export function preparePreconditioner(plan: usize): void {
  if (word(plan, PRECONDITIONER) == JACOBI_GREEN) formScaling(plan);
  else if (word(plan, PRECONDITIONER) == MULTIGRID) prepareLevels(plan);
}

/** The coarse matrices of the first iterate of a Newton solve serve the others: an older one costs iterations, but leaves the V-cycle positive definite. */
function prepareLevels(plan: usize): void {
  if (word(plan, LEVELS_READY) == 0) formLevels(plan);
  else formRowSums(address(plan, LEVELS));
  store<i32>(plan + (<usize>LEVELS_READY << 2), 1);
}

/** Has coarse matrices formed anew with the next matrix. */
export function forgetLevels(plan: usize): void {
  store<i32>(plan + (<usize>LEVELS_READY << 2), 0);
}

/** Preconditions the residual of conjugate gradients: G r, D^-1/2 G D^-1/2 r with the diagonal D of K [ladecky2025], or a V-cycle. */
export function precondition(plan: usize): void {
  const r = address(plan, CG_RESIDUAL), z = address(plan, CG_PRECONDITIONED), scaling = address(plan, SCALING);
  const kind = word(plan, PRECONDITIONER);
  if (kind == MULTIGRID) {
    applyMultigrid(plan, r, z);
  } else if (kind == JACOBI_GREEN) {
    multiplyFields(plan, r, scaling, z);
    applyGreen(plan, z, z);
    multiplyFields(plan, z, scaling, z);
  } else {
    applyGreen(plan, r, z);
  }
  holdRim(plan, z, <usize>word(plan, ROW) << 3);
}
