/**
 * The oracle of all backends: an RVE solved by the macro solver itself, with its mesh, its laws and its boundary condition as constraints,
 * one point after the other. Slow and obvious.
 */
import type { ConstitutiveModel, PointBatch, PointResponse } from "../constitutive/model.js";
import { PointStatus } from "../constitutive/model.js";
import { analyticReference } from "../constitutive/analytic.js";
import type { Constraint } from "../constraint/constraint.js";
import { expandVector, reduceMatrix, reduceVector } from "../constraint/reduce.js";
import { multiply } from "../fe/assembly.js";
import { voxelFormulations } from "../fe/formulations.js";
import { box } from "../mesh/box.js";
import { gridNodes, solidNodes } from "../rve/grid.js";
import type { Rve } from "../rve/rve.js";
import type { LinearSolverFactory } from "../solve/linear.js";
import { newton } from "../solve/newton.js";
import { equalSteps } from "../solve/problem.js";
import { createSystem, type System } from "../solve/system.js";
import { evaluateOutputs } from "./reference-outputs.js";
import { rveOutputs, rveState, undeformed } from "./wasm.js";

/** F that the constraints of the system are to produce; replaced for every point. */
interface Target { F: ArrayLike<number> }

interface Oracle {
  readonly rve: Rve;
  readonly system: System;
  readonly target: Target;
  readonly volume: number;
}

/**
 * First-order homogenization by the macro solver: P = ⟨P_m⟩, A = ⟨A_m : ∂F_m/∂F⟩ with one linear solve per component of F.
 * @param linear solver of the reduced systems
 */
