/** What computes: said plainly, also what is missing. */
import { hasWebGpu, isolated } from "../host.js";
import { threads } from "../state.js";

export function Machine() {
  return (
    <p class="says machine">
      Solved in WebAssembly on {threads} {threads === 1 ? "core" : "cores"}, {isolated ? "with shared memory" : "without shared memory"}.
      WebGPU is not used: {hasWebGpu ? "this browser offers it, but the page solves in WebAssembly, whose bits are those of the command" : "this browser has none, and the page needs none"}.
    </p>
  );
}
