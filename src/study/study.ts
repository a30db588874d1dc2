/** A study: a case that has been read, checked and converted to its unit system. Plain data; nothing changes it. */
import type { LawSpec } from "../law/bind.js";
import type { TriangleSurface } from "../io/index.js";
import type { Mesh } from "../mesh/index.js";
import type { Precision } from "../solve/single.js";
import type { RveSpec } from "../rve/spec.js";
import type { Surrogate } from "../surrogate/surrogate.js";
import type { FormulationChoice, OutputField } from "./schema-case.js";
import type { Backend } from "./schema-material.js";
import type { TimeValue } from "./schema-parts.js";
import type { PrestressSpec } from "./prestress.js";
import type { FibreSource } from "./fibres.js";
import type { UnitSystem } from "./units.js";

export type { OutputField } from "./schema-case.js";
export type { Backend } from "./schema-material.js";
export type { TimeValue } from "./schema-parts.js";
export type Axis = "x" | "y" | "z";

/** Learning on the fly. */
export interface LearnSpec {
  readonly tolerance: number;
  readonly seed: number;
}

/** An RVE at every Gauss point. */
export interface RveMaterial {
  readonly rve: RveSpec;
  readonly backend: Backend;
  /** A surrogate is learned while the run goes on, up to this relative error of the stress. */
  readonly learn?: LearnSpec;
  /** What is wrapped round it (src/study/wrappers.ts). */
  readonly [key: string]: unknown;
}

/** A surrogate of an RVE at every Gauss point. */
export interface SurrogateMaterial {
  readonly surrogate: Surrogate;
  /** The RVE that answers where the surrogate is not to be trusted. */
  readonly guard?: { readonly rve: RveSpec; readonly tolerance: number; readonly backend: Backend; /** Folder of the results for what it solved. */ readonly save?: string };
  /** What is wrapped round it (src/study/wrappers.ts). */
  readonly [key: string]: unknown;
}

/** A law, an RVE or a surrogate, and what is wrapped round it (src/study/wrappers.ts). */
export type Material = RveMaterial | SurrogateMaterial | LawSpec;

/** Springs: `stiffness` per reference area of a face set (stress per length), or `perNode` (force per length). */
export interface SpringSpec {
  readonly stiffness?: number;
  readonly perNode?: number;
  readonly direction?: "normal" | "all" | readonly number[];
}

/** A closed surface with the name of its file. */
export interface RigidSurface extends TriangleSurface { readonly name: string }

/** A rigid body that pushes a face set: exactly one of `wall`, `sphere`, `cylinder`, `box`, `surface`. */
export interface ContactSpec {
  readonly wall?: { readonly point: readonly number[]; readonly normal: readonly number[] };
  readonly sphere?: { readonly center: readonly number[]; readonly radius: number };
  readonly cylinder?: { readonly point: readonly number[]; readonly direction: readonly number[]; readonly radius: number };
  /** Along the axes, with rounded edges. */
  readonly box?: { readonly center: readonly number[]; readonly size: readonly number[]; readonly radius: number };
  /** A closed surface of triangles: what the case file names has been read. */
  readonly surface?: RigidSurface;
  /** Displacement of the rigid body. */
  readonly move?: Readonly<Partial<Record<Axis, TimeValue>>>;
  /** Stress per length; default from the stiffness of the body. */
  readonly penalty?: number;
  /** Penetration that may be left, unit of length. */
  readonly tolerance?: number;
}

