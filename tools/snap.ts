/**
 * `npx tsx tools/snap.ts`: cases/arch-snap.yaml along its path and under load control; prints the limit points and draws docs/images/snap-through.svg.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type CaseInput, createStudy, run } from "../src/index.js";
import { folderFiles } from "../src/platform/files.node.js";
import { panelsSvg } from "../src/study/report/panels.js";
import { linear } from "../src/study/report/plot.js";

const place = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const arch = parse(readFileSync(place("cases/arch-snap.yaml"), "utf8")) as CaseInput;

/** Sinking of the crown and load factor of all steps. */
async function curve(steps: CaseInput["steps"]): Promise<[number, number][]> {
  const points: [number, number][] = [[0, 0]];
  const course = run(await createStudy({ ...arch, steps } as CaseInput, folderFiles(place("cases"))), { threads: 1 });
  for (;;) {
    const next = await course.next();
    if (next.done) {
      for (const { kind, load } of next.value.summary.limitPoints ?? []) console.log(`${kind} of the load factor: ${load.toFixed(5)}`);
      return points;
    }
    const { time, load = time, probes } = next.value;
    points.push([-probes.crown[1], load]);
  }
}

const path = await curve(arch.steps), loaded = await curve({ end: 1, count: 20 });
writeFileSync(place("docs/images/snap-through.svg"), panelsSvg({
  title: "Snap-through of a shallow arch", subtitle: "cases/arch-snap.yaml; load control (20 steps) jumps from the first limit point",
  plots: [{ title: "Load factor", x: "sinking of the crown (mm)", y: "load factor", scale: linear, curves: [{ label: "arc length", points: path }, { label: "load control", points: loaded }] }],
}));
