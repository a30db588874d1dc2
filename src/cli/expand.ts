/** `twoscale expand`: writes a case of skin over an expander, and runs it. */
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { Document, visit } from "yaml";
import { cos, sin } from "../core/math.gen.js";
import { CaseError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { footprintShapes, type FootprintShape } from "../mesh/index.js";
import { folderFiles } from "../platform/files.node.js";
import { type CaseInput, createStudy } from "../study/create.js";
import { expansion, expansionFormulations, type ExpansionLoad, type ExpansionOptions, type Fill, porcineGrowth, porcineSkin, repeatedFills } from "../study/expansion.js";
import { convert, type Quantity, unitSystem } from "../study/units.js";
import { jsonOption } from "./options.js";
import { runCase } from "./run.js";
import { data, tell } from "./terminal.js";

interface ExpandFlags {
  readonly shape: string;
  readonly footprint: string;
  readonly at?: string;
  readonly angle?: string;
  readonly volume: string;
  readonly protocol: string;
  readonly pressure?: string;
  readonly rigid?: boolean;
  readonly grading?: string;
  readonly days?: string;
  readonly cells: string;
  readonly sheet: string;
  readonly rate?: string;
  readonly prestretch?: string;
  readonly foundation?: string;
  readonly langer?: string;
  readonly material?: string;
  readonly guard?: string;
  readonly depth?: string;
  readonly attached?: string;
  readonly formulation: string;
  readonly excise?: boolean;
  readonly out: string;
  readonly run?: boolean;
  readonly json?: boolean;
}

/** Adds the verb. */
export function expand(program: Command): void {
  program.command("expand")
    .description("write a case of skin over an expander that it grows over; --run solves it")
    .option("--shape <name>", `footprint: ${footprintShapes.join(", ")}`, "rectangle")
    .option("--footprint <size>", "area (24cm^2, or a number in mm²), or WIDTHxHEIGHT of a rectangle in mm", "40x60")
    .option("--at <x,y>", "middle of the footprint from that of the sheet in mm (default: 0,0)")
    .option("--angle <degrees>", "turn of the footprint about its middle, from x towards y (default: 0)")
    .option("--volume <volume>", "volume of all fills together", "60ml")
    .option("--protocol <fills>", "single; weekly:N, N equal fills a week apart; or DAY:VOLUME,… with volumes as totals", "single")
    .option("--pressure <pressure>", "a constant pressure in place of volumes, for instance 10kPa")
    .option("--rigid", "a rigid body that rises in place of a filling: its height times the footprint is the volume")
    .option("--days <n>", "days from the first fill to deflation (default: 7 after the last fill)")
    .option("--sheet <size>", "XxYxTHICKNESS of the skin in mm", "100x100x3")
    .option("--cells <n>", "cells along x, y and through the thickness", "20x20x2")
    .option("--grading <ratio>", "edge of the cells at the rim over that of the cells on the footprint; 1: all alike (default: 1.5)")
    .option("--rate <rate>", "rate of growth (default: 0.0453 1/h, porcine skin)")
    .option("--foundation <stiffness>", "springs below the skin round the footprint in N/mm³, in place of a clamped rim")
    .option("--langer <degrees>", "angle of the fibres of goh from x (Langer's lines); default 0")
    .option("--prestretch <stretch>", "stretch of the skin along x and y before the first fill")
    .option("--material <name>", "neo-hookean, goh (fibres along Langer's lines), or the file of an RVE (.yaml) or of its surrogate (.surrogate.json)", "neo-hookean")
    .option("--guard <file>", "RVE that answers where a surrogate is not to be trusted")
    .option("--depth <height>", "height of the empty expander in mm, which counts in the volume (default: 0)")
    .option("--attached <width>", "strip along the rim in mm at which the skin sticks to what lies below (default: 0)")
    .option("--formulation <name>", "fbar or mixed, or standard: bends too stiffly, like the cells of published models", "fbar")
    .option("--excise", "cut the skin over the footprint out after deflation, and let it relax")
    .option("--out <file>", "case file to write", "expansion.yaml")
    .option("--run", "solve the case as well, into results/<name of the case>")
    .addOption(jsonOption())
    .addHelpText("after", `
Lengths are in mm, times in days. The case is a file like any other: change what is missing here in it.

Examples:
  twoscale expand --shape circle --footprint 24cm^2 --volume 60ml --protocol single --out circle.yaml
  twoscale expand --shape rectangle --footprint 40x60 --volume 90ml --protocol weekly:3 --run
  twoscale expand --material skin.surrogate.json --guard skin-cell.yaml --excise --out cases/mine.yaml
  twoscale expand --footprint 30x60 --at 15,0 --angle 30 --out aside.yaml
  twoscale expand --rigid --cells 16x16x2 --out rigid.yaml
  twoscale expand --shape crescent --pressure 8kPa --days 14 --out crescent.yaml --run --json | jq .probes.grown`)
    .action(expandCase);
}

async function expandCase(flags: ExpandFlags): Promise<void> {
  const input = expansion(optionsOf(flags));
  const files = folderFiles(dirname(flags.out));
  await createStudy(input, files);
  await files.write(basename(flags.out), new TextEncoder().encode(caseText(input)));
  tell(`case in ${flags.out}`);
  if (flags.run) await runCase(flags.out, flags.json ? { json: true } : {});
  else if (flags.json) data(input);
}

/** A case as YAML, with one condition, material or probe per line. */
export function caseText(input: CaseInput): string {
  const document = new Document(input);
  visit(document, { Collection(_key, node, path) { if (path.length >= 4) node.flow = true; } });
  return `# Written by twoscale expand; lengths in mm, stresses in MPa, times in days.\n${document.toString({ lineWidth: 150 })}`;
}

function optionsOf(flags: ExpandFlags): ExpansionOptions {
  const shape = footprintShapes.find((name) => name === flags.shape);
  if (shape === undefined) throw refusal("--shape", flags.shape, `one of ${footprintShapes.join(", ")}`, suggestion(flags.shape, footprintShapes));
  const formulation = expansionFormulations.find((name) => name === flags.formulation);
  if (formulation === undefined) throw refusal("--formulation", flags.formulation, "fbar, mixed or standard", suggestion(flags.formulation, expansionFormulations));
  const size = sizes("--sheet", flags.sheet, 3), cells = sizes("--cells", flags.cells, 3);
  const fills = flags.pressure === undefined ? fillsOf(flags) : undefined;
  const days = flags.days === undefined ? 7 + (fills?.at(-1)?.[0] ?? 0) : quantity("--days", flags.days, "time");
  return {
    shape, ...footprintOf(shape, flags.footprint), ...placeOf(flags), days, size: size as unknown as [number, number, number], cells: cells as unknown as [number, number, number],
    load: loadOf(flags, fills), ...(flags.grading === undefined ? {} : { grading: quantity("--grading", flags.grading, "number") }),
    ...materialOf(flags), ...(flags.prestretch === undefined ? {} : { prestretch: quantity("--prestretch", flags.prestretch, "number") }),
    ...(flags.depth === undefined ? {} : { depth: quantity("--depth", flags.depth, "length") }), ...(flags.attached === undefined ? {} : { attached: quantity("--attached", flags.attached, "length") }),
    formulation, ...(flags.excise ? { excision: "footprint" as const } : {}),
    ...(flags.foundation === undefined ? {} : { foundation: quantity("--foundation", flags.foundation, "forceDensity") }),
  };
}

/** @param fills none where a pressure is given */
function loadOf({ rigid, pressure }: ExpandFlags, fills: readonly Fill[] | undefined): ExpansionLoad {
  if (pressure !== undefined && rigid) throw refusal("--pressure", pressure!, "left out beside --rigid", "a rigid body rises by --volume and --protocol.");
  if (fills === undefined) return { pressure: quantity("--pressure", pressure!, "stress") };
  return rigid ? { body: fills } : { fills };
}

/** GOH porcine skin of [han2022]. @param degrees angle of its fibres from x */
function gohSkin(degrees: number): Readonly<Record<string, unknown>> {
  const angle = (degrees * Math.PI) / 180;
  return { law: "goh", c: 0.05, k1: 4.97, k2: 2.88, kappa: 0.0498, bulk: 0.24, direction: [cos(angle), sin(angle), 0] };
}

function materialOf({ material = "neo-hookean", guard, rate, langer = "0" }: ExpandFlags): Pick<ExpansionOptions, "material" | "growth"> {
  const known: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { "neo-hookean": porcineSkin, goh: gohSkin(quantity("--langer", langer, "number")) };
  const growth = rate === undefined ? porcineGrowth : { ...porcineGrowth, rate: quantity("--rate", rate, "rate") };
  const isSurrogate = material.endsWith(".surrogate.json");
  if (guard !== undefined && !isSurrogate) throw refusal("--guard", guard, "beside --material with the file of a surrogate", "leave it out, or name a surrogate (.surrogate.json).");
  if (Object.hasOwn(known, material)) return { material: known[material], growth };
  if (!/\.(ya?ml|json)$/.test(material)) throw refusal("--material", material, "neo-hookean, goh or a file", suggestion(material, Object.keys(known)));
  return { material: isSurrogate ? { surrogate: material, ...(guard === undefined ? {} : { guard: { rve: guard } }) } : { rve: material }, growth };
}

function footprintOf(shape: FootprintShape, text: string): Pick<ExpansionOptions, "area" | "aspect"> {
  if (!/^[\d.]+x[\d.]+$/.test(text)) return { area: quantity("--footprint", text, "area") };
  const [x, y] = sizes("--footprint", text, 2);
  return shape === "rectangle" ? { area: x * y, aspect: y / x } : { area: x * y };
}

function placeOf({ at, angle }: ExpandFlags): Pick<ExpansionOptions, "at" | "angle"> {
  const middle = at?.split(",").map((x) => quantity("--at", x, "length"));
  if (middle && middle.length !== 2) throw refusal("--at", at!, "two lengths with a comma between them", "write for instance 10,-5.");
  return { ...(middle ? { at: middle as [number, number] } : {}), ...(angle === undefined ? {} : { angle: quantity("--angle", angle, "number") }) };
}

function fillsOf({ protocol, volume }: ExpandFlags): readonly Fill[] {
  const whole = quantity("--volume", volume, "volume");
  if (protocol === "single") return [[0, whole]];
  const weekly = /^weekly:(\d+)$/.exec(protocol);
  if (weekly) return repeatedFills(whole, Math.max(1, Number(weekly[1])), 7);
  const pairs = protocol.split(",").map((part) => part.split(":"));
  if (!pairs.every((pair) => pair.length === 2)) throw refusal("--protocol", protocol, "single, weekly:N or DAY:VOLUME,…", "write for instance 0:20ml,7:40ml,14:60ml.");
  return pairs.map(([day, amount]): Fill => [quantity("--protocol", day, "time"), quantity("--protocol", amount, "volume")]);
}

function sizes(option: string, text: string, count: number): number[] {
  const numbers = text.split("x").map(Number);
  if (numbers.length === count && numbers.every((x) => x > 0 && Number.isFinite(x))) return numbers;
  throw refusal(option, text, `${count} numbers with x between them`, `write for instance ${count === 2 ? "40x60" : "100x100x3"}.`);
}

const units = unitSystem("mm-N-MPa");

/** A number in mm, N, MPa and days, or text with a unit. */
function quantity(option: string, text: string, kind: Quantity): number {
  const answer = text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : convert(text, kind, units);
  if (typeof answer === "number") return answer;
  throw refusal(option, text, `of the right kind: ${answer.reason}`, answer.hint);
}

function refusal(option: string, text: string, allowed: string, hint: string): CaseError {
  return new CaseError("E_OPTION", `${option} is "${text}", but must be ${allowed}.`, { hint });
}
