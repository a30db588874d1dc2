/**
 * dist/ -> dist/bundle/: the entries of the package, the command and the workers as few files. Node takes a quarter of a second to find and link four hundred modules one by one. Parts that are loaded on demand
 * stay apart; dependencies and `#platform` are imported as they are, so that the same files serve Node and browsers.
 */
import { buildSync } from "esbuild";

/** Files of dist/bundle/ and the modules that they begin with; package.json and src/platform name them. */
const entries = {
  index: "dist/index.js", rve: "dist/rve/index.js", surrogate: "dist/surrogate/index.js", growth: "dist/growth/index.js", io: "dist/io/index.js", files: "dist/platform/files.node.js", main: "dist/cli/main.js",
  "worker.node": "dist/kernels/worker.node.js", "worker.browser": "dist/kernels/worker.browser.js",
};

/** Writes dist/bundle/, all of it in that one folder, so that what lies beside it ("../app", "../kernels") is found from modules and bundles alike. */
export function bundle(root: string): void {
  buildSync({
    absWorkingDir: root, entryPoints: entries, outdir: "dist/bundle", bundle: true, splitting: true, format: "esm", platform: "node", target: "es2022",
    packages: "external", external: ["#platform"], chunkNames: "[name]-[hash]", logLevel: "warning",
  });
}