export async function homogenizeReference(rve: Rve, linear: LinearSolverFactory): Promise<ConstitutiveModel> {
  const target: Target = { F: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const oracle: Oracle = {
    rve, target, system: await createRveSystem(rve, target, linear), volume: rve.size.reduce((product, length) => product * length, 1),
  };
  const { dofs } = oracle.system;
  return {
    name: "rve/reference",
    state: rveState([{ name: "displacement", size: dofs, unit: "length", internal: true }], rve.outputs),
    outputs: rveOutputs(rve.outputs),
    fields: [],
    initialState: (out, count) => undeformed(out, count, oracleSize(oracle), rve.outputs),
    async evaluate(batch, into, want) {
      for (let point = 0; point < batch.count; point++) await solvePoint(oracle, batch, into, point, want);
    },
    dispose: () => oracle.system.solver.dispose(),
  };
}

/** Doubles of state per point. */
function oracleSize({ rve, system }: Oracle): number {
  return 9 + system.dofs + 10 * rve.outputs.length;
}

async function createRveSystem(rve: Rve, target: Target, linear: LinearSolverFactory): Promise<System> {
  const mesh = box({ size: rve.size, cells: rve.grid, element: rve.dimension === 3 ? "hex8" : "quad4" });
  const phases = rve.phaseNames.map((name, phase) => ({
    name,
    cells: Int32Array.from([...rve.phaseOfCell.keys()].filter((cell) => rve.phaseOfCell[cell] === phase)),
    model: analyticReference(rve.laws[phase]),
    formulation: voxelFormulations[rve.formulations[phase]],
  }));
  return createSystem({
    mesh, linear, regions: phases.filter(({ cells }) => cells.length > 0), constraints: boundaryConstraints(rve, target), loads: [],
    steps: equalSteps(1, 1), newton: { tolerance: 1e-11, maxIterations: 30 },
  });
}

/** The boundary condition as affine equations between displacements u = (F - I) X + w; `value` reads the target of the moment. */
function boundaryConstraints(rve: Rve, target: Target): Constraint[] {
  const d = rve.dimension;
  const nodes = [...gridNodes(rve)].map((place) => place.slice(0, d));
  const X = nodes.map((place) => place.map((n, axis) => (n * rve.size[axis]) / rve.grid[axis]));
  const affine = (i: number, x: readonly number[]) => () => x.reduce((sum, xj, j) => sum + (target.F[3 * i + j] - (i === j ? 1 : 0)) * xj, 0);
  const onBoundary = nodes.map((place) => place.some((n, axis) => n === 0 || n === rve.grid[axis]));
  const components = [...Array(d).keys()];
  const build = {
    linear: () => nodes.flatMap((_, a) => (onBoundary[a] ? components.map((i) => equation(a * d + i, [], [], affine(i, X[a]))) : [])),
    periodic: (held: number) => nodes.flatMap((place, a) => {
      const owner = wrappedNode(place, rve.grid);
      const jump = X[a].map((x, axis) => x - X[owner][axis]);
      if (owner === a) return a === held ? components.map((i) => equation(a * d + i, [], [], affine(i, X[a]))) : [];
      return components.map((i) => equation(a * d + i, [owner * d + i], [1], affine(i, jump)));
    }),
    minimal: (held: number) => [...components.map((i) => equation(held * d + i, [], [], affine(i, X[held]))), ...meanGradient(rve, nodes, target)],
  };
  const solid = solidNodes(rve), held = solid.indexOf(1);
  const inVoid = nodes.flatMap((place, a) => {
    const alone = solid[a] === 0 && (rve.boundary !== "periodic" || wrappedNode(place, rve.grid) === a) && !(rve.boundary === "linear" && onBoundary[a]);
    return alone ? components.map((i) => equation(a * d + i, [], [], affine(i, X[a]))) : [];
  });
  return [...build[rve.boundary](held), ...inVoid];
}

function equation(slave: number, masters: number[], factors: number[], value: () => number): Constraint {
  return { slave, masters, factors, value, source: "boundary of the RVE" };
}

function wrappedNode(place: readonly number[], grid: readonly number[]): number {
  return place.reduceRight((number, n, axis) => number * (grid[axis] + 1) + (n % grid[axis]), 0);
}

/**
 * ∫ ∂u_i/∂X_J dV = (F - I)_iJ V as equations between boundary displacements:
 * by the divergence theorem each boundary node counts with its share of the projected area of the face.
 */
function meanGradient(rve: Rve, nodes: readonly (readonly number[])[], target: Target): Constraint[] {
  const d = rve.dimension;
  const volume = rve.size.reduce((product, length) => product * length, 1);
  return Array.from({ length: d * d }, (_, n) => {
    const [i, j] = [Math.floor(n / d), n % d];
    const areas = nodes.map((place) => projectedArea(rve, place, j));
    const slave = areas.findLastIndex((area) => area !== 0);
    const masters = areas.flatMap((area, a) => (area !== 0 && a !== slave ? [a] : []));
    const factors = masters.map((a) => -areas[a] / areas[slave]);
    const value = (): number => ((target.F[3 * i + j] - (i === j ? 1 : 0)) * volume) / areas[slave];
    return equation(slave * d + i, masters.map((a) => a * d + i), factors, value);
  });
}

/** ∫ N_a n_J dA over the boundary of the box for grid node `place`. */
function projectedArea(rve: Rve, place: readonly number[], axis: number): number {
  const sign = place[axis] === 0 ? -1 : place[axis] === rve.grid[axis] ? 1 : 0;
  return place.reduce((area, n, other) => {
    if (other === axis) return area;
    const h = rve.size[other] / rve.grid[other];
    return area * (n === 0 || n === rve.grid[other] ? h / 2 : h);
  }, sign);
}

async function solvePoint(oracle: Oracle, batch: PointBatch, into: PointResponse, point: number, want: "stress" | "tangent"): Promise<void> {
  const { system, target, rve } = oracle;
  const size = oracleSize(oracle);
  const state = into.state.subarray(point * size, (point + 1) * size);
  target.F = batch.F.subarray(9 * point, 9 * point + 9);
  system.u.set(batch.state0.subarray(point * size + 9, point * size + 9 + system.dofs));
  system.u0.set(system.u);
  const result = await newton(system, { time: 1, dt: batch.dt, partialMoves: 0, halvings: 6, boldSteps: 0, signal: undefined, onIteration: undefined });
  into.iterations[point] = result.iterations;
  into.status[point] = result.failure ? PointStatus.notConverged : PointStatus.ok;
  state.fill(0);
  state.set(target.F);
  state.set(system.u, 9);
  if (result.failure) return;
  into.W[point] = result.energy / oracle.volume;
  averageStress(oracle, into.P.subarray(9 * point, 9 * point + 9));
  const outputs = evaluateOutputs(rve, system);
  const places = outputs.map((_, n) => 9 + system.dofs + 10 * n);
  outputs.forEach(({ value }, n) => { state[places[n]] = value; });
  if (want === "stress") return;
  condense(oracle, into.A.subarray(81 * point, 81 * point + 81), (component, du) => outputs.forEach(({ slope }, n) => {
    state[places[n] + 1 + component] = slope.reduce((sum, force, dof) => sum + force * du[dof], 0);
  }));
}

/** P = ⟨P_m⟩ over the reference cell: in the dimensions of the cell the virial of the nodal forces, across a plane cell the mean over the points. */
function averageStress({ system, volume }: Oracle, P: Float64Array): void {
  P.fill(0);
  virial(system, system.internal, (place, moment) => { P[place] = moment / volume; });
  if (system.dimension === 3) return;
  for (const { patches, arena } of system.regions) {
    for (const { dV, firstPoint } of patches) dV.forEach((weight, k) => { P[8] += (arena.response.P[9 * (firstPoint + k) + 8] * weight) / volume; });
  }
}

/** ∫ P_iJ dV of nodal forces f = ∫ P ∇N dV: Σ_a f_ai X_aJ. */
function virial({ problem, dimension }: System, force: Float64Array, visit: (place: number, moment: number) => void): void {
  const { points } = problem.mesh;
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      let sum = 0;
      for (let a = 0; 3 * a < points.length; a++) sum += force[a * dimension + i] * points[3 * a + j];
      visit(3 * i + j, sum);
    }
  }
}

