/** What each key of a case file does, by its path: shown by editors (through the JSON Schema) and on docs/reference/case-file.md. */
import { type Schema, walkKeys, withoutReferences } from "./schema-walk.js";

/** `<name>` stands for a name of the user's choice; the keys of an RVE stand below `rve` wherever it is. */
export const keyTexts: Readonly<Record<string, string>> = {
  "title": "Name of the case in reports.",
  "units": "Consistent unit system, `length-force-stress` or `length-force-stress-time`; default `mm-N-MPa`, time in days. Numbers are in it; text such as `80 kPa` is converted.",
  "dimension": "2 (plane strain) or 3; default: that of the mesh.",
  "mesh": "A file, or a box made on the spot.",
  "mesh.file": "Gmsh `.msh` (4.1, 2.2) or `.vtu`, relative to the case file. Physical names become sets.",
  "mesh.box": "A rectangle or box with the sets `x-`, `x+`, `y-`, `y+`, `z-`, `z+` and `all`.",
  "mesh.box.size": "Edge lengths, one per direction.",
  "mesh.box.cells": "Number of cells, one per direction.",
  "mesh.box.element": "Element type.",
  "mesh.box.origin": "Lowest corner; default the origin.",
  "materials": "Materials by name: a law, a formula, or an RVE.",
  "materials.<name>.law": "A law of [laws.md](laws.md), with its parameters beside it.",
  "materials.<name>.formula": "Your own energy per reference volume, in the language of [formula.md](formula.md).",
  "materials.<name>.parameters": "Numbers of the formula, by name.",
  "materials.<name>.direction": "One direction of the material, of any length.",
  "materials.<name>.directions": "Directions of the material, of any length.",
  "materials.<name>.rve": "An RVE at every Gauss point: a file (`cell.yaml`) or its keys.",
  "materials.<name>.backend": "Who solves the RVE: `wasm`, or `reference`, the slow oracle.",
  "materials.<name>.growth": "The material grows: a law of [growth.md](growth.md), with its parameters beside it.",
  "materials.<name>.growth.law": "What grows and how fast.",
  "materials.<name>.growth.tau": "Time scale (`kuhl`).",
  "materials.<name>.growth.threshold": "Critical stretch (`kuhl`), or prestretch in the body (`homeostatic`).",
  "materials.<name>.growth.max": "Largest growth (`kuhl`).",
  "materials.<name>.growth.gamma": "Exponent of the slowing down (`kuhl`).",
  "materials.<name>.growth.rate": "Rate (`homeostatic`, `constant`).",
  "materials.<name>.growth.normal": "Normal of the plane whose area grows: a vector of any length, or a surface.",
  "materials.<name>.growth.normal.surface": "Face set; each point takes the normal of the nearest face.",
  "materials.<name>.growth.directions": "Two directions at right angles.",
  "materials.<name>.growth.direction": "Direction of the fibre.",
  "materials.<name>.growth.stimulus": "Quantity that the material inside returns and that drives growth, in place of the elastic stretch.",
  "rve.dimension": "2 or 3, as the case.",
  "rve.size": "Edge lengths of the cell, one per direction.",
  "rve.grid": "Number of voxels, one per direction.",
  "rve.background": "Phase of the voxels that no shape takes.",
  "rve.shapes": "Shapes in order; later ones lie over earlier ones. A voxel belongs to a shape when its centre lies inside.",
  "rve.shapes.phase": "Phase of the shape.",
  "rve.shapes.wrap": "Whether what leaves the cell on one side comes in on the other.",
  "rve.shapes.circle": "In two dimensions.",
  "rve.shapes.circle.center": "Centre.",
  "rve.shapes.circle.radius": "Radius.",
  "rve.shapes.sphere": "In three dimensions.",
  "rve.shapes.sphere.center": "Centre.",
  "rve.shapes.sphere.radius": "Radius.",
  "rve.shapes.box": "Parallel to the axes.",
  "rve.shapes.box.min": "Lowest corner.",
  "rve.shapes.box.max": "Highest corner.",
  "rve.shapes.laminate": "A layer across the cell.",
  "rve.shapes.laminate.axis": "Normal of the layer.",
  "rve.shapes.laminate.from": "Where it begins.",
  "rve.shapes.laminate.to": "Where it ends.",
  "rve.shapes.cylinder": "An endless straight fibre.",
  "rve.shapes.cylinder.point": "A point of its axis.",
  "rve.shapes.cylinder.direction": "Direction of its axis, of any length.",
  "rve.shapes.cylinder.radius": "Radius.",
  "rve.phases": "Law or formula of each phase, by name.",
  "rve.boundary": "Condition on the fluctuation: `periodic`, `linear` (none on the boundary) or `minimal` (uniform traction).",
  "rve.outputs": "Numbers that the cell reports at every Gauss point of the macroscale beside its stress, by name: fields of results, probes and `twoscale homogenize`.",
  "rve.outputs.<name>.phase": "A phase, or a list of phases, over which is taken; default all.",
  "rve.outputs.<name>.mean": "Mean over the volume of the phases of a quantity of the micro points: `fibre-stretch`, `J`, `energy`, `pressure` (-tr σ/3), `von-mises`, `cauchy-xx` … `cauchy-zz`, `P-xx` … `P-zz`.",
  "rve.outputs.<name>.max": "The same quantity, but its largest value at the Gauss points; its derivative is that of the point where it is.",
  "rve.outputs.<name>.direction": "Direction of `fibre-stretch`; default those of the law of each phase (the mean counts all families alike).",
  "regions": "Material of each set of cells: `{ all: tissue }`.",
  "formulation": "`auto`: `mixed` for a material whose bulk modulus is more than 50 times its shear modulus (Poisson's ratio 0.49; `check` and `summary.json` say what was taken), else `standard`. `standard`: displacements alone. Against locking near incompressibility: `mixed`, mean dilatation with a symmetric stiffness, with a pressure in each cell, constant (quad4, hex8, tri6, tet10) or linear (quad8, hex20), or in groups of cells (tri3: 4, tet4: 12); or `fbar` (quad4, hex8; unsymmetric stiffness).",
  "boundary": "What is prescribed, on which set: each entry has `on` and one of the others.",
  "boundary.on": "Name of a set of nodes or faces.",
  "boundary.fix": "Directions held.",
  "boundary.move": "Displacements by direction: a number, reached linearly at the end, or a table `[[time, value], …]`.",
  "boundary.move.x": "In x.",
  "boundary.move.y": "In y.",
  "boundary.move.z": "In z.",
  "boundary.traction": "Dead force per reference area on a face set, one number or table per direction.",
  "boundary.pressure": "Pressure on the deformed surface of a face set, positive inwards: a number, reached linearly at the end, or a table. Makes the stiffness unsymmetric.",
  "boundary.volume": "Volume that a face set encloses (2D: area, in the case's unit of length squared), reached by an unknown pressure: a number, reached linearly from the volume at the start, or a table. Planes in which the rim is held close it (planes of symmetry, ends of a slice), so that a quarter of a body has a quarter of the volume; a free rim is closed by straight lines to its middle.",
  "boundary.force": "Dead force per reference volume on a cell set, one number or table per direction.",
  "steps": "Time. Either `count` equal steps, or steps of `size` that adapt.",
  "steps.end": "Last time.",
  "steps.count": "Number of equal steps; a step that fails is still cut.",
  "steps.size": "First step.",
  "steps.min": "Below this step the run ends with an error; default `size`/1024.",
  "steps.max": "Largest step; default `size`.",
  "solver": "Newton's method.",
  "solver.tolerance": "Residual against the largest force.",
  "solver.maxIterations": "Iterations after which a step is cut.",
  "solver.linear": "`symmetric` (LDLᵀ), `unsymmetric` (LU), or `auto`.",
  "probes": "Values to follow through the run, by name.",
  "probes.<name>.at": "A place; the nearest node is taken.",
  "probes.<name>.node": "A node by number, from 0.",
  "probes.<name>.on": "A set: reactions are summed over it.",
  "probes.<name>.cell": "A cell by number, from 0, over whose Gauss points the field is averaged.",
  "probes.<name>.field": "What is read: `u` or `reaction` at nodes, `reaction` on a set, `pressure` or `volume` on a set that has either in `boundary`; `J`, `cauchy`, `P`, `F`, `W` or a state by name in a cell.",
  "output": "What is written to `.vtu` files.",
  "output.fields": "Fields.",
  "output.every": "Every how many accepted steps; the last is always written.",
};

/**
 * The schema with the text of each key as its description, and no references.
 * @throws Error that names the key without text, or the text without key, so that neither is forgotten
 */
export function describeKeys(schema: Schema): Schema {
  const copy = withoutReferences(schema);
  const seen = new Set<string>();
  for (const { path, parent, key } of walkKeys(copy)) {
    const text = keyTexts[path];
    if (text === undefined) throw new Error(`tools/docs/case-keys.ts has no text for the key ${path}.`);
    seen.add(path);
    parent[key] = { ...parent[key], description: text };
  }
  const stale = Object.keys(keyTexts).filter((path) => !seen.has(path));
  if (stale.length > 0) throw new Error(`tools/docs/case-keys.ts has texts for keys that the schema does not know: ${stale.join(", ")}.`);
  return copy;
}
