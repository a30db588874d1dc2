/**
 * `npx tsx tools/growth.ts`: pictures of docs/tutorial-skin.md. Solves cases/expand-excise.yaml and draws docs/images/skin-full.svg (the skin on day 7, coloured by
 * what has grown), skin-piece.svg (the piece that is cut out, by its residual stress) and skin-curves.svg (pressure, growth, areas).
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadCase, type Mesh, run, type Step } from "../src/index.js";
import { cellsOf } from "../src/mesh/index.js";
import { folderFiles } from "../src/platform/files.node.js";
import { pieceOf } from "../src/study/piece.js";
import { panelsSvg } from "../src/study/report/panels.js";
import { picture } from "../src/study/report/picture.js";
import { type Curve, linear } from "../src/study/report/plot.js";

const root = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The picture of a mesh as a file of its own. */
function writePicture(name: string, mesh: Mesh, u: Float64Array, values: Float64Array, label: string): void {
  const [svg] = /<svg[\s\S]*<\/svg>/.exec(picture({ mesh, u, values, label }))!;
  const style = `<style>text { fill: #1c2430; font: 12px system-ui, sans-serif; }</style><rect width="100%" height="100%" fill="#ffffff"/>`;
  writeFileSync(root(`docs/images/${name}`), `${svg.replace("<svg ", `<svg xmlns="http://www.w3.org/2000/svg" `).replace(/>/, `>${style}`)}\n`);
}

const study = await loadCase("expand-excise.yaml", folderFiles(root("cases")));
const steps: { readonly time: number; readonly probes: Step["probes"] }[] = [];
for await (const step of run(study, { threads: 1 })) {
  steps.push({ time: step.time, probes: step.probes });
  if (step.time === 7) writePicture("skin-full.svg", study.mesh, step.field("u").values.slice(), step.field("theta").values.slice(), "area grown, ϑ");
  if (!step.last) continue;
  const piece = pieceOf(study.mesh, cellsOf(study.mesh, "footprint")), stress = step.field("vonMises").values;
  writePicture("skin-piece.svg", piece.mesh, step.field("u").values, Float64Array.from(piece.cells, (cell) => 1000 * stress[cell]), "von Mises stress (kPa)");
}

const curve = (label: string, probe: string, factor = 1, until = Infinity): Curve => ({ label, points: steps.filter(({ time }) => time <= until).map(({ time, probes }): [number, number] => [time, factor * probes[probe].at(-1)!]) });
writeFileSync(root("docs/images/skin-curves.svg"), panelsSvg({
  title: "Skin over a circle of 24 cm², 60 ml, seven days", subtitle: "cases/expand-excise.yaml by tools/growth.ts; deflated from day 7 on, then cut out",
  plots: [
    { title: "Pressure (kPa)", x: "days", y: "kPa", scale: linear, curves: [curve("pressure", "pressure", 1000)] },
    { title: "Growth ϑ", x: "days", y: "ϑ", scale: linear, curves: [curve("apex", "apex"), curve("middle", "middle"), curve("rim", "rim", 1, 7.1)] },
    { title: "Areas over the footprint (mm²)", x: "days", y: "mm²", scale: linear, curves: [curve("deformed: the dome", "area"), curve("grown", "grown"), curve("elastic", "elastic")] },
  ],
}));
console.log(steps.slice(-3).map(({ time, probes }) => JSON.stringify({ time, ...probes })).join("\n"));
