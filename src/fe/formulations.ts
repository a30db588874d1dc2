/** All formulations by the name they have in case files. */
import { fbar } from "./fbar.js";
import { type Formulation, standard } from "./formulation.js";
import { mixed } from "./mean-dilatation.js";

export const formulations = { standard, fbar, mixed } as const satisfies Readonly<Record<string, Formulation>>;
