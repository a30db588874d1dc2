/** Puts `file:line:column` in front of errors that were found behind the schema. */
import { TwoscaleError } from "../core/errors.js";
import { type Path, pathText, type Source } from "./source.js";

/** Does some work; an error of ours that it throws gets the place of a path, unless it has one. */
export function within<T>(source: Source, path: Path, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw located(error, source, path);
  }
}

/** `within` for work that waits. */
export async function withinAsync<T>(source: Source, path: Path, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw located(error, source, path);
  }
}

/** A parameter that the error names, or a path at the start of its text, is a more exact place. */
function located(error: unknown, source: Source, path: Path): unknown {
  if (!(error instanceof TwoscaleError) || error.details.place !== undefined) return error;
  const full = [...path, ...innerPath(error)];
  const place = error.details.key === undefined ? source.placeOfValue(full) : source.placeOfKey(full);
  if (place === undefined) return error;
  const Class = error.constructor as typeof TwoscaleError;
  return new Class(error.code, `${place}: ${error.text}`, { hint: error.hint, details: { ...error.details, path: pathText(full), place }, cause: error.cause });
}

/** `rve.shapes[0].circle` or `boundary[1]` of a text that starts with it. */
function innerPath({ text, details }: TwoscaleError): Path {
  const named = details.key ?? details.parameter;
  if (typeof named === "string") return [named];
  const [written = ""] = /^(?:rve|boundary)(?:\.\w+|\[\d+\])+/.exec(text) ?? [];
  return written === "" ? [] : written.split(/\.|(?=\[)/).map((step) => (step.startsWith("[") ? Number(step.slice(1, -1)) : step));
}
