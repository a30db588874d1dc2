/** Element types of Abaqus (Abaqus Analysis User's Guide, "Solid (continuum) elements"). Node orders agree with VTK's. */
import type { RawType } from "./raw-mesh.js";

export interface AbaqusElement {
  readonly type: RawType;
  /** Why a body cannot be made of it. Beside solids, such elements only mark boundaries (so Gmsh writes its surfaces). */
  readonly refusal?: string;
}

const planeStress = "plane stress is not computed: use plane strain (CPE3, CPE4, CPE6, CPE8) or a solid.";
const line = "lines are no body: mesh the surface or the volume.";

/** Families by the name without the variants (reduced, hybrid, incompatible, modified: formulations, not shapes). */
const shapes: Readonly<Record<string, AbaqusElement>> = {
  C3D4: { type: "tet4" }, C3D10: { type: "tet10" }, C3D8: { type: "hex8" }, C3D20: { type: "hex20" },
  CPE3: { type: "tri3" }, CPE6: { type: "tri6" }, CPE4: { type: "quad4" }, CPE8: { type: "quad8" },
  CPS3: { type: "tri3", refusal: planeStress }, CPS6: { type: "tri6", refusal: planeStress },
  CPS4: { type: "quad4", refusal: planeStress }, CPS8: { type: "quad8", refusal: planeStress },
  T3D2: { type: "line2", refusal: line }, T3D3: { type: "line3", refusal: line }, T2D2: { type: "line2", refusal: line }, T2D3: { type: "line3", refusal: line },
};

/** What to do about families that are not supported. */
const advice: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^C?CAX|^SAX|^MAX/, "axisymmetric models are not computed: use a solid, or plane strain."],
  [/^C3D(6|15)/, "wedges are not supported: mesh with tetrahedra or hexahedra."],
  [/^C3D5/, "pyramids are not supported: mesh with tetrahedra or with hexahedra only."],
  [/^C3D27/, "27-node hexahedra are not supported: use C3D20."],
  [/^(S[34689]|STRI|M3D|R3D|SC)/, "shells, membranes and rigid surfaces are not read: keep the solid elements and describe their faces by *SURFACE."],
  [/^(B[23]|PIPE|SPRING|MASS|CONN|COH|DASH|GAP|T[23]D)/, "structural and special elements are not read: keep the solid elements."],
];

/** The element of an Abaqus name such as `C3D8RH`, or a sentence that says what to use instead. */
export function abaqusElement(name: string): AbaqusElement | string {
  const family = /^(C3D(?:4|8|10|20)|CP[ES](?:3|4|6|8)|T[23]D[23])(?:R|H|I|M|S|T|P|RH|IH|MH|RHT|RT|MT|MHT)*$/.exec(name.toUpperCase())?.[1];
  if (family !== undefined) return shapes[family];
  return advice.find(([pattern]) => pattern.test(name.toUpperCase()))?.[1] ?? "use C3D4, C3D8, C3D10, C3D20, CPE3, CPE4, CPE6 or CPE8.";
}

/** Our local face of each face label S1, S2, …; types that are not named have the same order. */
export const abaqusFaces: Partial<Readonly<Record<RawType, readonly number[]>>> = { hex8: [4, 5, 2, 1, 3, 0], hex20: [4, 5, 2, 1, 3, 0] };
