/** The name a user probably meant: used wherever a name of a set, key, law or field is not known. */

/**
 * Edit distance of two strings: insertions, deletions, substitutions and swaps of neighbours each count 1, letter case counts nothing.
 * Cost is the product of the lengths. Optimal string alignment (damerau1964).
 */
export function editDistance(a: string, b: string): number {
  const from = a.toLowerCase();
  const to = b.toLowerCase();
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1;
      let cost = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) cost = Math.min(cost, beforePrevious[j - 2] + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length];
}

/**
 * The candidate closest to `name`, or undefined when none is close enough to be worth suggesting
 * (more than a third of the letters, and more than two, would have to change). Ties go to the first candidate.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const longer = Math.max(name.length, candidate.length);
    const distance = editDistance(name, candidate);
    if (distance >= bestDistance || distance >= longer || distance > Math.max(2, longer / 3)) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/**
 * One sentence for the hint of an error about an unknown name: the nearest known one, then all of them (at most `limit`).
 * Example: `Did you mean "left"? Known: left, right, all.`
 */
export function suggestion(name: string, candidates: readonly string[], limit = 20): string {
  const nearest = nearestName(name, candidates);
  const shown = candidates.slice(0, limit).join(", ") + (candidates.length > limit ? ", …" : "");
  const known = candidates.length > 0 ? `Known: ${shown}.` : "None is known.";
  return nearest === undefined ? known : `Did you mean "${nearest}"? ${known}`;
}
