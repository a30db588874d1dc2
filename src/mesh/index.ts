/** Meshes: creation, generators, sets, faces, quality. */
export type { CellBlock, Mesh, MeshSets } from "./mesh.js";
export { elementTypes, faceCorners, topology, type ElementType, type FaceType, type LinearType, type Topology } from "./topology.js";
export { blockSize, cellCount, cellNodes, cellOffsets, cellPlace, faceNodes, nodeCount, type CellPlace } from "./cells.js";
export { createMesh, type MeshParts } from "./create.js";
export { box, type BoxSpec } from "./box.js";
export { ellipsoid, type EllipsoidSpec } from "./ellipsoid.js";
export { type FootprintShape, footprintShapes, type FootprintSpec } from "./footprint.js";
export { sheet, type SheetSpec } from "./sheet.js";
export { withMidNodes } from "./quadratic.js";
export { refine } from "./refine.js";
export { boundaryFaces, faceTable, findFace, oppositeFace, type FaceTable } from "./faces.js";
export { surface, type Surface } from "./surface.js";
export { cellsOf, facesOf, nodesOf, nodesOfFaces, setNames } from "./sets.js";
export { nodeAdjacency, nodeCells, type Graph } from "./adjacency.js";
export { qualityReport, type QualityReport, type Spread } from "./quality-report.js";
export { assertNotInverted, cellCentroids, cellVolumes, meshQuality, type MeshQuality } from "./quality.js";
export { facesOnSurface, type NamedSurface } from "./faces-on-surface.js";
