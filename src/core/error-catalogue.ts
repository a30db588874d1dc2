/** Every code that an error or finding may carry: what it means, and what helps. The documentation page is made from this table. */

export interface ErrorEntry {
  /** Class of the error, "finding" for what `twoscale check` reports. */
  readonly class: "CaseError" | "MeshError" | "LawError" | "ConvergenceError" | "BackendError" | "FormatError" | "SurrogateError" | "finding";
  readonly meaning: string;
  readonly remedy: string;
}

const input = (meaning: string, remedy: string): ErrorEntry => ({ class: "CaseError", meaning, remedy });
const mesh = (meaning: string, remedy: string): ErrorEntry => ({ class: "MeshError", meaning, remedy });
const law = (meaning: string, remedy: string): ErrorEntry => ({ class: "LawError", meaning, remedy });
const convergence = (meaning: string, remedy: string): ErrorEntry => ({ class: "ConvergenceError", meaning, remedy });
const backend = (meaning: string, remedy: string): ErrorEntry => ({ class: "BackendError", meaning, remedy });
const format = (meaning: string, remedy: string): ErrorEntry => ({ class: "FormatError", meaning, remedy });
const surrogate = (meaning: string, remedy: string): ErrorEntry => ({ class: "SurrogateError", meaning, remedy });

