/** Copies the address, which holds the whole set-up. */
import { useState } from "preact/hooks";

export function ShareButton() {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return <button class="quiet" onClick={() => void copy()} title="Copies the address of this page, which holds the whole set-up">{done ? "Link copied" : "Share"}</button>;
}
