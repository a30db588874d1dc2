/** What computes: said plainly, also what is missing. */
import { isolated } from "../host.js";
import { dropped, gpu, setup, threads } from "../state.js";

export function Machine() {
  return (
    <p class="says machine">
      Solved in WebAssembly on {threads} {threads === 1 ? "core" : "cores"}, {isolated ? "with shared memory" : "without shared memory"}; one more core, where there is one, is left to this page. {gpuText()}
    </p>
  );
}

function gpuText(): string {
  if (dropped.value) return "Microstructures are solved by the backend that the case names.";
  const { material, backend } = setup.value;
  if (material !== "fe2") return "WebGPU is not used: it solves microstructures, and this material has none to solve.";
  const found = gpu.value;
  if (!found) return "Looking for WebGPU…";
  if (!found.there) return `WebGPU is missing: ${found.says}. Microstructures are solved in WebAssembly.`;
  if (backend === "webgpu") return `Microstructures are solved by WebGPU (${found.says}), to the tolerance of the solver; the hash is that of this graphics card.`;
  return `WebGPU is there (${found.says}) and not used: WebAssembly gives the bits of the command.`;
}
