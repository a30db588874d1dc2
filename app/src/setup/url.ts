/** The set-up in the address of the page: `#shape=circle&cells=12&protocol=0:0,7:30`. Only what differs from the defaults is written. */
import { choiceFields, defaults, numberFields, type Protocol, type Setup } from "./setup.js";

/** The set-up that an address describes; what cannot be read, or lies outside its range, keeps its default. */
export function readUrl(hash: string): Setup {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const numbers = numberFields.flatMap(({ key, min, max, whole }) => {
    const value = Number(query.get(key) ?? NaN);
    return value >= min && value <= max && (!whole || Number.isInteger(value)) ? [[key, value] as const] : [];
  });
  const choices = choiceFields.flatMap(({ key, values }) => {
    const value = query.get(key);
    return value !== null && Object.hasOwn(values, value) ? [[key, value] as const] : [];
  });
  const protocol = readProtocol(query.get("protocol"));
  return { ...defaults, ...Object.fromEntries([...numbers, ...choices]), ...(protocol ? { protocol } : {}) };
}

function readProtocol(text: string | null): Protocol | undefined {
  const rows = (text ?? "").split(",").map((row) => row.split(":").map(Number)) as unknown as Protocol;
  const good = rows.length > 1 && rows.every(([time, volume], i) => Number.isFinite(time) && volume >= 0 && (i === 0 ? time === 0 : time > rows[i - 1][0]));
  return good ? rows : undefined;
}

function protocolText(protocol: Protocol): string {
  return protocol.map((row) => row.join(":")).join(",");
}

/** The address of a set-up, from `#` on; empty for the defaults. */
export function hashOf(setup: Setup): string {
  const keys = [...choiceFields, ...numberFields].map(({ key }) => key).filter((key) => setup[key] !== defaults[key]);
  const parts = keys.map((key) => `${key}=${setup[key]}`);
  const protocol = protocolText(setup.protocol);
  const all = protocol === protocolText(defaults.protocol) ? parts : [...parts, `protocol=${protocol}`];
  return all.length > 0 ? `#${all.join("&")}` : "";
}

/** Puts the set-up into the address, without a new entry in the history. */
export function writeUrl(setup: Setup): void {
  const hash = hashOf(setup);
  if (hash !== location.hash) history.replaceState(null, "", hash === "" ? location.pathname + location.search : hash);
}
