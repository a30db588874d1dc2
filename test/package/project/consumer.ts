/** Types as a user's compiler sees them. */
import { createStudy, type Result, run, type Step, type Study } from "twoscale";
import { folderFiles } from "twoscale/node";

const study: Study = await createStudy({
  mesh: { box: { size: [1, 1, 1], cells: [1, 1, 1], element: "hex8" } },
  materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 2 } },
  regions: { all: "tissue" },
  boundary: [{ on: "x-", fix: ["x", "y", "z"] }, { on: "x+", move: { x: 0.1 } }],
}, folderFiles("."));
const steps: AsyncGenerator<Step, Result> = run(study, { threads: 1 });
for await (const step of steps) console.log(step.time.toFixed(2), step.field("u").values.length);

// @ts-expect-error a run needs a study
run("cook.yaml");
