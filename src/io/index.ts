/** Mesh and result files, as pure functions on bytes: the platform does the reading and writing of files. */
export { readStl, type TriangleSurface } from "./stl-read.js";
export { meshExtensions, readMesh, writeMesh, writeMeshText, writtenExtensions } from "./mesh-file.js";
export { readGmsh } from "./gmsh-read.js";
export { writeGmsh } from "./gmsh-write.js";
export { readAbaqus } from "./abaqus-read.js";
export { readVtu, type VtuContent } from "./vtu-read.js";
export type { Arrays } from "./vtk-marks.js";
export type { ArrayValues } from "./vtk-array.js";
export { writeVtu, type VtuData, type VtuField } from "./vtu-write.js";
export { describeMesh, storeFields, storeMesh, writeXdmf, writeXdmfMesh, type XdmfMesh, type XdmfStep } from "./xdmf-write.js";
export { readVtuMesh, writeVtuMesh } from "./vtu-mesh.js";
export { readVtk, readVtkMesh, type VtkContent } from "./legacy-read.js";
export { writeVtk, writeVtkText } from "./legacy-write.js";
export { writeStl, writeStlText, writeSurfaceStl, writeSurfaceStlText } from "./stl-write.js";
export { readPvd, writePvd, type PvdEntry } from "./pvd.js";
