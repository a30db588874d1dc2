/** A process of its own for a test, with as little memory as it is given: asks for room for 1,024 cells of 8³ voxels (724 MiB), and uses what it gets. */
import { createChunk } from "../../src/kernels/gpu/chunk.js";
import { openGpu } from "../../src/kernels/gpu/device.js";
import { compileForGpu } from "../../src/rve/compile.js";
import { inclusionCell } from "./cells.js";

const gpu = await openGpu(), chunk = await createChunk(gpu, compileForGpu(inclusionCell(3, 8, 0.3, "periodic")), 1024);
chunk.forces[0] = 1;
const { report } = await chunk.correct(1, { tolerance: 0.1, iterations: 20 });
console.log(JSON.stringify({ capacity: chunk.capacity, outcome: report[1], complaints: gpu.complaints }));
// At once: a device that was short of memory is not closed in order by its driver.
process.exit(0);
