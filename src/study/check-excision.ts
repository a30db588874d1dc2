/** Checks of a piece that is cut out of the body. */
import { cellCount, cellsOf } from "../mesh/index.js";
import type { Fail } from "./check-parts.js";
import { hangsTogether, pieceOf } from "./piece.js";
import type { Condition, Study } from "./study.js";

/** One excision, within the run, of a part of the body that hangs together. */
export function checkExcision(study: Study, { on, excise }: Condition, index: number, fail: Fail): void {
  const { mesh, steps, boundary } = study;
  const [from, to] = excise!, path = ["boundary", index];
  if (boundary.findIndex((condition) => condition.excise) !== index) fail([...path, "excise"], "E_EXCISE", "is a second one; a run ends with one excision.", "cut out one cell set that holds all of the piece.");
  if (!(from > 0 && to <= steps.end)) {
    fail([...path, "excise"], "E_EXCISE", `is [${from}, ${to}], but must lie between 0 and the end of the run, ${steps.end}.`, "move it, or set steps.end to its second time.");
  }
  if (steps.arc) fail([...path, "excise"], "E_EXCISE", "is given in times, which a path by steps.arc does not have.", "use steps.size or steps.count.");
  if (cellsOf(mesh, on).length === cellCount(mesh)) fail([...path, "on"], "E_EXCISE", `is "${on}", which is the whole body.`, "name the cell set of the piece.");
  if (!hangsTogether(pieceOf(mesh, cellsOf(mesh, on)))) {
    fail([...path, "on"], "E_EXCISE", `is "${on}", whose cells do not hang together.`, "cut out cells that share faces.");
  }
}
