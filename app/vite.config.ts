/** The application as static files in dist/app, which any host can serve from any path. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { guide } from "./guide.js";
import { isolationHeaders } from "../tools/isolation.js";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("."),
  base: "./",
  // The library as it is published: dist/, through the same exports that users import.
  resolve: { alias: [{ find: /^twoscale$/, replacement: at("../dist/index.js") }, { find: /^twoscale\/(io|rve|growth)$/, replacement: `${at("../dist")}/$1/index.js` }] },
  plugins: [guide()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  worker: { format: "es" },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  build: {
    outDir: at("../dist/app"), emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: { index: at("index.html"), isolate: at("src/isolate.ts") },
      // The service worker lies at the root, under a name that stays, so that it governs the whole page.
      output: { entryFileNames: ({ name }) => (name === "isolate" ? "[name].js" : "assets/[name]-[hash].js") },
    },
  },
});
