/** A gate that a run passes between two steps: open, shut, or open for a single step. */
export interface Gate {
  /** Resolves when the next step may begin. */
  pass(): Promise<void>;
  open(): void;
  shut(): void;
  /** Lets one step through. */
  single(): void;
}

/** A gate that is open. */
export function createGate(): Gate {
  let tickets = Infinity;
  let waiting: (() => void) | undefined;
  const admit = (count: number): void => {
    tickets = count;
    if (count > 0) waiting?.();
  };
  return {
    async pass() {
      while (tickets <= 0) await new Promise<void>((resolve) => { waiting = resolve; });
      tickets--;
    },
    open: () => admit(Infinity),
    shut: () => admit(0),
    single: () => admit(1),
  };
}
