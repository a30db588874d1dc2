/** Seeded random numbers: the same bits everywhere, good for initial weights and splits, not for secrets. */

/** Draws numbers one after the other. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number;
}

/** 32-bit finaliser of MurmurHash3: every bit of the input changes half the bits of the result. */
export function mixBits(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/**
 * A generator with 128 bits of state (sfc32 of PractRand).
 * @param seed any whole number; its lower 32 bits count
 */
export function createRandom(seed: number): Random {
  let a = mixBits(seed), b = mixBits(seed + 1), c = mixBits(seed + 2), counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 12; warm++) next();
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  return { uniform, below: (count) => Math.floor(uniform() * count) };
}

/** The numbers 0 … count - 1 in a random order (Fisher–Yates). */
export function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