/** Columns of A, one per component (k, L) of the macroscopic F; `visit` sees ∂u/∂F_kL `[dofs]` with the number 3 k + L. */
function condense(oracle: Oracle, A: Float64Array, visit: (component: number, du: Float64Array) => void): void {
  const { system, rve, volume } = oracle;
  const { product, direction } = system.work;
  A.fill(0);
  reduceMatrix(system.reduction, system.K, system.reducedK);
  system.solver.factor(system.reducedK);
  for (let k = 0; k < rve.dimension; k++) {
    for (let l = 0; l < rve.dimension; l++) {
      sensitivity(oracle, 3 * k + l);
      multiply(system.assembler.pattern, system.K, direction, product);
      virial(system, product, (row, moment) => { A[9 * row + 3 * k + l] = moment / volume; });
      visit(3 * k + l, direction);
    }
  }
}

/** ∂u/∂F_kL into `work.direction`: equilibrium kept while the constraints move by a unit of that component. */
function sensitivity({ system, target }: Oracle, component: number): void {
  const { T, work } = system;
  target.F = Array.from({ length: 9 }, (_, n) => (n % 4 === 0 ? 1 : 0) + (n === component ? 1 : 0));
  T.offsets(1, work.gap);
  multiply(system.assembler.pattern, system.K, work.gap, work.product);
  reduceVector(T, work.product, work.rhs);
  for (let p = 0; p < T.free; p++) work.rhs[p] = -work.rhs[p];
  system.solver.solve(work.rhs, work.solution);
  expandVector(T, work.solution, work.direction);
  for (let dof = 0; dof < T.dofs; dof++) work.direction[dof] += work.gap[dof];
}
