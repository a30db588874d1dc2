// The tangent of a periodic grid as a block stencil: every node couples with its 3^d neighbours; of the symmetric matrix, the half towards
// neighbours that follow in (z, y, x) is kept. Layout: [z, y][pair of x][entry][2 lanes].
import { scatterForces, voxelOf } from "../rve/assemble";
import { COUPLED, evaluatePair, STIFFNESS } from "../rve/cell";
import { add, address, clear, word } from "../rve/plan";
import { holdRim } from "./lines";
import { clearSums, foldSums, MACRO_AT, STIFFNESS_AT } from "../rve/scratch";
import {
  COUPLING, DIMENSION, DOFS, GRID_Y, GRID_Z, NODES, PAIR_COUNT, RESIDUAL, ROW, SCRATCH, SIZE, STENCIL, STENCIL_BASES, STENCIL_LIST, VALUES,
} from "../../src/kernels/rve-layout";

function scatterStencil(plan: usize, cell: i32, lane: usize): void {
  const stiffness = address(plan, SCRATCH) + STIFFNESS_AT + lane, values = address(plan, VALUES);
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

function scatterCoupling(plan: usize, cell: i32, lane: usize): void {
  const dimension = word(plan, DIMENSION), count = dimension * word(plan, NODES);
  const dofs = address(plan, DOFS) + (<usize>(cell * count) << 2);
  let macro = address(plan, SCRATCH) + MACRO_AT + lane, field = address(plan, COUPLING);
  for (let m = 0; m < dimension * dimension; m++) {
    for (let i = 0; i < count; i++) add(field, load<i32>(dofs + (<usize>i << 2)), load<f64>(macro + (<usize>i << 4)));
    macro += <usize>count << 4;
    field += <usize>word(plan, SIZE) << 3;
  }
}

/** Bytes of the stencils of all nodes. */
function stencilBytes(plan: usize): usize {
  return <usize>(word(plan, GRID_Z) * word(plan, GRID_Y) * (word(plan, ROW) >> 1) * word(plan, STENCIL)) << 4;
}

function scatterPair(plan: usize, pair: i32, level: i32): void {
  for (let lane = 0; lane < 2; lane++) {
    const voxel = voxelOf(plan, pair, lane), shift = <usize>lane << 3;
    if (voxel < 0) return;
    scatterForces(plan, voxel, shift);
    if (level >= STIFFNESS) scatterStencil(plan, voxel, shift);
    if (level == COUPLED) scatterCoupling(plan, voxel, shift);
  }
}

/**
 * Residual at `unknowns`, from level STIFFNESS on the stencil, at level COUPLED the coupling fields.
 * Forces alone keep the scale of the stiffness from the assembly before. Returns 0 or the status of the first bad Gauss point.
 */
export function assembleGrid(plan: usize, unknowns: usize, level: i32): i32 {
  const pairs = word(plan, PAIR_COUNT);
  clear(address(plan, RESIDUAL), word(plan, SIZE));
  clearSums(plan);
  if (level >= STIFFNESS) memory.fill(address(plan, VALUES), 0, stencilBytes(plan));
  if (level == COUPLED) clear(address(plan, COUPLING), word(plan, DIMENSION) * word(plan, DIMENSION) * word(plan, SIZE));
  for (let pair = 0; pair < pairs; pair++) {
    const status = evaluatePair(plan, pair, unknowns, level);
    if (status != 0) return status;
    scatterPair(plan, pair, level);
  }
  foldSums(plan, level >= STIFFNESS);
  holdFaces(plan, level);
  return 0;
}

/** Nodes on held faces have no equation. */
function holdFaces(plan: usize, level: i32): void {
  const line = <usize>word(plan, ROW) << 3;
  holdRim(plan, address(plan, RESIDUAL), line);
  for (let m = 0; level == COUPLED && m < word(plan, DIMENSION) * word(plan, DIMENSION); m++) {
    holdRim(plan, address(plan, COUPLING) + (<usize>(m * word(plan, SIZE)) << 3), line);
  }
}
