/** Places for blocks that live for a while, decided before the run: update matrices need no allocation and no copying then. */

/** Hands out places first-fit; all sizes in the same unit. */
export interface ArenaPlanner {
  take(size: number): number;
  free(place: number, size: number): void;
  /** Largest extent so far. */
  extent(): number;
}

/** A planner of an empty arena. */
/** An empty arena. Quadratic in the number of gaps, of which postorders leave few. */
export function planArena(): ArenaPlanner {
  /** Free gaps below the end, rising, never adjacent: [place, size]. */
  const gaps: [number, number][] = [];
  let end = 0, most = 0;
  return {
    take(size) {
      const index = gaps.findIndex((gap) => gap[1] >= size);
      if (index < 0) {
        end += size;
        most = Math.max(most, end);
        return end - size;
      }
      const [place, room] = gaps[index];
      if (room === size) gaps.splice(index, 1);
      else gaps[index] = [place + size, room - size];
      return place;
    },
    free(place, size) {
      insertGap(gaps, place, size);
      const last = gaps.length - 1;
      if (last < 0 || gaps[last][0] + gaps[last][1] !== end) return;
      end = gaps[last][0];
      gaps.pop();
    },
    extent: () => most,
  };
}

function insertGap(gaps: [number, number][], place: number, size: number): void {
  if (size === 0) return;
  let index = gaps.findIndex((gap) => gap[0] > place);
  if (index < 0) index = gaps.length;
  gaps.splice(index, 0, [place, size]);
  joinGaps(gaps, index);
  if (index > 0) joinGaps(gaps, index - 1);
}

function joinGaps(gaps: [number, number][], index: number): void {
  if (index + 1 >= gaps.length || gaps[index][0] + gaps[index][1] !== gaps[index + 1][0]) return;
  gaps[index][1] += gaps[index + 1][1];
  gaps.splice(index + 1, 1);
}
