/** `twoscale homogenize`: the answer of an RVE to given deformation gradients. */
import type { Command } from "commander";
import { type ConstitutiveModel, PointStatus, stride } from "../constitutive/model.js";
import { CaseError, ConvergenceError } from "../core/errors.js";
import { homogenize as homogenizeRve } from "../homogenize/index.js";
import { localize } from "../homogenize/localize.js";
import { stability, type Stability } from "../homogenize/stability.js";
import { defineRve, type Rve } from "../rve/rve.js";
import { loadRve } from "../study/create.js";
import { determinant } from "../study/fields.js";
import { microVtu } from "../study/localize.js";
import { solverText } from "../study/solvers.js";
import { shortNumber } from "../study/report/plot.js";
import { backendOption, type ComputeOptions, given, jsonOption, splitPath, threadsOption } from "./options.js";
import { readWaves, stabilityText, wavesHelp } from "./stability.js";
import { data, tell } from "./terminal.js";

interface HomogenizeFlags extends ComputeOptions {
  readonly F: readonly string[];
  readonly vtu?: string;
  readonly stability?: true;
  readonly waves?: readonly number[];
}

/** Answer to one deformation gradient (DESIGN §4). Stress, tangent and energy are missing when the RVE did not converge. */
interface Answer {
  /** d × d */
  readonly F: readonly (readonly number[])[];
  /** d × d, unit of stress. */
  readonly P?: readonly (readonly number[])[];
  /** Stress across the plane, in 2D. */
  readonly P33?: number;
  /** d² × d², row-major in (iJ, kL), unit of stress. */
  readonly tangent?: readonly (readonly number[])[];
  /** Per reference volume, unit of stress. */
  readonly energy?: number;
  /** Named outputs of the RVE; absent when it has none. */
  readonly outputs?: Readonly<Record<string, number>>;
  /** With --stability: unstable modes, and the smallest determinant of the acoustic tensor over the largest. */
  readonly stability?: Stability;
  readonly status: string;
  readonly iterations: number;
}

/** Adds the verb. */
export function homogenize(program: Command): void {
  program.command("homogenize").argument("<cell>", "RVE file (YAML or JSON)")
    .description("answer of an RVE to macroscopic deformation gradients: stress, tangent, energy")
    .requiredOption("--F <numbers>", "deformation gradient, row by row, d² numbers; may be repeated", (text: string, before: readonly string[] = []) => [...before, text])
    .option("--stability", "look for unstable modes, of the cell and of twice the cell, and for loss of ellipticity")
    .option("--waves <cells>", wavesHelp, readWaves)
    .option("--vtu <file>", "write the micro fields, one file per F (numbered from the second on)")
    .addOption(threadsOption()).addOption(backendOption()).addOption(jsonOption())
    .addHelpText("after", `
Examples:
  twoscale homogenize cases/cell-2d.yaml --F "1.1,0,0,1"
  twoscale homogenize cases/cell-3d.yaml --F "1.1,0,0, 0,1,0, 0,0,1" --json
  twoscale homogenize cases/cell-2d.yaml --F "1.1,0,0,1" --vtu micro.vtu
  twoscale homogenize cases/cell-2d.yaml --F "0.8,0,0,1" --stability --waves 4x2
  twoscale homogenize cases/cell-2d.yaml --F "1.1,0,0,1" --F "1,0.2,0,1" --backend reference --json`)
    .action(homogenizeCell);
}

async function homogenizeCell(path: string, flags: HomogenizeFlags): Promise<void> {
  const { name, files } = splitPath(path);
  const { rve } = await loadRve(name, files);
  const gradients = flags.F.map((text) => readGradient(text, rve.dimension));
  const threads = Math.min(flags.threads ?? gradients.length, gradients.length);
  const cell = defineRve(rve);
  const model = await homogenizeRve(cell, { ...given({ backend: flags.backend }), threads });
  try {
    const plain = await evaluate(model, gradients, rve.dimension);
    const answers = flags.stability === true || flags.waves ? await withStability(cell, gradients, plain, flags.waves) : plain;
    for (const answer of answers) tell(answerText(answer));
    const account = model.account?.();
    if (account?.gpu) tell(solverText(name, account));
    if (flags.json) data(answers);
    checkConverged(answers);
    if (flags.vtu !== undefined) await writeFields(cell, gradients, flags.vtu);
  } finally {
    model.dispose?.();
  }
}

async function withStability(cell: Rve, gradients: readonly Float64Array[], answers: readonly Answer[], waves: readonly number[] | undefined): Promise<Answer[]> {
  const out: Answer[] = [];
  for (const [index, answer] of answers.entries()) out.push(answer.status === "ok" ? { ...answer, stability: await stability(cell, gradients[index], waves) } : answer);
  return out;
}

/** Writes the micro fields of each F: `micro.vtu`, `micro-2.vtu`, … */
async function writeFields(cell: Rve, gradients: readonly Float64Array[], path: string): Promise<void> {
  for (const [index, F] of gradients.entries()) {
    const file = index === 0 ? path : path.replace(/(\.vtu)?$/, `-${index + 1}.vtu`);
    const { name, files } = splitPath(file);
    await files.write(name, microVtu(await localize(cell, F)));
    tell(`${file}: micro fields`);
  }
}

