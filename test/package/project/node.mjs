/** The library in Node: prints the hash of the FE² cantilever. */
import { loadCase, run } from "twoscale";
import { folderFiles } from "twoscale/node";

const steps = run(await loadCase("fe2-cantilever.yaml", folderFiles(".")));
let next = await steps.next();
while (!next.done) next = await steps.next();
console.log(next.value.summary.hash);
