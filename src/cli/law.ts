/** `twoscale law`: the laws, their parameters, and their stress curves. */
import { extname } from "node:path";
import type { Command } from "commander";
import { parse } from "yaml";
import { type LawCurve, lawCurves, type LawMode, lawModes } from "../constitutive/curves.js";
import { CaseError, LawError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { bindLaw, type LawSpec } from "../law/bind.js";
import { laws } from "../law/catalogue.js";
import type { Law, LawParameter } from "../law/law.js";
import { lawCsv, lawHtml, type LawPlotSpec, lawSvg } from "../study/report/law.js";
import { shortNumber } from "../study/report/plot.js";
import { given, jsonOption, splitPath } from "./options.js";
import { colour, data, tell } from "./terminal.js";

interface LawFlags {
  readonly plot?: string | true;
  readonly set?: readonly string[];
  readonly file?: string;
  readonly modes?: readonly LawMode[];
  readonly stretch?: readonly number[];
  readonly unit: string;
  readonly json?: boolean;
}

/** Adds the verb. */
export function law(program: Command): void {
  program.command("law").argument("[name]", "law; without it, all laws are listed")
    .description("laws, their parameters, and stress curves of a law")
    .option("--plot [file]", "draw stress curves: file.html, file.svg, or the numbers as file.csv (default: <name>.html)", readPlot)
    .option("--set <key=value>", "parameter, direction or choice; may be repeated (default: the law's example)", (text: string, before: readonly string[] = []) => [...before, text])
    .option("--file <path>", "YAML or JSON file with a law or formula as under `materials` in a case")
    .option("--modes <list>", `tests, of ${lawModes.join(", ")}`, readModes)
    .option("--stretch <from,to>", "range of stretches (default: 0.7,1.6); shear goes from 0 to to - 1", readRange)
    .option("--unit <text>", "unit of the stresses, for the axes", "MPa")
    .addOption(jsonOption())
    .addHelpText("after", `
Examples:
  twoscale law
  twoscale law goh
  twoscale law goh --plot goh.html
  twoscale law goh --plot goh.svg --set k1=0.01 --set "directions=[[1,0,0]]"
  twoscale law gent --set Jm=10 --modes uniaxial,shear --stretch 0.5,3 --json
  twoscale law --file my-law.yaml --plot my-law.html`)
    .action(showLaw);
}

async function showLaw(name: string | undefined, flags: LawFlags): Promise<void> {
  if (name === undefined && flags.file === undefined) return listLaws(flags);
  const known = name === undefined ? undefined : findLaw(name);
  const asked = flags.plot !== undefined || flags.json;
  if (known !== undefined && !asked) return tell(description(known));
  const spec = await readSpec(known, flags);
  const title = known?.name ?? spec.law ?? "formula";
  const bound = bindLaw(spec, flags.file ?? `law ${title}`);
  const curves = await lawCurves(bound, given({ modes: flags.modes, stretches: flags.stretch }));
  for (const curve of curves) tell(curveText(curve, flags.unit));
  if (flags.json) data({ law: spec, unit: flags.unit, curves });
  if (flags.plot !== undefined) await draw(flags.plot === true ? `${title}.html` : flags.plot, { title, parameters: specText(spec), curves, unit: flags.unit });
}

function findLaw(name: string): Law {
  const found = laws.find((one) => one.name === name);
  if (found) return found;
  const names = laws.map((one) => one.name);
  throw new LawError("E_LAW", `there is no law "${name}".`, { hint: suggestion(name, names) });
}

function listLaws({ json }: LawFlags): void {
  for (const { name, title } of laws) tell(`${colour("1", name.padEnd(24))}${title}`);
  if (json) data(laws.map(({ name, title, citation, energy, parameters, example }) => ({ name, title, citation, energy, parameters, example })));
}

/** Keys of a file or of the law's example, changed by `--set`. Directions of any kind replace those of the example. */
async function readSpec(known: Law | undefined, { file, set = [] }: LawFlags): Promise<LawSpec> {
  const base: Readonly<Record<string, unknown>> = file === undefined ? { law: known?.name, ...known?.example } : await readLawFile(file, known);
  const changes = Object.fromEntries(set.map(readSetting));
  const replaced = [["angle", "direction", "directions"], ...(known?.alternatives ?? []).map(({ parameters, gives }) => [...parameters.map(({ name }) => name), ...Object.keys(gives)])]
    .filter((group) => group.some((key) => key in changes)).flat();
  const kept = Object.entries(base).filter(([key]) => !replaced.includes(key) || key in changes || file !== undefined);
  return { ...Object.fromEntries(kept), ...changes };
}

async function readLawFile(path: string, known: Law | undefined): Promise<Readonly<Record<string, unknown>>> {
  const { name, files } = splitPath(path);
  const bytes = await files.read(name);
  if (bytes === undefined) throw new CaseError("E_FILE", `${path} does not exist.`, { hint: "check the name and the folder." });
  const content = readYaml(new TextDecoder().decode(bytes), path);
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new CaseError("E_VALUE", `${path} is not an object.`, { hint: "write law: and parameters, as under a material of a case." });
  }
  return known === undefined ? { ...content } : { law: known.name, ...content };
}

