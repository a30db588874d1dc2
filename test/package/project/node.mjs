/** The library in Node: prints the hash of the FE² cantilever. */
import { loadCase, run } from "twoscale";
import { grown } from "twoscale/growth";
import { folderFiles } from "twoscale/node";

if (typeof grown !== "function") throw new Error("twoscale/growth does not export grown");

const steps = run(await loadCase("fe2-cantilever.yaml", folderFiles(".")));
let next = await steps.next();
while (!next.done) next = await steps.next();
console.log(next.value.summary.hash);