/** Reads d² numbers and embeds them in 3 by 3, with F33 = 1 in 2D. */
function readGradient(text: string, d: 2 | 3): Float64Array {
  const numbers = text.split(/[,\s]+/).filter((part) => part !== "").map(Number);
  if (numbers.length !== d * d || !numbers.every(Number.isFinite)) {
    throw new CaseError("E_GRADIENT", `--F is "${text}", but must be ${d * d} numbers, since the RVE has dimension ${d}.`, {
      hint: `write for instance --F "${d === 2 ? "1.1,0,0,1" : "1.1,0,0,0,1,0,0,0,1"}".`,
    });
  }
  const F = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  numbers.forEach((x, n) => { F[3 * Math.floor(n / d) + (n % d)] = x; });
  const J = determinant(F, 0);
  if (!(J > 0)) {
    throw new CaseError("E_GRADIENT", `--F is "${text}" with determinant ${shortNumber(J)}, but must have a positive one: the volume would turn inside out.`, {
      hint: "check the order of the numbers (row by row) and their signs.", details: { determinant: J },
    });
  }
  return F;
}

async function evaluate(model: ConstitutiveModel, gradients: readonly Float64Array[], d: 2 | 3): Promise<Answer[]> {
  const count = gradients.length;
  const size = stride(model.state);
  const F = Float64Array.from(gradients.flatMap((gradient) => [...gradient]));
  const state0 = new Float64Array(count * size);
  model.initialState(state0, count);
  const into = {
    W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(81 * count), state: new Float64Array(count * size),
    status: new Uint8Array(count), iterations: new Int32Array(count),
  };
  await model.evaluate({ count, F, state0, fields: new Float64Array(0), dt: 1 }, into, "tangent");
  return gradients.map((gradient, point): Answer => {
    const head = { F: square(gradient, d) };
    const tail = { status: statusName(into.status[point]), iterations: into.iterations[point] };
    if (into.status[point] !== PointStatus.ok) return { ...head, ...tail };
    const P = into.P.subarray(9 * point, 9 * point + 9);
    const tangent = fourth(into.A.subarray(81 * point, 81 * point + 81), d);
    const outputs = outputsOf(model, into.state.subarray(size * point, size * (point + 1)));
    return { ...head, P: square(P, d), ...(d === 2 ? { P33: P[8] } : {}), tangent, energy: into.W[point], ...outputs, ...tail };
  });
}

/** Named outputs of a point from its state. */
function outputsOf({ outputs = [], state }: ConstitutiveModel, values: Float64Array): Pick<Answer, "outputs"> {
  if (outputs.length === 0) return {};
  const placeOf = (name: string): number => stride(state.slice(0, state.findIndex((field) => field.name === name)));
  return { outputs: Object.fromEntries(outputs.map(({ name }) => [name, values[placeOf(name)]])) };
}

function statusName(status: number): string {
  return Object.entries(PointStatus).find(([, code]) => code === status)?.[0] ?? String(status);
}

/** The d by d part of a 3 by 3 matrix. */
function square(values: ArrayLike<number>, d: number): number[][] {
  return Array.from({ length: d }, (_, i) => Array.from({ length: d }, (__, j) => values[3 * i + j]));
}

/** The d² by d² part of a fourth-order tensor. */
function fourth(values: ArrayLike<number>, d: number): number[][] {
  const pairs = Array.from({ length: d * d }, (_, n) => 3 * Math.floor(n / d) + (n % d));
  return pairs.map((row) => pairs.map((column) => values[9 * row + column]));
}

function answerText({ F, P, P33, energy, outputs = {}, stability: found, status, iterations }: Answer): string {
  const matrix = (rows: readonly (readonly number[])[]): string => rows.map((row) => row.map((x) => x.toPrecision(8)).join("  ")).join("\n     ");
  const stress = P === undefined ? [] : [`  P  ${matrix(P)}`, ...(P33 === undefined ? [] : [`  P33 ${P33.toPrecision(8)}`]), `  energy ${energy!.toPrecision(8)}`,
    ...Object.entries(outputs).map(([name, value]) => `  ${name} ${value.toPrecision(8)}`)];
  return [`F    ${matrix(F)}`, ...stress, ...(found ? [stabilityText(found)] : []), `  ${status}, ${iterations} iterations`].join("\n");
}

function checkConverged(answers: readonly Answer[]): void {
  const failed = answers.filter(({ status }) => status !== "ok");
  if (failed.length === 0) return;
  const [{ F, status }] = failed;
  throw new ConvergenceError("E_RVE_FAILED", `${failed.length} of ${answers.length} deformation gradients have no answer; the first is F = ${JSON.stringify(F)} (${status}).`, {
    hint: "reduce the deformation, or the contrast of the phases.", details: { failed: failed.map((answer) => answer.F) },
  });
}