export const errorCatalogue: Readonly<Record<string, ErrorEntry>> = {
  E_YAML: input("The case file is not well-formed YAML or JSON, or a key occurs twice.", "Check indentation, brackets and colons near the line that is named."),
  E_KEY: input("A key is not known, or one is missing. Laws report their own keys by the same code.", "Use the spelling that is suggested, or add the key."),
  E_VALUE: input("A value has the wrong type or is out of range.", "Write what the message asks for."),
  E_QUANTITY: input("Text is no number with a unit of the wanted kind.", "Write a number in the case's units, or text such as \"80 kPa\"."),
  E_UNITS: input("The unit system is not known or not consistent, or an RVE file uses another one than the case.", "Write length-force-stress with stress = force / length², such as mm-N-MPa."),
  E_UNSUPPORTED: input("The case language has this word, but this release cannot do it yet.", "Use what the hint offers instead."),
  E_FILE: input("A file does not exist or cannot be read.", "Check its name; names in a case are relative to the folder of the case."),
  E_WRITE: input("A result file cannot be written.", "Check the folder, its permissions and the space on the disk."),
  E_OPTION: input("An option of the command line has a value that is not allowed.", "See the help of the verb."),
  E_DIMENSION: input("The dimension of the case, the mesh and the RVE do not agree.", "Set `dimension` to that of the mesh; use an RVE of the same dimension."),
  E_MATERIAL: input("A region names a material that the case does not have.", "Use the spelling that is suggested, or add the material."),
  E_REGION_CELLS: input("A cell has no material, or two.", "Give every cell set exactly one material in `regions`; the set \"all\" has all cells."),
  E_REGION_FIELDS: input("A material needs fields (such as fibre directions) at every point that its region does not give.", "Give the fields with the region."),
  E_DIRECTION: input("A condition names no direction, or z in a plane mesh.", "Name x, y (and z in 3D)."),
  E_LENGTH: input("A list has not one entry per direction.", "Give as many numbers as the mesh has dimensions."),
  E_PROBE: input("A probe names a node, cell or field that does not exist.", "Take one that the message allows."),
  E_STEPS: input("Step sizes contradict each other.", "Keep 0 < min <= size <= max and size <= end."),
  E_BUDGET: input("The states of the RVEs at all Gauss points take more memory than solver.memory allows.", "Raise solver.memory, or use a coarser RVE grid or mesh; `twoscale check` shows the bytes per point."),
  E_ARC: input("A path (steps.arc) cannot follow something in the case: a table over time, a volume, a moving rigid body, a material that depends on time, or nothing that grows.", "Give loads and motions as numbers, reached at the load factor 1, or walk through time with steps.size."),
  E_TIME_TABLE: input("A table over time is empty, not finite, or its times do not increase.", "Sort it by time and give each time once."),
  E_FORMULATION: input("The formulation is not made for an element type of the mesh.", "Use another formulation or another element type; the message says which go together."),
  E_STIMULUS: input("Growth is driven by a quantity that the material inside does not return.", "Name it under outputs of the RVE, or leave out stimulus."),
  E_SYMMETRY: input("The stiffness is unsymmetric (F-bar, follower pressure, enclosed volume, a material such as one that grows), but the linear solver is for symmetric ones.", "Use solver.linear: auto or unsymmetric."),
  E_CONSTRAINT_CONFLICT: input("Two conditions prescribe different displacements for the same node and direction.", "Remove one of them, or make their values equal where their sets meet."),
  E_RIGID_BODY: input("The conditions leave a rigid motion of the body, or of a part of it, free.", "Fix more directions; a clamped face holds all motions."),
  E_TIE: input("Faces that are to be tied do not lie on each other.", "Let the smaller and finer surface be `on`; bring both to the same place."),
  E_CONTACT: input("A rigid body of a contact has no sound shape, or the mesh begins inside it.", "Correct shape and place; the normal of a wall points from the wall to the mesh."),
  E_EXCISE: input("What is to be cut out is no part of the body that hangs together, a second one, or not cut within the run.", "Name one cell set whose cells share faces, and two times up to steps.end."),
  E_FIBRES: input("A direction field is not known, has a taken name, does not fit the mesh, or has no direction at some place.", "Use the spelling that is suggested, or change the field where the message says."),
  E_PRESTRAIN: input("A prestrain is no deformation: a stretch or determinant that is not positive, or of the wrong dimension.", "Give positive stretches, or a gradient of the dimension of the mesh with a positive determinant."),
  E_PRESTRESS_CASE: input("The stress-free geometry (prestress) is asked for in a case whose loads or materials depend on the undeformed geometry or on time.", "Give pressures, tractions or forces, and materials without memory."),
  E_RVE: input("Size, grid or phases of an RVE are wrong.", "Give one positive number per direction, and phases that exist."),
  E_SHAPE: input("A shape of an RVE has no geometry, two, or one that does not fit the dimension.", "Give exactly one geometry with one number per direction."),
  E_OUTPUT: input("A named output of an RVE has a name, quantity, phase or direction that cannot be used.", "Give { phase: NAME, mean: QUANTITY } with a phase of the cell; the message names the quantities."),
  E_POINT: input("A Gauss point to localize does not exist, has no RVE, or its time was not written.", "Take a cell, point and time that the message allows."),
  E_GRADIENT: input("A deformation gradient has the wrong number of entries or no positive determinant.", "Give d² numbers row by row, with det F > 0."),
  E_CHECKPOINT: input("A checkpoint belongs to another case.", "Resume with the files that wrote it, or run without --resume."),
  E_UNFINISHED: input("Only a converged run can be verified.", "Finish it with --resume."),

  E_SET: mesh("The mesh has no set of this name and kind.", "Use the spelling that is suggested; `twoscale check` lists all sets."),
  E_SURFACE: mesh("A surface (STL) names no faces of the mesh, not all that its area asks for, or too many; or its name is taken.", "Bring mesh and surface to the same place and unit (scale), and set the tolerance to the distance that the message names, or export the surface finer."),
  E_BOX: mesh("A box mesh has sizes or counts that are not positive, or not one per direction.", "Give size and cells for each direction of the element."),
  E_ELLIPSOID: mesh("The axes, the base or the counts of a truncated ellipsoid make no wall.", "Give half axes [short, long] of which the outer ones are larger, a base that cuts both, and whole counts."),
  E_INVERTED: mesh("A cell is turned inside out.", "Repair the mesh there, or order its nodes as VTK does."),
  E_INVERTED_CELL: mesh("A cell has a Gauss point with non-positive volume.", "Repair the mesh there, or order its nodes as VTK does (counter-clockwise in 2D)."),
  E_MESH_EMPTY: mesh("The mesh has no cells.", "Mesh the body, not only its boundary, and save it."),
  E_MESH_SHAPE: mesh("An array of the mesh has a length that does not fit.", "Three coordinates per node, and all nodes of every cell."),
  E_MESH_POINT: mesh("A coordinate is not finite.", "Write the mesh again."),
  E_MESH_MIXED: mesh("Plane cells and solid cells in one mesh.", "Keep the cells of one dimension; boundary faces belong in sets."),
  E_MESH_INDEX: mesh("A number of a node, cell or face is out of range.", "The file may be cut off: write it again."),
  E_MESH_REPEATED: mesh("A cell names a node twice.", "Remove collapsed cells in the mesher."),
  E_MESH_ORPHAN: mesh("A node belongs to no cell.", "Drop nodes that no cell uses."),
  E_MESH_SET: mesh("A set is empty or not made of pairs.", "Leave it out, or put something in it."),
  E_MESH_FACE: mesh("More than two cells share a face.", "Remove duplicate volumes or surfaces in the mesher."),
  E_REFINE: mesh("The mesh has cells that cannot be refined, or would become too large.", "Refine cells that are all linear or all quadratic, or fewer times; or ask the mesher for smaller cells."),

  E_LAW: law("The law is not known, or neither law nor formula is given.", "Name one of the laws, or write a formula."),
  E_PARAMETER: law("A parameter of a law is missing or out of range.", "Give a value in the range that is named."),
  E_FORMULA: law("An energy formula cannot be read, or a name in it has no meaning.", "Correct it at the position that is shown."),

  E_NO_CONVERGENCE: convergence("A step could not be made small enough to converge. The message names the likely cause; the residual history and the worst points are in the error's details; results so far are written.", "Load in smaller steps, lower steps.min, or refine the mesh at the places that are named."),
  E_PATH_COUNT: convergence("A path (steps.arc) has used up its steps without reaching its end; results so far are written.", "Raise steps.arc.count or steps.arc.max, or look where the path goes."),
  E_PRESTRESS: convergence("No stress-free geometry was found whose loaded one is the mesh.", "Check that the material can carry the load; raise prestress.maxIterations."),
  E_SINGULAR: convergence("The stiffness matrix has no inverse.", "Fix free rigid motions; look for a material without stiffness or a buckling load."),
  E_RVE_FAILED: convergence("An RVE has no answer at a deformation gradient.", "Reduce the deformation or the contrast of the phases."),

  E_BACKEND: backend("The backend is not known.", "Use auto, wasm, webgpu or reference."),
  E_GPU: backend("WebGPU is not there, the device was lost, or it refuses the shaders or the memory.", "Use backend: wasm (or auto); `twoscale info` says what is missing."),
  E_WASM: backend("The WASM kernels do not run here.", "Use Node 20 or a browser of 2022 or later."),
  E_MEMORY: backend("The kernels need more memory than one WASM memory has.", "Use a coarser mesh or grid, or fewer threads."),
  E_WORKER: backend("A worker failed.", "Run with fewer threads, or a smaller RVE grid."),
  E_PATTERN: backend("A sparsity pattern or its options are not sound.", "Only programs that call the sparse solver themselves can meet this."),

  E_SURROGATE: surrogate("A surrogate was trained on another RVE than the one it is used for.", "Name the RVE file that it was sampled from, unchanged, or sample and train again."),
  E_SURROGATE_FILE: surrogate("A surrogate file is damaged, or is none.", "Copy it again, or train it again from its samples."),
  E_SURROGATE_VERSION: surrogate("A surrogate file was written by a release that means something else by its numbers.", "Train it again from its samples."),
  E_SAMPLES: surrogate("Samples are missing, too few, damaged, or belong to other options.", "Sample again into an empty folder, or use the options of the samples that are there."),

  E_CHECKPOINT_FILE: format("The file checkpoint.bin is damaged or of another version.", "Delete it, or run without --resume."),
  E_RESULT: format("A result file is damaged.", "Run the case again."),
  E_FORMAT_EXTENSION: format("The ending of the name is of no mesh format.", "Use .msh, .vtu, .vtk, .inp, .stl or .xdmf."),
  E_FORMAT_DIRECTION: format("The format is only read, or only written.", "Use what the hint offers instead."),
  E_FORMAT_VERSION: format("The version of the format is not supported.", "Write Gmsh 4.1 or 2.2, or legacy VTK 2 to 5."),
  E_FORMAT_SECTION: format("A section of a Gmsh or legacy VTK file is missing, not known or not closed.", "Write the file again."),
  E_FORMAT_KEYWORD: format("An Abaqus file has a keyword that would change the mesh and is not read, or that lacks an option.", "Write a flat file with *NODE, *ELEMENT, *NSET, *ELSET and *SURFACE."),
  E_FORMAT_SET: format("A set of an Abaqus file is made of one that does not exist, or of faces that its elements do not have.", "Define the set before it is used; check the face labels."),
  E_FORMAT_TAG: format("A tag is missing or used twice.", "Write the file again."),
  E_FORMAT_NUMBER: format("A number cannot be read.", "The file is damaged at the line that is named."),
  E_FORMAT_COUNT: format("There are more or fewer numbers than announced.", "The file is damaged or incomplete: write it again."),
  E_FORMAT_TRUNCATED: format("The file ends too early.", "Copy or write it again."),
  E_FORMAT_ELEMENT: format("An element type is not supported.", "Use tri3 tri6 quad4 quad8 tet4 tet10 hex8 hex20."),
  E_FORMAT_CELLS: format("The file holds no cells of a type that is read.", "Save the volume elements (in Gmsh: physical groups)."),
  E_FORMAT_FACES: format("Boundary elements belong to no cell.", "Mesh boundary and volume together."),
  E_FORMAT_SURFACE: format("A plane mesh has no surface that STL could hold.", "Write .vtu or .msh."),
  E_FORMAT_PLANE: format("A plane mesh does not lie in the xy plane.", "Put it at z = 0."),
  E_FORMAT_VALUE: format("A field that is to be written is not finite.", "Find out where the number comes from."),
  E_FORMAT_XML: format("A VTK file is not well-formed, or lacks a part.", "Write it again."),
  E_FORMAT_BASE64: format("A block of a VTK file is not base64.", "Write it again."),
  E_FORMAT_COMPRESSION: format("A compressed block is damaged.", "Copy or write the file again."),

  W_LOCKING: { class: "finding", meaning: "A nearly incompressible law in linear elements under the standard formulation: displacements come out far too small.", remedy: "Set formulation: mixed or fbar, or use quadratic elements." },
  W_SHAPE: { class: "finding", meaning: "Cells have a shape that spoils the accuracy around them.", remedy: "Smooth or refine the mesh there." },
};
