/**
 * Places of the description of a transform along one axis of a grid (32-bit integers), shared word for word by TypeScript and AssemblyScript.
 */
export const AXIS_LENGTH = 0;
export const AXIS_PASSES = 1;
/** Byte address of the twiddles: cos and sin per input but the first, per frequency, per pass. */
export const AXIS_TWIDDLES = 2;
export const AXIS_FIRST_PASS = 3;
/** Per pass: radix, length of the sub-transforms that it joins, byte offset of its twiddles. */
export const PASS_RADIX = 0;
export const PASS_M = 1;
export const PASS_TWIDDLES = 2;
export const PASS_WORDS = 3;