function readSetting(text: string): [string, unknown] {
  const at = text.indexOf("=");
  if (at <= 0) throw new CaseError("E_OPTION", `--set is "${text}", but must be key=value.`, { hint: 'write for instance --set k1=2 or --set "directions=[[1,0,0]]".' });
  return [text.slice(0, at).trim(), readYaml(text.slice(at + 1), `--set ${text}`)];
}

function readYaml(text: string, place: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new CaseError("E_YAML", `${place}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`, { hint: "check brackets, colons and indentation." });
  }
}

function readModes(text: string): LawMode[] {
  return text.split(",").map((part) => {
    const found = lawModes.find((mode) => mode === part.trim());
    if (found) return found;
    throw new CaseError("E_OPTION", `--modes has "${part}", which is no test.`, { hint: suggestion(part, lawModes) });
  });
}

/** Number of steps between the ends of the range. */
const steps = 40;

function readRange(text: string): number[] {
  const [from, to, ...more] = text.split(",").map(Number);
  if (!(from > 0 && to > from && to <= 100) || more.length > 0) {
    throw new CaseError("E_OPTION", `--stretch is "${text}", but must be two stretches 0 < from < to <= 100.`, { hint: "write for instance --stretch 0.8,1.5." });
  }
  return Array.from({ length: steps + 1 }, (_, i) => (i === steps ? to : from + ((to - from) * i) / steps));
}

const writers: Readonly<Record<string, (spec: LawPlotSpec) => string>> = { ".html": lawHtml, ".svg": lawSvg, ".csv": ({ curves }) => lawCsv(curves) };

function readPlot(text: string): string {
  if (Object.hasOwn(writers, extname(text).toLowerCase())) return text;
  throw new CaseError("E_OPTION", `--plot is "${text}", but must end in ${Object.keys(writers).join(", ")}.`, { hint: "write for instance --plot goh.html." });
}

async function draw(path: string, spec: LawPlotSpec): Promise<void> {
  const { name, files } = splitPath(path);
  await files.write(name, new TextEncoder().encode(writers[extname(path).toLowerCase()](spec)));
  tell(path);
}

function specText(spec: LawSpec): string {
  return Object.entries(spec).filter(([key]) => key !== "law").map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", ");
}

function curveText({ mode, amounts, nominal, missing }: LawCurve, unit: string): string {
  const lost = missing.length === 0 ? "" : `; no answer at ${missing.length} of ${missing.length + amounts.length}`;
  const last = amounts.length - 1;
  return `${mode.padEnd(12)}${last < 0 ? "" : `nominal stress ${shortNumber(nominal[0])} to ${shortNumber(nominal[last])} ${unit} for ${shortNumber(amounts[0])} to ${shortNumber(amounts[last])}`}${lost}`;
}

/** Title, energy, and a table of the parameters. */
function description({ name, title, energy, parameters, alternatives = [], directions, choices, angle, example }: Law): string {
  const rows = [["parameter", "unit", "allowed", "default", "example", ""], ...[...parameters, ...alternatives.flatMap((one) => one.parameters)].map((one) => parameterRow(one, example))];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const table = rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join("  ")}`.trimEnd());
  const other = alternatives.map((one) => `  instead of ${Object.keys(one.gives).join(", ")}: ${one.parameters.map((parameter) => parameter.name).join(", ")}`);
  return [
    `${colour("1", name)}: ${title}`, `  W = ${energy}`, "", ...table, ...other,
    ...(directions.max === 0 ? [] : [`  directions: ${directions.min === directions.max ? "one" : `${directions.min} to ${directions.max}`}${angle ? "; or angle (degrees): two families at ± it from x" : ""}`]),
    ...choices.map((choice) => `  ${choice.name}: ${choice.values.map(({ value }) => String(value)).join(", ")} (${choice.meaning})`),
    "", `  twoscale law ${name} --plot ${name}.html`,
  ].join("\n");
}

function parameterRow(parameter: LawParameter, example: Law["example"]): string[] {
  const { name, unit, meaning, list } = parameter;
  const shown = name in example ? JSON.stringify(example[name]) : "";
  return [name, unit, allowed(parameter), parameter.default === undefined ? "" : shortNumber(parameter.default), shown, list ? `${meaning} (a list)` : meaning];
}

function allowed({ min, max, exclusive, nonzero }: LawParameter): string {
  const lower = min === undefined ? [] : [`${exclusive ? ">" : "≥"} ${shortNumber(min)}`];
  const upper = max === undefined ? [] : [`${exclusive ? "<" : "≤"} ${shortNumber(max)}`];
  return [...lower, ...upper, ...(nonzero ? ["≠ 0"] : [])].join(", ");
}
