/** Lets the host breathe: a law answers without ever waiting, and a run of laws would otherwise hear neither Ctrl-C nor an abort until its end. */

/** Milliseconds between two breaths: short for a person, long against the cost of one (some microseconds). */
const interval = 50;

/** Gives the event loop its turn when the last one is a while ago. Results do not change. */
export function createBreath(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last <= interval) return;
    await turn();
    last = performance.now();
  };
}

/** One turn of the event loop; timers would be slowed down in a hidden browser tab, messages are not. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
