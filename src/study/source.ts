/** Case text and where its values stand, so that an error can say `cook.yaml:12:5`. */

/** Keys and indices from the root of a case to a value. */
export type Path = readonly (string | number)[];

/** A case as plain data, and the places of its parts. */
export interface Source {
  /** File name, or undefined for a case that was built in memory. */
  readonly name?: string;
  readonly data: unknown;
  /** `cook.yaml:12:5` of the value at a path, or of the nearest thing around it that is written down. */
  placeOfValue(path: Path): string | undefined;
  /** The same for the key that names the value. */
  placeOfKey(path: Path): string | undefined;
}

/** Source of a case that was built in memory and has no places. */
export function objectSource(data: unknown): Source {
  return { data, placeOfValue: () => undefined, placeOfKey: () => undefined };
}

/** A path as text: `boundary[1].move.x`. */
export function pathText(path: Path): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
}
