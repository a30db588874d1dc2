/** Long work of the page in pieces: one piece per task, so that the page answers in between. */

const waiting: (() => void)[] = [];
let running = false;

/**
 * Does a piece of work after those that wait already.
 * @returns takes it back, if it has not been done
 */
export function inTurn(work: () => void): () => void {
  waiting.push(work);
  if (!running) void drain();
  return () => {
    const at = waiting.indexOf(work);
    if (at >= 0) waiting.splice(at, 1);
  };
}

async function drain(): Promise<void> {
  running = true;
  while (waiting.length > 0) {
    await nextTask();
    waiting.shift()?.();
  }
  running = false;
}

/** Resolves in a task of its own. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve); });
}
