// The tangent of a periodic grid as a block stencil: every node couples with its 3^d neighbours; of the symmetric matrix, the half towards
// neighbours that follow in (z, y, x) is kept. Layout: [z, y][pair of x][entry][2 lanes].
import { COUPLED, evaluateCell, MACRO_AT, STIFFNESS, STIFFNESS_AT, SUM_A, SUMS_AT, SUMS_SIZE } from "../rve/cell";
import { scatterForces } from "../rve/assemble";
import { add, address, clear, get, set, word } from "../rve/plan";
import {
  CELLS, COUPLING, DIMENSION, DOFS, GRID_Y, GRID_Z, NODES, RESIDUAL, ROW, SCRATCH, SIZE, STENCIL, STENCIL_BASES, STENCIL_LIST, VALUES,
} from "../../src/kernels/rve-layout";

function scatterStencil(plan: usize, cell: i32): void {
  const stiffness = address(plan, SCRATCH) + STIFFNESS_AT, values = address(plan, VALUES);
  const nodes = word(plan, NODES), list = address(plan, STENCIL_LIST);
  const bases = address(plan, STENCIL_BASES) + (<usize>(cell * nodes) << 2);
  let entry = list + (<usize>(nodes + 1) << 2);
  for (let a = 0; a < nodes; a++) {
    const target = values + <usize>load<u32>(bases + (<usize>a << 2));
    const end = list + (<usize>(nodes + 1) << 2) + (<usize>load<i32>(list + (<usize>(a + 1) << 2)) << 3);
    for (; entry < end; entry += 8) {
      const place = target + <usize>load<u32>(entry, 4);
      store<f64>(place, load<f64>(place) + load<f64>(stiffness + <usize>load<u32>(entry)));
    }
  }
}

function scatterCoupling(plan: usize, cell: i32): void {
  const dimension = word(plan, DIMENSION), count = dimension * word(plan, NODES);
  const dofs = address(plan, DOFS) + (<usize>(cell * count) << 2);
  let macro = address(plan, SCRATCH) + MACRO_AT, field = address(plan, COUPLING);
  for (let m = 0; m < dimension * dimension; m++) {
    for (let i = 0; i < count; i++) add(field, load<i32>(dofs + (<usize>i << 2)), get(macro, i));
    macro += <usize>count << 3;
    field += <usize>word(plan, SIZE) << 3;
  }
}

/** Bytes of the stencils of all nodes. */
function stencilBytes(plan: usize): usize {
  return <usize>(word(plan, GRID_Z) * word(plan, GRID_Y) * (word(plan, ROW) >> 1) * word(plan, STENCIL)) << 4;
}

/**
 * Residual at `unknowns`, from level STIFFNESS on the stencil, at level COUPLED the coupling fields.
 * Forces alone keep the scale of the stiffness from the assembly before. Returns 0 or the status of the first bad Gauss point.
 */
export function assembleGrid(plan: usize, unknowns: usize, level: i32): i32 {
  const cells = word(plan, CELLS), sums = address(plan, SCRATCH) + SUMS_AT;
  const scale = get(sums, SUM_A);
  clear(address(plan, RESIDUAL), word(plan, SIZE));
  clear(sums, SUMS_SIZE);
  if (level < STIFFNESS) set(sums, SUM_A, scale);
  else memory.fill(address(plan, VALUES), 0, stencilBytes(plan));
  if (level == COUPLED) clear(address(plan, COUPLING), word(plan, DIMENSION) * word(plan, DIMENSION) * word(plan, SIZE));
  for (let cell = 0; cell < cells; cell++) {
    const status = evaluateCell(plan, cell, unknowns, level);
    if (status != 0) return status;
    scatterForces(plan, cell);
    if (level >= STIFFNESS) scatterStencil(plan, cell);
    if (level == COUPLED) scatterCoupling(plan, cell);
  }
  return 0;
}
