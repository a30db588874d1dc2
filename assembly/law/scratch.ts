// Room for what the spectral kernel writes (28 doubles, or pairs of doubles). Each instance of the kernels has its own memory, so one is enough.
export const scratch: usize = memory.data(224, 16);
export const laneScratch: usize = memory.data(448, 16);

/** Address of the scratch, for law modules that are made at run time. */
export function lawScratch(): usize {
  return scratch;
}

/** The same for kernels of two points. */
export function lawLaneScratch(): usize {
  return laneScratch;
}
