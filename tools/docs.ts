/** `npm run docs`: writes the reference pages that are made from the program itself. A test fails when they are out of date. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { caseFilePage } from "./docs/case-file.js";
import { cliPage } from "./docs/cli.js";
import { errorsPage } from "./docs/errors.js";
import { growthPage } from "./docs/growth.js";
import { lawsPage } from "./docs/laws.js";
import { rooflinePage, rooflinePicture } from "./docs/roofline.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A page below the root of the repository, and its text. */
export interface ReferencePage {
  readonly path: string;
  make(): string | Promise<string>;
}

export const referencePages: readonly ReferencePage[] = [
  { path: "docs/reference/laws.md", make: lawsPage },
  { path: "docs/reference/growth.md", make: growthPage },
  { path: "docs/reference/case-file.md", make: () => caseFilePage(join(root, "dist/case.schema.json")) },
  { path: "docs/reference/cli.md", make: cliPage },
  { path: "docs/reference/errors.md", make: errorsPage },
  { path: "docs/roofline.md", make: rooflinePage },
  { path: "docs/images/roofline.svg", make: rooflinePicture },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, make } of referencePages) writeFileSync(join(root, path), await make());
}
