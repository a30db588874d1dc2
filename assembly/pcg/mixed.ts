// The double-precision side of a solver whose corrections come from elsewhere, in single precision (FORMULATION §6): residuals that decide,
// and the answer with the tangent, whose error is quadratic in that of the given correctors.
import { COUPLED, FORCES } from "../rve/cell";
import { norm, OK, target } from "../rve/criterion";
import { address, get, set, word } from "../rve/plan";
import { solvePoint } from "../rve/walk";
import { CG_PRECONDITIONED, CG_RESIDUAL, CORRECTORS, COUPLING, DILATATION_FREE, F_PRESENT, F_TARGET, GIVEN, RESIDUAL, SIZE, TRIAL, UNKNOWNS } from "../../src/kernels/rve-layout";
import { conjugateGradients, subtractProduct } from "./cg";
import { forgetLevels, precondition } from "./precondition";
import { dot } from "./lines";
import { assembleGrid } from "./stencil";
import { condenseWith } from "./tangent";

/** Residual at F_TARGET and UNKNOWNS, volume ratios condensed (an answer leaves them free); returns a point status. */
export function forcesGrid(plan: usize): i32 {
  store<i32>(plan + (<usize>DILATATION_FREE << 2), 0);
  memory.copy(address(plan, F_PRESENT), address(plan, F_TARGET), 72);
  return assembleGrid(plan, address(plan, UNKNOWNS), FORCES);
}

/** Norm of that residual. */
export function residualGrid(plan: usize): f64 {
  return norm(address(plan, RESIDUAL), 0, word(plan, SIZE));
}

/** Norm at which the point is solved. */
export function goalGrid(plan: usize): f64 {
  return target(plan);
}

/** "Newton" of a point that is solved already: assembles there. Coarse matrices of the point before would let its answer depend on who solved what. */
function assembleSolved(plan: usize, level: i32): i32 {
  forgetLevels(plan);
  return assembleGrid(plan, address(plan, UNKNOWNS), level);
}

/** Relative error of a diagonal entry of the tangent up to which single precision is good enough. */
const ENOUGH: f64 = 1e-9;
/** Residual, relative to the right-hand side, of what double precision adds. */
const POLISHED: f64 = 1e-7;

/** Takes the given corrector and leaves b - K x; goes on in double precision where single precision did not come far enough (high contrast). */
function takeCorrector(plan: usize, n: i32, energy: f64): i32 {
  const bytes = <usize>word(plan, SIZE) << 3, own = address(plan, CORRECTORS) + <usize>n * bytes;
  const r = address(plan, CG_RESIDUAL);
  memory.copy(r, address(plan, COUPLING) + <usize>n * bytes, bytes);
  memory.copy(own, address(plan, GIVEN) + <usize>n * bytes, bytes);
  subtractProduct(plan, own);
  precondition(plan);
  // The preconditioner sees the error too small by at most the ratio of the mean stiffness to the softest: about that of the mean to the effective one.
  const effective = energy - dot(plan, address(plan, COUPLING) + <usize>n * bytes, own);
  if (dot(plan, r, address(plan, CG_PRECONDITIONED)) * energy <= ENOUGH * effective * effective) return OK;
  const more = address(plan, TRIAL), status = conjugateGradients(plan, more, POLISHED * norm(address(plan, COUPLING) + <usize>n * bytes, 0, word(plan, SIZE)), -1.0);
  for (let i = 0; i < word(plan, SIZE); i++) set(own, i, get(own, i) + get(more, i));
  return status;
}

function condenseGiven(plan: usize): i32 {
  return condenseWith(plan, takeCorrector);
}

/** Writes RESULT of the solution in ACCEPTED at F_TARGET; `tangent` with the correctors in GIVEN. Returns a point status. */
export function answerGrid(plan: usize, tangent: i32): i32 {
  return solvePoint(plan, tangent != 0 ? COUPLED : FORCES, tangent != 0, assembleSolved, assembleGrid, condenseGiven, condenseGiven);
}
