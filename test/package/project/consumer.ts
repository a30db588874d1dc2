/** Types as a user's compiler sees them. */
import { analyticReference, bindLaw, type ConstitutiveModel, createStudy, type Result, run, type Step, type Study } from "twoscale";
import { bindGrowth, type BoundGrowth, grown, growthLaws } from "twoscale/growth";
import { folderFiles } from "twoscale/node";

const study: Study = await createStudy({
  mesh: { box: { size: [1, 1, 1], cells: [1, 1, 1], element: "hex8" } },
  materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 2 } },
  regions: { all: "tissue" },
  boundary: [{ on: "x-", fix: ["x", "y", "z"] }, { on: "x+", move: { x: 0.1 } }],
}, folderFiles("."));
const steps: AsyncGenerator<Step, Result> = run(study, { threads: 1 });
for await (const step of steps) console.log(step.time.toFixed(2), step.field("u").values.length);

const growth: BoundGrowth = bindGrowth({ law: "area-kuhl", tau: 5, threshold: 1.2, max: 2, normal: [0, 0, 1] });
const material: ConstitutiveModel = grown(analyticReference(bindLaw({ law: "neo-hookean", mu: 1, lambda: 2 })), growth);
console.log(material.name, growthLaws.length);

// @ts-expect-error a law has a name
bindGrowth({ tau: 5 });

// @ts-expect-error a run needs a study
run("cook.yaml");