/** What is prescribed on a set: exactly one of the keys beside `on`. */
export interface Condition {
  /** Name of a node or face set; tractions, pressures, volumes and contacts need a face set, forces and excisions a cell set. */
  readonly on: string;
  /** Directions held at zero displacement. */
  readonly fix?: readonly Axis[];
  /** Displacements: reached linearly at the end of the run, or a table over time. */
  readonly move?: Readonly<Partial<Record<Axis, TimeValue>>>;
  /** Dead force per reference area, one value per direction. */
  readonly traction?: readonly TimeValue[];
  /** Pressure on the deformed faces; positive pushes. */
  readonly pressure?: TimeValue;
  /** Volume (2D: area) that the faces enclose, reached by an unknown pressure. */
  readonly volume?: TimeValue;
  /** One plane that closes the volume from below, with walls along that axis under the rim of the faces. */
  readonly above?: Readonly<Partial<Record<Axis, number>>>;
  /** Times between which the pressure of the volume falls linearly to 0, the volume being free. */
  readonly release?: readonly [number, number];
  /** Times between which this cell set is cut out of the body: from the first on it is alone, at the second it is free of forces. */
  readonly excise?: readonly [number, number];
  readonly spring?: SpringSpec;
  /** A rigid body that the faces may touch but not enter. */
  readonly contact?: ContactSpec;
  /** Name of the face set that these faces stick to; the meshes need not match. */
  readonly tie?: string;
  /** Dead force per reference volume, one value per direction. */
  readonly force?: readonly TimeValue[];
}

/** Where a path ends: at a load factor, or where a node (by place or number) has a displacement along one axis. */
export type PathEnd = { readonly load: number } | { readonly at?: readonly number[]; readonly node?: number; readonly u: Readonly<Partial<Record<Axis, number>>> };

/** A path of equilibria through limit points: steps of a length, at most `count`. */
export interface ArcSteps {
  readonly size?: number;
  readonly min?: number;
  readonly max?: number;
  readonly count?: number;
  readonly until?: PathEnd;
}

/** Equal steps by `count`, steps that start with `size` and adapt, or a path. */
export interface Steps {
  readonly end: number;
  readonly count?: number;
  readonly size?: number;
  readonly min?: number;
  readonly max?: number;
  /** `end` is then 1: the load factor at which everything has the value that is written. */
  readonly arc?: ArcSteps;
}

/** A number to follow: at a node (by place or number), over a set of nodes, faces or cells, or the mean of a cell. */
export interface Probe {
  /** Cell sets: mean weighted by volume, largest value; face set: integral over the undeformed faces. */
  readonly mean?: string;
  readonly peak?: string;
  readonly integral?: string;
  readonly at?: readonly number[];
  readonly node?: number;
  readonly on?: string;
  readonly cell?: number;
  readonly field: string;
}

/** A file that the study was read from. */
export interface InputFile {
  readonly name: string;
  readonly sha256: string;
}

export interface Study {
  readonly title: string;
  readonly units: UnitSystem;
  readonly mesh: Mesh;
  readonly materials: Readonly<Record<string, Material>>;
  /** Direction fields by name. */
  readonly fibres: Readonly<Record<string, FibreSource>>;
  /** Material by cell set. */
  readonly regions: Readonly<Record<string, string>>;
  /** How cells turn displacements into the F that materials see. */
  readonly formulation: FormulationChoice;
  readonly boundary: readonly Condition[];
  readonly steps: Steps;
  /** The mesh is the geometry under the loads at the end of the run. */
  readonly prestress?: PrestressSpec;
  readonly solver: { readonly tolerance: number; readonly maxIterations: number; readonly linear: "auto" | "symmetric" | "unsymmetric" | "iterative"; readonly precision: Precision; readonly micro: "nested" | "monolithic"; readonly memory?: number | undefined; readonly start: "predicted" | "rest" };
  readonly probes: Readonly<Record<string, Probe>>;
  readonly output: { readonly fields: readonly OutputField[]; readonly every: number; readonly xdmf: boolean };
  /** The case file first; empty for a study that was built in memory. */
  readonly inputs: readonly InputFile[];
}

/** Whether a material is a surrogate. */
export function isSurrogate(material: Material): material is SurrogateMaterial {
  return "surrogate" in material;
}

/** The RVE of a material: its own, or the one behind its surrogate; undefined for laws and for surrogates without guard. */
export function rveOf(material: Material): RveSpec | undefined {
  if (isRve(material)) return material.rve;
  return isSurrogate(material) ? material.guard?.rve : undefined;
}

/** Whether a material is an RVE. */
export function isRve(material: Material): material is RveMaterial {
  return "rve" in material;
}

/** Whether the points of a material say how far a surrogate answers for them. */
export function hasTrust(material: Material): boolean {
  return isSurrogate(material) || (isRve(material) && material.learn !== undefined);
}
