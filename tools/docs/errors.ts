/** docs/reference/errors.md from the catalogue of errors. */
import { errorCatalogue, type ErrorEntry } from "../../src/core/error-catalogue.js";
import { pageHead, table } from "./markdown.js";

const introduction = `
An error says what happened, where, the value against what is allowed, and a hint. It has a class, a \`code\`, a \`hint\` and \`details\`; in the library all classes extend
\`TwoscaleError\`. On the command line the exit code is 2 for input, 3 for no convergence, 4 for a backend, 130 after Ctrl-C. A run that fails keeps the results of
the steps it accepted.
`;

const titles: Readonly<Record<ErrorEntry["class"], string>> = {
  CaseError: "A case says something that cannot be done: CaseError (exit code 2)",
  MeshError: "A mesh is broken or does not fit: MeshError (exit code 2)",
  LawError: "A law's formula or parameters are wrong: LawError (exit code 2)",
  FormatError: "A file is not what its format says: FormatError (exit code 2)",
  SurrogateError: "A surrogate or its samples cannot be used: SurrogateError (exit code 2)",
  ConvergenceError: "A solve did not reach its criterion: ConvergenceError (exit code 3)",
  BackendError: "WASM or the workers cannot do what was asked: BackendError (exit code 4)",
  finding: "Findings of `twoscale check`",
};

/** The page. */
export function errorsPage(): string {
  const sections = Object.entries(titles).map(([name, title]) => section(title, Object.entries(errorCatalogue).filter(([, entry]) => entry.class === name)));
  return [pageHead("Errors", "src/core/error-catalogue.ts"), introduction, ...sections].join("\n");
}

function section(title: string, entries: readonly (readonly [string, ErrorEntry])[]): string {
  return `## ${title}\n\n${table(["code", "meaning", "what helps"], entries.map(([code, { meaning, remedy }]) => [`\`${code}\``, meaning, remedy]))}\n`;
}
