/** All formulations by the name they have in case files. */
import { fbar } from "./fbar.js";
import { type Formulation, standard } from "./formulation.js";
import { meanDilatation, mixed } from "./mean-dilatation.js";

export const formulations = { standard, fbar, mixed } as const satisfies Readonly<Record<string, Formulation>>;

/** Formulations of the voxels of RVEs by the name they have there, as the kernels of RVEs have them (assembly/rve). */
export const voxelFormulations = { standard, mixed: meanDilatation } as const satisfies Readonly<Record<string, Formulation>>;
